package exports

import (
	"fmt"
	"regexp"
	"strings"
)

// splitList divides a list that is printed with ", " between its values. A comma inside a value is no divider: in
// quotes, in the name of a certificate (<I>CN=Example CA, O=Example Inc<S>CN=mail.contoso.com), and between the
// capabilities of one domain.
func splitList(text string) []string {
	items := []string{}
	if strings.TrimSpace(text) == "" {
		return items
	}
	quotes := strings.Count(text, `"`)%2 == 0 // else a quote is a character like others
	start, first := 0, ""                     // of the value, and its first piece
	open, domain := false, false              // in quotes; behind a domain with capabilities
	for at := 0; at <= len(text); {
		end, next := len(text), len(text)+1
		if i := strings.Index(text[at:], ", "); i >= 0 {
			end, next = at+i, at+i+2
		}
		piece := text[at:end]
		isCapability := capability.MatchString(piece)
		switch {
		case at == 0:
			first = piece
		case !open && !(isCapability && domain) && !continues(first, piece):
			items = append(items, text[start:at-2])
			start, first = at, piece
		}
		domain = strings.Contains(piece, ":Accept") || isCapability && domain
		open = quotes && open != (strings.Count(piece, `"`)%2 != 0)
		at = next
	}
	return append(items, text[start:])
}

var (
	nameAttribute = regexp.MustCompile(`^(?:CN|OU|O|L|S|ST|C|DC|E|STREET|SERIALNUMBER|T|G|SN|OID\.[\d.]+|\d[\d.]+)=`)
	capability    = regexp.MustCompile(`^Accept[A-Za-z]+$`)
)

// continues reports whether a piece behind a comma belongs to the same certificate's name as the pieces before it.
func continues(first, piece string) bool {
	switch {
	case !nameAttribute.MatchString(piece):
		return false
	case strings.HasPrefix(first, "<I>"), strings.HasPrefix(first, "<S>"):
		return true
	}
	return nameAttribute.MatchString(first) && !strings.HasPrefix(piece, "CN=")
}

// typeName is a text that only names a type of .NET, which is printed where a value would have to be looked into.
var typeName = regexp.MustCompile(
	`^(?:Deserialized\.)?(?:Microsoft\.Exchange|Microsoft\.Online|System)\.[\w.+]+(?:\[\])?(?:` + "`" + `.*)?$`)

// single is a value as a tool printed it.
func single(text string) Value {
	if strings.HasPrefix(text, "Microsoft.") || strings.HasPrefix(text, "System.") ||
		strings.HasPrefix(text, "Deserialized.") {
		if typeName.MatchString(text) {
			return Value{Unknown: "only its type is printed: " + clip(text)}
		}
	}
	return Value{Text: text}
}

// truth spells a boolean as Exchange prints it.
func truth(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// joinValues makes a list of values. A value that is not known leaves the list not wholly known.
func joinValues(values []Value) Value {
	joined := Value{List: make([]string, 0, len(values))}
	for _, v := range values {
		switch {
		case v.Unknown != "":
			if joined.Unknown == "" {
				joined.Unknown = v.Unknown
			}
			if v.Text != "" {
				joined.List = append(joined.List, v.Text)
			}
		case v.List != nil:
			joined.Unknown = "a list within a list"
		case !v.Null:
			joined.List = append(joined.List, v.Text)
		}
	}
	return joined
}

// cutOff is the reason of a list of which only the first values are printed.
func cutOff(values int) string { return fmt.Sprintf("cut off after %d values", values) }

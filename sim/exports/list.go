package exports

import (
	"fmt"
	"regexp"
	"strings"
)

// splitList divides a list that is printed with ", " between its values. A comma inside a value is no divider: in quotes, in
// the name of a certificate (<I>CN=Example CA, O=Example Inc<S>CN=mail.contoso.com), and between the capabilities of one
// domain.
func splitList(text string) []string {
	items := []string{}
	for _, piece := range cutOutsideQuotes(text) {
		if last := len(items) - 1; last >= 0 && continues(items[last], piece) {
			items[last] += ", " + piece
		} else {
			items = append(items, piece)
		}
	}
	return items
}

// cutOutsideQuotes divides at ", " where it stands outside of double quotes. A quote that is not closed is a character like
// others.
func cutOutsideQuotes(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	pieces := strings.Split(text, ", ")
	if !strings.Contains(text, `"`) || strings.Count(text, `"`)%2 != 0 {
		return pieces
	}
	var joined []string
	open := false
	for _, p := range pieces {
		if open {
			joined[len(joined)-1] += ", " + p
		} else {
			joined = append(joined, p)
		}
		open = open != (strings.Count(p, `"`)%2 != 0)
	}
	return joined
}

var (
	nameAttribute = regexp.MustCompile(`^(?:CN|OU|O|L|S|ST|C|DC|E|STREET|SERIALNUMBER|T|G|SN|OID\.[\d.]+|\d[\d.]+)=`)
	capability    = regexp.MustCompile(`^Accept[A-Za-z]+$`)
)

// continues reports whether a piece behind a comma still belongs to the value before it.
func continues(value, piece string) bool {
	switch {
	case capability.MatchString(piece):
		return strings.Contains(value, ":Accept")
	case !nameAttribute.MatchString(piece):
		return false
	case strings.HasPrefix(value, "<I>"), strings.HasPrefix(value, "<S>"):
		return true
	}
	return nameAttribute.MatchString(value) && !strings.HasPrefix(piece, "CN=")
}

// typeName is a text that only names a type of .NET, which is printed where a value would have to be looked into.
var typeName = regexp.MustCompile(`^(?:Deserialized\.)?(?:Microsoft\.Exchange|Microsoft\.Online|System)\.[\w.+]+(?:\[\])?(?:` + "`" + `.*)?$`)

// single is a value as a tool printed it.
func single(text string) Value {
	if strings.HasPrefix(text, "Microsoft.") || strings.HasPrefix(text, "System.") || strings.HasPrefix(text, "Deserialized.") {
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
	joined := Value{List: []string{}}
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

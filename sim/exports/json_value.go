package exports

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim/cmdlet"
)

// jsonNode is a member's value. Members of objects keep their order.
type jsonNode struct {
	kind    byte // one of: n(ull), b(oolean), d(igits), s(tring), a(rray), o(bject)
	text    string
	items   []jsonNode
	members map[string]jsonNode // by name in lower case
}

// node reads a value of any kind.
func (r *jsonReader) node(depth int) (n jsonNode, err error) {
	t, err := r.token(depth)
	if err != nil {
		return n, err
	}
	switch t := t.(type) {
	case nil:
		n.kind = 'n'
	case bool:
		n.kind, n.text = 'b', truth(t)
	case json.Number:
		n.kind, n.text = 'd', t.String()
	case string:
		n.kind, n.text = 's', t
	case json.Delim:
		if t == '[' {
			n.kind = 'a'
			for r.d.More() {
				item, err := r.node(depth + 1)
				if err != nil {
					return n, unexpected(err)
				}
				n.items = append(n.items, item)
			}
		} else {
			n.kind, n.members = 'o', map[string]jsonNode{}
			for r.d.More() {
				name, err := r.token(depth)
				if err != nil {
					return n, unexpected(err)
				}
				member, err := r.node(depth + 1)
				if err != nil {
					return n, unexpected(err)
				}
				text, _ := name.(string)
				n.members[strings.ToLower(text)] = member
			}
		}
		_, err = r.token(depth)
	}
	return n, unexpected(err)
}

// value is what the node says of a property.
func (n jsonNode) value(property string) Value {
	switch n.kind {
	case 'n':
		return Value{Null: true}
	case 'd':
		return number(property, n.text)
	case 's':
		if at, ok := jsonDate(n.text); ok {
			return Value{Text: at}
		}
		return single(n.text)
	case 'b':
		return Value{Text: n.text}
	case 'a':
		values := make([]Value, len(n.items))
		for i, item := range n.items {
			values[i] = item.value(property)
		}
		return joinValues(values)
	}
	return n.nested(property)
}

// nested is an object that stands for a value. ConvertTo-Json takes Exchange's own types apart, and their text has to
// be put together again; what is not known here stays not known.
func (n jsonNode) nested(property string) Value {
	switch {
	case n.has("value", "count") && n.members["value"].kind == 'a': // an array that PowerShell wrapped
		return n.members["value"].value(property)
	case n.has("value", "value@odata.type"), n.has("value") && len(n.members) == 1: // a wrapped value
		return n.members["value"].value(property)
	case n.has("isunlimited"):
		if n.says("isunlimited") == truth(true) {
			return Value{Text: "Unlimited"}
		}
		return n.members["value"].value(property)
	case n.has("domain", "cost", "type"): // an address space
		return Value{Text: n.says("type") + ":" + n.says("domain") + ";" + n.says("cost")}
	case n.has("certificatesubject", "certificateissuer"):
		return Value{Text: "<I>" + n.says("certificateissuer") + "<S>" + n.says("certificatesubject")}
	}
	if v, ok := n.place(); ok {
		return v
	}
	for _, name := range []string{"tostring", "originalstring", "rawidentity"} {
		if n.says(name) != "" {
			return Value{Text: n.says(name)}
		}
	}
	return Value{Unknown: "a nested object of which the text is not known"}
}

// place is a node that stands for something with an address: a host, a binding, a domain, a recipient, another object.
func (n jsonNode) place() (Value, bool) {
	switch {
	case n.has("isipaddress", "domain"): // a smart host
		if n.says("isipaddress") == truth(true) {
			return Value{Text: n.says("address")}, true
		}
		return Value{Text: n.says("domain")}, true
	case n.has("ipaddresstostring"):
		return Value{Text: n.says("ipaddresstostring")}, true
	case n.has("expression"): // a range of addresses
		return Value{Text: n.says("expression")}, true
	case n.has("address", "port"): // a binding
		address := n.says("address")
		if strings.Contains(address, ":") {
			address = "[" + address + "]"
		}
		if address != "" {
			return Value{Text: address + ":" + n.says("port")}, true
		}
	case n.has("totalseconds", "ticks"):
		if span, ok := ticks(n.says("ticks")); ok {
			return Value{Text: span}, true
		}
	case n.has("address", "includesubdomains"), n.has("domain", "smtpdomain"): // a domain
		if n.says("address") != "" {
			return Value{Text: n.says("address")}, true
		}
		return Value{Text: n.says("domain")}, true
	case n.has("local", "domain", "length"), n.has("prefixstring", "addressstring"): // an address
		if n.says("proxyaddressstring") != "" {
			return Value{Text: n.says("proxyaddressstring")}, true
		}
		if n.says("address") != "" {
			return Value{Text: n.says("address")}, true
		}
	case n.has("distinguishedname", "name"): // a reference to another object
		return Value{Text: n.says("name")}, true
	}
	return Value{}, false
}

// says is the text of a member.
func (n jsonNode) says(name string) string {
	m := n.members[name]
	if m.kind == 'o' {
		return m.nested("").Text
	}
	return m.text
}

func (n jsonNode) has(names ...string) bool {
	for _, name := range names {
		if _, ok := n.members[name]; !ok {
			return false
		}
	}
	return true
}

// ticks turns a time span in tenths of a microsecond into hh:mm:ss.
func ticks(n string) (string, bool) {
	t, err := strconv.ParseInt(n, 10, 64)
	if err != nil || t < 0 || t > math.MaxInt64/100 {
		return "", false
	}
	return cmdlet.FormatTimeSpan(time.Duration(t) * 100), true
}

var dateInJSON = regexp.MustCompile(`^/Date\((-?\d{1,15})\)/$`)

// jsonDate reads the dates of Windows PowerShell: milliseconds since 1970.
func jsonDate(text string) (string, bool) {
	m := dateInJSON.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	ms, _ := strconv.ParseInt(m[1], 10, 64)
	return time.UnixMilli(ms).UTC().Format(time.RFC3339), true
}

// enumNames are Exchange's enumerations that ConvertTo-Json writes as numbers, as far as the numbers are known: from
// objects that show number and name together ([O] E19DUMP), and for flags from the documented order. A name that begins
// with "+" is a flag, which adds to others. Numbers that nobody showed are left out.
var enumNames = map[string]map[int]string{
	"domaintype":             {0: "Authoritative", 2: "InternalRelay"},
	"protocollogginglevel":   {0: "None", 1: "Verbose"},
	"transportrole":          {32: "HubTransport", 16384: "FrontendTransport"},
	"sizeenabled":            {1: "Enabled", 2: "EnabledWithoutValue"},
	"messageratesource":      {1: "IPAddress", 2: "User"},
	"smarthostauthmechanism": {0: "None"},
	"errorpolicies":          {0: "Default"},
	"authmechanism": {0: "None", 1: "+Tls", 2: "+Integrated", 4: "+BasicAuth", 8: "+BasicAuthRequireTLS", 16: "+ExchangeServer",
		32: "+ExternalAuthoritative"},
	"permissiongroups": {0: "None", 1: "+AnonymousUsers", 2: "+ExchangeUsers", 4: "+ExchangeServers", 8: "+ExchangeLegacyServers",
		16: "+Partners"},
	"tlsauthlevel":             {},
	"tlssettings":              {},
	"connectortype":            {},
	"connectorsource":          {},
	"allowedooftype":           {},
	"extendedprotectionpolicy": {0: "None"},
	"contenttype":              {},
	"recipienttypedetails":     {},
	"mtastsmode":               {},
	"smtpdanemode":             {},
	"smtpdanestatus":           {},
	"rootcatype":               {},
	"services":                 {},
	"status":                   {},
}

// number is a number, or the name of what it stands for in an enumeration.
func number(property, digits string) Value {
	names, isEnum := enumNames[strings.ToLower(property)]
	if !isEnum {
		return Value{Text: digits}
	}
	n, err := strconv.Atoi(digits)
	if err == nil && names[n] != "" {
		return Value{Text: strings.TrimPrefix(names[n], "+")}
	}
	var flags []string
	for bit := 1; err == nil && bit > 0 && bit <= n; bit <<= 1 {
		if n&bit != 0 && strings.HasPrefix(names[bit], "+") {
			flags = append(flags, names[bit][1:])
			n -= bit
		}
	}
	if err == nil && n == 0 && flags != nil {
		return Value{Text: strings.Join(flags, ", ")}
	}
	return Value{Unknown: fmt.Sprintf("the number %s of an enumeration; ConvertTo-Json -EnumsAsStrings would "+
		"tell its name", clip(digits))}
}

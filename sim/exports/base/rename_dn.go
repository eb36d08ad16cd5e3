package base

import (
	"regexp"
	"strings"
)

// publicAuthorities are words in the names of authorities whose certificates anybody may have: those names stay.
var publicAuthorities = regexp.MustCompile(
	`(?i)digicert|let's encrypt|isrg|entrust|globalsign|sectigo|comodo|usertrust|go ?daddy|starfield|thawte|geotrust|rapidssl|symantec|verisign` +
		`|quovadis|swisssign|baltimore|amazon|google trust|network solutions|certum|actalis|buypass|t-telesec|d-trust|ssl\.com|example`)

// ownNames are common names that Exchange gives to certificates.
var ownNames = regexp.MustCompile(`(?i)^(?:microsoft exchange|federation$|wmsvc|localhost$)`)

var dnAttribute = regexp.MustCompile(`([A-Za-z.\d]+)=("(?:[^"]|"")*"|[^,]*)`)

// dn replaces a distinguished name, attribute by attribute.
func (r *renamer) dn(s string) string {
	if publicAuthorities.MatchString(s) && !strings.Contains(strings.ToLower(s), "dc=") {
		return s
	}
	return dnAttribute.ReplaceAllStringFunc(s, func(attribute string) string {
		typ, value, _ := strings.Cut(attribute, "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.ToUpper(typ) {
		case "CN":
			return "CN=" + r.commonName(value)
		case "C":
			return attribute
		case "DC":
			return typ + "=" + r.text(value)
		case "E", "EMAILADDRESS":
			return typ + "=" + r.text(value)
		}
		return typ + "=" + r.chosen(map[string]string{"O": "Organization", "OU": "Unit", "L": "City", "S": "State",
			"ST": "State"}[strings.ToUpper(typ)], value)
	})
}

// commonName replaces the common name of a certificate: a host, a server, or a name that somebody chose.
func (r *renamer) commonName(value string) string {
	if ownNames.MatchString(value) {
		return r.text(value)
	}
	if _, isServer := r.servers.has(value); isServer || strings.Contains(value, ".") && !strings.Contains(value, " ") {
		return r.text(value)
	}
	return r.chosen("Authority", value)
}

// chosen gives a text that somebody chose a name of its kind.
func (r *renamer) chosen(kind, value string) string {
	if kind == "" {
		kind = "Value"
	}
	k := kind + "\x00" + strings.ToLower(value)
	if r.names[k] == "" {
		r.kinds[kind]++
		r.names[k] = kind + " " + decimal(r.kinds[kind])
	}
	return r.names[k]
}

package outside

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Setting is something that somebody told a host, in the words of the line that tells it.
type Setting struct{ What, Value string }

// Settings are what somebody told the host, beside [Host.TLS]: who compares two worlds needs all of it.
func (h *Host) Settings() []Setting {
	return look(h, func(here *state) (list []Setting) {
		add := func(what, value string) {
			if value != "" {
				list = append(list, Setting{what, value})
			}
		}
		add("takes mail for", strings.Join(h.Domains, ", "))
		add("mailboxes", strings.Join(here.mailboxes, ", "))
		for _, l := range here.lists {
			add("block list "+l.Zone, string(l.Mode))
		}
		add("allow", joined(here.allowed))
		for _, s := range here.scripts {
			list = append(list, s.Setting())
		}
		for _, r := range here.relays {
			add("relay "+r.Domain+r.whose(), r.inWords())
		}
		add("hops", strconv.Itoa(here.hopLimit))
		add("admit", joined(here.admitted))
		add("check", string(here.checks))
		add("probe recipients as", here.prober)
		if here.strict {
			add("demand", "client usage")
		}
		if here.plain {
			add("TLS", "off")
		}
		add("certificate", named(here.certificate))
		return list
	})
}

// Setting is what the script has whoever gives it say.
func (s *Script) Setting() Setting {
	return Setting{"reply to " + strings.TrimSpace(s.Verb+" "+s.Address), fmt.Sprintf("%s, %d times", s.Reply, s.Times)}
}

// String is the rule as a line says it.
func (r Relaying) String() string { return r.Domain + r.whose() + " " + r.inWords() }

// whose is whose mail the rule is for.
func (r Relaying) whose() (words string) {
	if r.Customer != "" {
		words += " of " + r.Customer
	}
	if r.Header.Name != "" {
		words += " of header " + quoted(r.Header.Name+": "+r.Header.Value)
	}
	if r.Client != "" {
		words += " of certificate " + r.Client
	}
	return words
}

// inWords is what the rule does, without whose mail it is for.
func (r Relaying) inWords() string {
	words := "to " + r.To
	say := func(what, value string) {
		if value != "" {
			words += " " + what + " " + value
		}
	}
	say("adding footer", quoted(r.Footer))
	say("tagging subject", quoted(r.Tag))
	for _, f := range r.Stamp {
		say("stamping header", quoted(f.Name+": "+f.Value))
	}
	say("dropping headers", strings.Join(r.Drop, ", "))
	say("keeping headers", strings.Join(r.Keep, ", "))
	if r.Preserve {
		words += " preserving headers"
	}
	if r.Breaks {
		words += " breaking signatures"
	}
	if r.Spares {
		words += " keeping signatures"
	}
	if r.Untraced {
		words += " without received"
	}
	say("presenting certificate", named(r.Certificate))
	return words
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}

func joined(ranges []relay.AddressRange) string {
	var words []string
	for _, r := range ranges {
		words = append(words, r.String())
	}
	return strings.Join(words, ", ")
}

// named is a certificate's subject and thumbprint.
func named(c *tls.Certificate) string {
	if c == nil || len(c.Certificate) == 0 {
		return ""
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		return "unreadable"
	}
	return relay.DistinguishedName(leaf.Subject) + " " + relay.Thumbprint(leaf)
}

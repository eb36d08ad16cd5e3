package categorizer

import (
	"fmt"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

const encapsulated = "IMCEAEX-"

// Decapsulate reads the legacyExchangeDN out of an IMCEAEX address: _ is /, +XX a character (P6.1). ok is false for
// other addresses.
func Decapsulate(address string) (dn string, ok bool) {
	at := strings.LastIndexByte(address, '@')
	if at < len(encapsulated) || !strings.EqualFold(address[:len(encapsulated)], encapsulated) {
		return "", false
	}
	local := address[len(encapsulated):at]
	var b strings.Builder
	for i := 0; i < len(local); i++ {
		switch c := local[i]; {
		case c == '_':
			b.WriteByte('/')
		case c == '+' && i+2 < len(local):
			n, err := strconv.ParseUint(local[i+1:i+3], 16, 8)
			if err != nil {
				b.WriteByte(c)
				continue
			}
			b.WriteByte(byte(n))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// Encapsulate is the address under which SMTP carries a legacyExchangeDN (P6.1).
func Encapsulate(dn, domain string) string {
	var b strings.Builder
	b.WriteString(encapsulated)
	for i := 0; i < len(dn); i++ {
		switch c := dn[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '=', c == '-':
			b.WriteByte(c)
		case c == '/':
			b.WriteByte('_')
		default:
			fmt.Fprintf(&b, "+%02X", c)
		}
	}
	return b.String() + "@" + domain
}

// legacy finds whom an encapsulated address means, or reports that nobody is known by it. It is read only in the
// organization's default accepted domain (P6.2); elsewhere it is an address like any other.
func (out Outcome) legacy(o *relay.Organization) (_ Outcome, r *relay.Recipient, meant bool) {
	dn, ok := Decapsulate(out.Address)
	if !ok || !strings.EqualFold(relay.DomainOf(out.Address), o.DefaultDomain()) {
		return out, nil, false
	}
	d := relay.Decision{Question: relay.WhichRecipient, Subject: out.Address, Source: "P6.1-P6.4"}
	if r = o.ByLegacyDN(dn); r == nil {
		out.Kind, out.Reply = Undeliverable, reply.LegacyRecipientNotFound(o.Product)
		d.Candidates = []relay.Candidate{relay.Rejected(dn, "legacyExchangeDN, X500", "no recipient here has it")}
		return out.decided(d, "", "no recipient here has the legacyExchangeDN "+dn+", nor as an X500 address"),
			nil, true
	}
	why := "it is its legacyExchangeDN"
	if !strings.EqualFold(o.LegacyDN(r), dn) {
		why = "it has it as an X500 address"
	}
	d.Candidates = []relay.Candidate{relay.Selected(r.Name, "X500:"+dn, why)}
	return out.decided(d, r.PrimarySmtpAddress, "the address stands for "+dn), r, true
}

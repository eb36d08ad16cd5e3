package cmdlet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// recipientNoun describes one type of directory object; what the types share is here.
func recipientNoun(name string, on scope, kind relay.RecipientType, kept []property,
	properties ...property) *noun[relay.Recipient] {
	shared := []property{
		{name: "Name", required: true},
		{name: "DisplayName"},
		{name: "RecipientTypeDetails", access: readOnly, show: shows((*relay.Recipient).RecipientTypeDetails)},
		{name: "PrimarySmtpAddress", clean: cleanAddress},
		{name: "EmailAddresses", clean: cleanAnyProxy, show: shows(showProxies), note: "an address after SMTP: in capitals becomes the primary one"},
	}
	rest := []property{
		noted("an attribute in Active Directory rather than a parameter; empty: as setup makes it (P6.5)",
			acting("LegacyExchangeDN", nothing))[0],
		{name: "RequireSenderAuthenticationEnabled", asked: kind == relay.MailUniversalDistributionGroup},
		{name: "IsDirSynced", field: "DirSynced", access: readOnly, on: inTheCloud},
	}
	return &noun[relay.Recipient]{
		name: name, on: on,
		properties: slices.Concat(shared, properties, rest, kept),
		list:       func(o *relay.Organization) *[]*relay.Recipient { return &o.Recipients },
		mine:       func(r *relay.Recipient) bool { return r.Type == kind },
		kind:       func(r *relay.Recipient) string { return string(r.Type) },
		identity:   func(r *relay.Recipient) string { return r.Name },
		answers: func(r *relay.Recipient, name string) bool {
			return r.HasAddress(name) || strings.EqualFold(r.DisplayName, name)
		},
		defaults: func(*relay.Organization) *relay.Recipient { return &relay.Recipient{Type: kind} },
		settle:   settleRecipient,
		rules: []rule[relay.Recipient]{{
			says: "Two objects of one side do not share an address.", source: "PS:Set-Mailbox",
			about:  []string{"PrimarySmtpAddress", "EmailAddresses", "ExternalEmailAddress", "RemoteRoutingAddress"},
			broken: addressTaken,
		}, moderatorsRule},
	}
}

// aliasOption is a parameter of New-: the local part that e-mail address policies use.
type aliasOption struct{ Alias string }

func aliasParameter() []parameter {
	return options[aliasOption](property{name: "Alias", access: newOnly,
		note: "the local part of addresses that policies add; the name without spaces if not given"})
}

// aliasFor is the alias of a new object.
func aliasFor(c *call, r *relay.Recipient) (string, error) {
	var o aliasOption
	if err := c.bind(&o); err != nil {
		return "", err
	}
	if o.Alias == "" {
		o.Alias = aliasOf(r)
	}
	return o.Alias, nil
}

// aliasOf is the name as far as it can stand in an address.
func aliasOf(r *relay.Recipient) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(" @()<>[]:;,\\\"", c) {
			return -1
		}
		return c
	}, r.Name)
}

// settleRecipient completes names and keeps the list of addresses in order: the primary first, each once.
func settleRecipient(c *call, old, r *relay.Recipient) error {
	if r.DisplayName == "" {
		r.DisplayName = r.Name
	}
	if old != nil && c.has("PrimarySmtpAddress") && c.has("EmailAddresses") {
		return refuse("EmailAddresses", "-EmailAddresses and -PrimarySmtpAddress cannot be used together",
			"write the primary address as 'SMTP:bob@contoso.com' in -EmailAddresses")
	}
	if a := c.given["EmailAddresses"]; a != nil && !c.has("PrimarySmtpAddress") {
		switch marked := markedPrimary(a.value); {
		case marked != "":
			r.PrimarySmtpAddress = marked
		case old == nil && len(r.EmailAddresses) > 0:
			r.PrimarySmtpAddress = r.EmailAddresses[0]
		case old != nil && a.value.kind == list && len(r.EmailAddresses) > 0 &&
			!slices.ContainsFunc(r.EmailAddresses, sameAs(r.PrimarySmtpAddress)):
			r.PrimarySmtpAddress = r.EmailAddresses[0]
		case old != nil && a.value.kind == change && slices.ContainsFunc(a.value.remove, func(v *value) bool {
			return relay.SameAddress(trimProxy(v.text), r.PrimarySmtpAddress)
		}):
			return refuse("EmailAddresses", "the primary address cannot be removed",
				"choose another with -PrimarySmtpAddress first")
		}
	}
	if old != nil && r.PrimarySmtpAddress == "" {
		return refuse("PrimarySmtpAddress", "a recipient has a primary address", "")
	}
	settleLists(c, r)
	if r.PrimarySmtpAddress != "" {
		r.EmailAddresses = withAddresses([]string{r.PrimarySmtpAddress}, r.EmailAddresses...)
	}
	return nil
}

// markedPrimary is the address that stands after SMTP: in capitals.
func markedPrimary(v *value) string {
	for _, e := range slices.Concat(v.elements(), v.add) {
		if address, ok := strings.CutPrefix(e.text, "SMTP:"); ok {
			return address
		}
	}
	return ""
}

func trimProxy(s string) string {
	if kind, address, ok := strings.Cut(s, ":"); ok && strings.EqualFold(kind, "smtp") {
		return address
	}
	return s
}

// cleanProxy reads an address with or without "smtp:" before it.
func cleanProxy(s string) (string, error) { return cleanAddress(trimProxy(s)) }

// cleanAnyProxy also reads an X500 address: a legacyExchangeDN by which the object was known (P6.6).
func cleanAnyProxy(s string) (string, error) {
	if !relay.IsX500(s) {
		return cleanProxy(s)
	}
	dn := s[len(relay.X500):]
	if !strings.HasPrefix(dn, "/o=") && !strings.HasPrefix(dn, "/O=") {
		return "", fmt.Errorf("%q is no X500 address; want X500:/o=ORG/ou=GROUP/cn=Recipients/cn=NAME", s)
	}
	return relay.X500 + dn, nil
}

// showProxies prints addresses as Exchange does, the primary in capitals.
func showProxies(r *relay.Recipient) string {
	texts := make([]string, len(r.EmailAddresses))
	for i, a := range r.EmailAddresses {
		texts[i] = "smtp:" + a
		if relay.IsX500(a) {
			texts[i] = a
		}
		if relay.SameAddress(a, r.PrimarySmtpAddress) {
			texts[i] = "SMTP:" + a
		}
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

func sameAs(address string) func(string) bool {
	return func(other string) bool { return relay.SameAddress(address, other) }
}

// withAddresses returns a new list that also holds the given addresses, each once.
func withAddresses(addresses []string, more ...string) []string {
	result := slices.Clone(addresses)
	for _, a := range more {
		if !slices.ContainsFunc(result, sameAs(a)) {
			result = append(result, a)
		}
	}
	return result
}

// addressTaken names the holder of an address that the object would also have.
func addressTaken(s subject[relay.Recipient]) *refusal {
	for _, a := range withAddresses(s.x.EmailAddresses, s.x.PrimarySmtpAddress) {
		for other := range s.others() {
			if a != "" && other.HasAddress(a) {
				return must(false, fmt.Sprintf("the address %s already belongs to %s %s", a, other.Type,
					quote(other.Name)), "choose another address, or take it from "+other.Name+" first")
			}
		}
	}
	return nil
}

// acceptsDomains refuses a new object with an address outside the accepted domains.
func acceptsDomains(o *relay.Organization, addresses ...string) error {
	for _, a := range addresses {
		if domain := relay.DomainOf(a); !relay.IsX500(a) && o.AcceptedDomain(domain) == nil {
			var known []string
			for _, d := range o.AcceptedDomains {
				known = append(known, d.DomainName)
			}
			return &refusal{
				about:   []string{"PrimarySmtpAddress", "EmailAddresses", "Name"},
				message: domain + " is not an accepted domain of this side",
				hint:    suggest.DidYouMean(domain, known),
			}
		}
	}
	return nil
}

// free keeps the addresses that nobody holds.
func free(o *relay.Organization, addresses ...string) []string {
	return slices.DeleteFunc(addresses, func(a string) bool { return o.Recipient(a) != nil })
}

// linked turns the names of recipients in a value into their primary addresses.
func linked(o *relay.Organization, v *value, parameter string) (*value, error) {
	if v.kind == null {
		return v, nil
	}
	address := func(list []*value) ([]*value, error) {
		var addresses []*value
		for _, e := range list {
			r, err := findRecipient(o, e.text, parameter)
			if err != nil {
				return nil, err
			}
			addresses = append(addresses, &value{column: e.column, text: r.PrimarySmtpAddress})
		}
		return addresses, nil
	}
	w := *v
	var errs [4]error
	switch v.kind {
	case list:
		w.items, errs[0] = address(v.items)
	case change:
		w.add, errs[1] = address(v.add)
		w.remove, errs[2] = address(v.remove)
	default:
		var one []*value
		if one, errs[3] = address([]*value{v}); errs[3] == nil {
			w.text = one[0].text
		}
	}
	return &w, cmp.Or(errs[0], errs[1], errs[2], errs[3])
}

// leaveGroups takes a removed object out of the groups that list it.
func leaveGroups(c *call, gone *relay.Recipient) error {
	for _, g := range groups.all(c.here.now) {
		if g != gone && slices.ContainsFunc(g.Members, gone.HasAddress) {
			smaller := *g
			smaller.Members = slices.DeleteFunc(slices.Clone(g.Members), gone.HasAddress)
			groups.put(c.here, g, &smaller)
		}
	}
	return nil
}

package base

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
)

// sieve knows the properties that a base can have something from.
type sieve struct {
	known   map[string]bool   // "noun.property" in lower case
	ignored map[string]string // why, by the same
	written map[string]bool   // nouns
	carried map[string]bool   // nouns that are carried with what they have
}

// naming are the properties by which objects are told from each other; what they hold is in no base by itself.
var naming = []string{"Identity", "Name", "Guid", "DistinguishedName", "Id", "Alias", "Server", "PrimarySmtpAddress",
	"RecipientTypeDetails", "ResourceType"}

// special are properties of nouns that the cmdlets do not have in this way.
var special = map[string][]string{
	"ExchangeServer":   {"Fqdn", "AdminDisplayVersion", "ServerRole", "IsEdgeServer", "Site"},
	"ReceiveConnector": append([]string{"Usage"}, usages...),
	"ADPermission":     {"User", "ExtendedRights", "Deny"},
	"AcceptedDomain":   {"MakeDefault", "InitialDomain", "IsCoexistenceDomain"},
	exemptionNoun:      {"BlockingScenario", "NumberOfDays", "StartDate", "EndDate"},
	allowBlockNoun:     {"Value", "ListType", "Action", "ExpirationDate"},
	componentNoun:      {"ServerFqdn", "Component", "State", "LocalStates", "Requester"},
	"Recipient":        {"DisplayName", "EmailAddresses", "ExternalEmailAddress", "RequireSenderAuthenticationEnabled"},
}

// kindsOfOrganization are an organization of each kind that cmdlets tell apart.
var kindsOfOrganization = []*relay.Organization{
	{Side: relay.OnPremises, Product: relay.Exchange2010}, {Side: relay.OnPremises, Product: relay.Exchange2019}, {Side: relay.Cloud, Product: relay.ExchangeOnline},
}

// newSieve asks what the cmdlets of both sides and of all products have.
func newSieve() *sieve {
	s := &sieve{map[string]bool{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	for _, o := range kindsOfOrganization {
		for _, n := range cmdlet.Nouns(o) {
			s.written[strings.ToLower(n.Name)] = true
			for _, p := range n.Properties {
				k := strings.ToLower(n.Name + "." + p.Name)
				if p.Loose && p.Effect == cmdlet.EffectIgnored {
					s.ignored[k] = p.Why
				} else {
					s.known[k] = true
				}
			}
		}
	}
	for _, o := range kindsOfOrganization {
		for _, noun := range cmdlet.CarriedNouns(o) {
			s.carried[strings.ToLower(noun)] = true
		}
	}
	for _, name := range certificateProperties {
		s.known[strings.ToLower("ExchangeCertificate."+name)] = true
	}
	for noun, names := range special {
		s.written[strings.ToLower(noun)] = true
		for _, name := range names {
			s.known[strings.ToLower(noun+"."+name)] = true
		}
	}
	return s
}

// keeps reports whether something of a property can be in a base, or else why not; an object without a place in bases
// is reported as a whole, so there is nothing to say about its properties.
func (s *sieve) keeps(noun, property string) (keep bool, why string) {
	k := strings.ToLower(noun + "." + property)
	switch {
	case s.known[k] || slices.Contains(naming, property):
		return true, ""
	case s.carried[strings.ToLower(noun)] && !s.written[strings.ToLower(noun)]:
		return !noise[strings.ToLower(property)], ""
	case !s.written[strings.ToLower(noun)]:
		return false, ""
	case s.ignored[k] != "":
		return false, s.ignored[k]
	}
	return false, "the model does not have it"
}

// sift leaves out what no base can have anything from, and counts it, before it is copied and compared.
func sift(x *exports.Export, report *ledger) *exports.Export {
	s := newSieve()
	type kind struct{ noun, property string }
	seen := map[kind]bool{} // whether it is kept
	kept := *x
	kept.Objects = make([]*exports.Object, len(x.Objects))
	for i, o := range x.Objects {
		c := *o
		c.Properties = make([]exports.Property, 0, min(len(o.Properties), 32))
		for _, p := range o.Properties {
			k := kind{o.Noun, p.Name}
			keep, known := seen[k]
			why := ""
			if !known || !keep {
				keep, why = s.keeps(o.Noun, p.Name)
				seen[k] = keep
			}
			if keep {
				c.Properties = append(c.Properties, p)
			} else if why != "" {
				report.ignore(plain(o.Noun)+"."+plain(p.Name), why)
			}
		}
		c.Properties = slices.Clip(c.Properties)
		kept.Objects[i] = &c
	}
	return &kept
}

package check

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/suggest"
)

// maxPeople is how many people one rule names; it counts the others.
const maxPeople = 20

// peopleRules compare what the two sides know of one person. Each finding names the person and is shown by a flow in
// which that person takes part.
var peopleRules = []Rule{
	{"HS-C061", Error, "The domain is Authoritative in the cloud, and the cloud does not know an on-premises mailbox in it", "KB2510049; R6.16, R6.17",
		eachPerson(func(s *scene, found func(person)) {
			s.eachAlone(s.local, s.cloud, func(d *relay.AcceptedDomain, r *relay.Recipient) {
				found(person{r, relay.Cloud, place{side: "cloud", object: d.Name, property: "DomainType",
					value: string(d.DomainType),
					fix: []string{cloudLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) +
						" -DomainType InternalRelay")}}})
			})
		})},
	{"HS-C062", Error, "The domain is Authoritative on-premises, and on-premises does not know a cloud mailbox in it", "KB3197393; R6.15",
		eachPerson(func(s *scene, found func(person)) {
			s.eachAlone(s.cloud, s.local, func(d *relay.AcceptedDomain, r *relay.Recipient) {
				found(person{r, relay.OnPremises, place{side: "onprem", object: d.Name, property: "DomainType",
					value: string(d.DomainType),
					fix: []string{onPremisesLine("New-RemoteMailbox " + cmdlet.Quote(r.Name) + " -PrimarySmtpAddress " +
						r.PrimarySmtpAddress)}}})
			})
		})},
	{"HS-C066", Warning, "A user has a mailbox on both sides: mail goes to the one on the sender's side", "Common Exchange Online hybrid mail flow issues, comments",
		eachPerson(func(s *scene, found func(person)) {
			for _, r := range s.local.Recipients {
				if other := s.twin(r); r.Type == relay.UserMailbox && other != nil && other.Type == relay.UserMailbox {
					found(person{r, "", place{side: "cloud", object: other.PrimarySmtpAddress,
						property: "RecipientTypeDetails", value: other.RecipientTypeDetails(),
						fix: []string{cloudLine("Remove-Mailbox " + cmdlet.Quote(other.Name)),
							onPremisesLine("Start-ADSyncSyncCycle")}}})
				}
			}
		})},
	{"HS-C067", Error, "A remote mailbox has no routing address, so its mail is reported", "R6.14",
		eachPerson(func(s *scene, found func(person)) {
			s.eachRemote(func(r, _ *relay.Recipient) {
				if r.TargetAddress == "" {
					found(person{r, relay.OnPremises, s.routing(r)})
				}
			})
		})},
	{"HS-C068", Error, "A remote mailbox's RemoteRoutingAddress is no address of the cloud mailbox", "R6.14; R6.9",
		eachPerson(func(s *scene, found func(person)) {
			s.eachRemote(func(r, other *relay.Recipient) {
				if other != nil && r.TargetAddress != "" && s.cloud.Recipient(r.TargetAddress) != other {
					found(person{r, relay.OnPremises, s.routing(r)})
				}
			})
		})},
	{"HS-C069", Error, "A mail user's ExternalEmailAddress is no address of the on-premises mailbox", "R6.8; R6.14",
		eachPerson(func(s *scene, found func(person)) {
			for _, r := range s.cloud.Recipients {
				box := s.mailboxOf(s.local, r)
				if r.Type == relay.MailUser && box != nil && !box.HasAddress(r.TargetAddress) {
					found(person{r, relay.Cloud, place{side: "cloud", property: "ExternalEmailAddress",
						value: r.TargetAddress,
						fix: []string{cloudLine("Set-MailUser " + cmdlet.Quote(r.Name) + " -ExternalEmailAddress " +
							box.PrimarySmtpAddress)}}})
				}
			}
		})},
	{"HS-C074", Error, "A remote mailbox has no mailbox in the cloud", "R6.9; R6.14",
		eachPerson(func(s *scene, found func(person)) {
			s.eachRemote(func(r, other *relay.Recipient) {
				if (other == nil || other.Type != relay.UserMailbox) && s.cloud.Recipient(r.TargetAddress) == nil &&
					r.TargetAddress != "" {
					found(person{r, relay.OnPremises, place{side: "onprem", property: "RemoteRoutingAddress",
						value: r.TargetAddress}})
				}
			})
		})},
	{"HS-C075", Error, "A mail user of a shared domain has no mailbox on-premises", "R6.8",
		eachPerson(func(s *scene, found func(person)) {
			for _, r := range s.cloud.Recipients {
				shared := suggest.Has(s.domains, relay.DomainOf(r.TargetAddress))
				if r.Type == relay.MailUser && shared && s.mailboxOf(s.local, r) == nil &&
					s.local.Recipient(r.TargetAddress) == nil {
					found(person{r, relay.Cloud, place{side: "cloud", property: "ExternalEmailAddress",
						value: r.TargetAddress}})
				}
			}
		})},
	{"HS-C076", Error, "A user's primary address is in a domain that the tenant has not verified: the cloud drops it", "KB3173405; P6.8, P6.9",
		eachPerson(func(s *scene, found func(person)) {
			s.eachRemote(func(r, other *relay.Recipient) {
				domain := relay.DomainOf(r.PrimarySmtpAddress)
				inCloud := other != nil && other.Type == relay.UserMailbox
				if inCloud && domain != "" && s.cloud.AcceptedDomain(domain) == nil {
					verify := "New-AcceptedDomain " + cmdlet.Quote(domain) + " -DomainName " + domain
					found(person{r, relay.Cloud, place{side: "cloud", object: domain, property: "DomainName",
						fix: []string{cloudLine(verify), onPremisesLine("Start-ADSyncSyncCycle")}}})
				}
			})
		})},
}

// person is somebody whom a rule found, and the side whose users do not reach that person.
type person struct {
	*relay.Recipient
	from  relay.Side // empty: both, and the question is where mail goes
	place place
}

// eachPerson makes a rule's find of people: each is named, with the flow that shows it, up to maxPeople; then they are
// counted.
func eachPerson(find func(s *scene, found func(person))) func(*scene, func(place)) {
	return func(s *scene, found func(place)) {
		var people []person
		find(s, func(p person) { people = append(people, p) })
		for i, p := range people {
			if i == maxPeople {
				break
			}
			at := p.place
			if at.object == "" {
				at.object = p.PrimarySmtpAddress
			} else if at.object != p.PrimarySmtpAddress {
				at.detail = p.PrimarySmtpAddress
			}
			if left := len(people) - maxPeople; i == maxPeople-1 && left > 0 {
				at.detail = strings.TrimPrefix(fmt.Sprintf("%s, and %d more like this", at.detail, left), ", ")
			}
			at.flows = s.reaching(p)
			found(at)
		}
	}
}

// reaching are the flows that show what is wrong with a person.
func (s *scene) reaching(p person) []*Asked {
	domain := relay.DomainOf(p.PrimarySmtpAddress)
	a := &Asked{What: PersonReached, Object: p.PrimarySmtpAddress, To: p.PrimarySmtpAddress, Want: internal}
	if p.from == "" {
		a.What, a.From = PersonOnce, s.anybody(s.cloud, domain, p.PrimarySmtpAddress)
	} else {
		o := s.local
		if p.from == relay.Cloud {
			o = s.cloud
		}
		a.From = s.anybody(o, domain, p.PrimarySmtpAddress)
	}
	if a.From == "" {
		return nil
	}
	return []*Asked{a}
}

// anybody is a mailbox of an organization that can write to somebody: one of the same domain before others.
func (s *scene) anybody(o *relay.Organization, domain, to string) string {
	found := ""
	for _, r := range o.Recipients {
		if r.Type != relay.UserMailbox || r.ResourceType != "" || relay.SameAddress(r.PrimarySmtpAddress, to) ||
			s.holdsBoth(r) {
			continue
		}
		if strings.EqualFold(relay.DomainOf(r.PrimarySmtpAddress), domain) {
			return r.PrimarySmtpAddress
		}
		if found == "" {
			found = r.PrimarySmtpAddress
		}
	}
	return found
}

func (s *scene) holdsBoth(r *relay.Recipient) bool {
	return s.mailboxOf(s.local, r) != nil && s.mailboxOf(s.cloud, r) != nil
}

// twin is what the cloud has of an on-premises object: whoever has one of its addresses.
func (s *scene) twin(r *relay.Recipient) *relay.Recipient { return s.known(s.cloud, r) }

// known is the object of an organization with one of a recipient's addresses, its primary one first, or nil.
func (s *scene) known(o *relay.Organization, r *relay.Recipient) *relay.Recipient {
	for _, a := range append([]string{r.PrimarySmtpAddress}, r.EmailAddresses...) {
		if x := s.byAddress(o)[strings.ToLower(a)]; x != nil {
			return x
		}
	}
	return nil
}

// mailboxOf is the mailbox of an organization with one of a recipient's addresses, or nil.
func (s *scene) mailboxOf(o *relay.Organization, r *relay.Recipient) *relay.Recipient {
	if x := s.known(o, r); x != nil && x.Type == relay.UserMailbox {
		return x
	}
	return nil
}

// byAddress indexes an organization's recipients by their addresses in lower case.
func (s *scene) byAddress(o *relay.Organization) map[string]*relay.Recipient {
	if s.index == nil {
		s.index = map[*relay.Organization]map[string]*relay.Recipient{}
	}
	if s.index[o] == nil {
		index := map[string]*relay.Recipient{}
		for _, r := range slices.Backward(o.Recipients) {
			for _, a := range append(slices.Clone(r.EmailAddresses), r.PrimarySmtpAddress) {
				index[strings.ToLower(a)] = r
			}
		}
		s.index[o] = index
	}
	return s.index[o]
}

// eachRemote visits the remote mailboxes with what the cloud has of each.
func (s *scene) eachRemote(visit func(r, other *relay.Recipient)) {
	for _, r := range s.local.Recipients {
		if r.Type == relay.RemoteUserMailbox {
			visit(r, s.twin(r))
		}
	}
}

// routing is what is wrong with a remote mailbox's routing address, and the address of its cloud mailbox.
func (s *scene) routing(r *relay.Recipient) place {
	p := place{side: "onprem", property: "RemoteRoutingAddress", value: r.TargetAddress}
	if other := s.twin(r); other != nil {
		if a := routingAddress(s.cloud, other.PrimarySmtpAddress); a != "" {
			p.fix = []string{onPremisesLine("Set-RemoteMailbox " + cmdlet.Quote(r.Name) +
				" -RemoteRoutingAddress " + a)}
		}
	}
	return p
}

// eachAlone finds the mailboxes here, in domains that are Authoritative on the far side, that the far side does not
// know.
func (s *scene) eachAlone(here, there *relay.Organization, visit func(*relay.AcceptedDomain, *relay.Recipient)) {
	for _, r := range here.Recipients {
		if r.Type != relay.UserMailbox || s.known(there, r) != nil {
			continue
		}
		if d := there.AcceptedDomain(relay.DomainOf(r.PrimarySmtpAddress)); d != nil &&
			d.DomainType == relay.Authoritative {
			visit(d, r)
		}
	}
}

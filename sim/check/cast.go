package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim"
)

// Participant is somebody who sends or receives in the matrix.
type Participant struct {
	Role    string `json:"role"`
	Address string `json:"address"`
	Probe   bool   `json:"probe"`            // not in the base: added for the check
	Hybrid  string `json:"hybrid,omitempty"` // in whose matrix, by its on-premises organization; empty: the first
}

// role is a part in the matrix.
type role string

const (
	cloudUser   role = "cloud mailbox"
	localUser   role = "on-premises mailbox"
	cloudAlone  role = "cloud mailbox that on-premises does not know"
	localAlone  role = "on-premises mailbox that the cloud does not know"
	cloudGone   role = "remote mailbox whose cloud mailbox is gone"
	localGone   role = "mail user whose on-premises mailbox is gone"
	internet    role = "mailbox on the Internet"
	device      role = "sender outside with an address of yours"
	sharedGroup role = "group on both sides, with members on both"
	localGroup  role = "group that only on-premises knows"
	cloudGroup  role = "group that only the cloud knows"
	awayGroup   role = "group that only the cloud knows, with members on-premises"
)

var roles = []role{
	cloudUser, localUser, cloudAlone, localAlone, cloudGone, localGone, internet, device, sharedGroup, localGroup, cloudGroup, awayGroup,
}

// sideOf is on which side a part's mailbox is; empty: somebody outside.
func sideOf(r role) relay.Side {
	switch r {
	case cloudUser, cloudAlone:
		return relay.Cloud
	case localUser, localAlone:
		return relay.OnPremises
	}
	return ""
}

// player is who plays a part.
type player struct {
	address string
	side    relay.Side // whose mailbox it is; empty: somebody outside
	probe   bool
	members []string  // of a group: the mailboxes behind it
	why     string    // there is nobody: the reason
	host    *sim.Host // of an asked flow: the client outside that sends
}

// cast is who plays which part for one class of domains, and what has to be added to a world for that.
type cast struct {
	class       Class
	hybrid      hybrid
	first       bool   // of the plan's casts
	again       bool   // another hybrid has a cast of the same domain
	domain      string // the class's representative, of the probes' addresses, too
	players     map[role]player
	probes      []probe
	centralized bool   // by a connector or by the wizard's configuration
	copies      int    // messages that it takes to use each of the cloud's addresses once
	servers     int    // on-premises, which have their turns
	routing     string // cloudAlone's address in the coexistence domain; empty: none
	initial     string // cloudUser's address in the tenant's onmicrosoft.com domain; empty: none
}

// probe is something that is added to each world: a line that an administrator types, or an outside host.
type probe struct {
	side relay.Side
	line string
	add  func(*sim.World) error
}

func (p probe) apply(w *sim.World) error {
	if p.add != nil {
		return p.add(w)
	}
	_, err := w.Run(p.side, p.line)
	return err
}

// join adds the probes of a cast to a world.
func (c *cast) join(w *sim.World) error {
	for _, p := range c.probes {
		if err := p.apply(w); err != nil {
			return fmt.Errorf("adding the probes of the check: %w", err)
		}
	}
	return nil
}

// prefix begins the name of everything that is added for the check.
const prefix = "hybridsim-probe-"

// IsProbe reports whether an address is that of somebody who was added for a check.
func IsProbe(address string) bool { return strings.HasPrefix(strings.ToLower(address), prefix) }

// findCast looks for the people of a class of domains in a world and adds the probes that lack.
func findCast(w *sim.World, h hybrid, class Class) (*cast, error) {
	local, cloud := h.both(w)
	c := &cast{class: class, hybrid: h, domain: class.Domain, players: map[role]player{},
		copies: len(w.Side(h.tenant).Egress()), servers: len(local.Servers)}
	c.centralized = centralizedBy(local, cloud)
	c.people(w, local, cloud)
	c.groups(w, local, cloud)
	c.stranger(w)
	cloud = w.Side(h.tenant).Organization() // with the probes
	c.routing = routingAddress(cloud, c.players[cloudAlone].address)
	c.initial = addressIn(cloud, c.players[cloudUser].address, func(d *relay.AcceptedDomain) bool {
		return d.InitialDomain
	})
	return c, nil
}

// centralizedBy reports whether the cloud's Internet mail is to go through on-premises: as the wizard's configuration
// says, or, without one, as a connector does it.
func centralizedBy(local, cloud *relay.Organization) bool {
	if local.Hybrid != nil {
		return local.Hybrid.Has("CentralizedTransport")
	}
	return connector.Centralized(cloud) != nil
}

// routingAddress is a cloud mailbox's address in the coexistence domain, or "".
func routingAddress(cloud *relay.Organization, address string) string {
	return addressIn(cloud, address, func(d *relay.AcceptedDomain) bool { return d.IsCoexistenceDomain })
}

// addressIn is a recipient's address in a domain of some kind, or "".
func addressIn(o *relay.Organization, address string, kind func(*relay.AcceptedDomain) bool) string {
	r := o.Recipient(address)
	if r == nil {
		return ""
	}
	for _, a := range r.EmailAddresses {
		if d := o.AcceptedDomain(relay.DomainOf(a)); d != nil && kind(d) {
			return a
		}
	}
	return ""
}

// commonDomain is the domain of the first person whom both sides know, else the wizard's first, else the first that
// both accept.
func commonDomain(local, cloud *relay.Organization) string {
	for _, r := range cloud.Recipients {
		domain := relay.DomainOf(r.PrimarySmtpAddress)
		if r.Type == relay.UserMailbox && local.AcceptedDomain(domain) != nil && knownElsewhere(local, r) {
			return strings.ToLower(domain)
		}
	}
	if local.Hybrid != nil && len(local.Hybrid.Domains) > 0 {
		return local.Hybrid.Domains[0]
	}
	for _, d := range local.AcceptedDomains {
		if !strings.HasSuffix(d.DomainName, ".onmicrosoft.com") && !strings.HasPrefix(d.DomainName, "*") &&
			cloud.AcceptedDomain(d.DomainName) != nil {
			return d.DomainName
		}
	}
	return ""
}

// knownElsewhere reports whether an organization knows a recipient of the other side as somebody whose mailbox is
// there.
func knownElsewhere(o *relay.Organization, r *relay.Recipient) bool {
	x := o.Recipient(r.PrimarySmtpAddress)
	return x != nil && (x.Type == relay.RemoteUserMailbox || x.Type == relay.MailUser)
}

// people fills the parts of single mailboxes.
func (c *cast) people(w *sim.World, local, cloud *relay.Organization) {
	known := func(here, there *relay.Organization) string {
		return c.pick(here, func(r *relay.Recipient) bool { return knownElsewhere(there, r) })
	}
	alone := func(here, there *relay.Organization) string {
		return c.pick(here, func(r *relay.Recipient) bool {
			return !slices.ContainsFunc(r.EmailAddresses, func(a string) bool { return there.Recipient(a) != nil })
		})
	}
	mailbox, remote := "New-Mailbox %[1]s -PrimarySmtpAddress %[2]s",
		"New-RemoteMailbox %[1]s -PrimarySmtpAddress %[2]s"
	user := "New-MailUser %[1]s -PrimarySmtpAddress %[2]s -ExternalEmailAddress %[2]s"
	for _, part := range []struct {
		role         role
		name         string
		found        string
		local, cloud string
	}{
		{cloudUser, "cloud", known(cloud, local), remote, mailbox},
		{localUser, "onprem", known(local, cloud), mailbox, user},
		{cloudAlone, "cloud-alone", alone(cloud, local), "", mailbox},
		{localAlone, "onprem-alone", alone(local, cloud), mailbox, ""},
		{cloudGone, "cloud-gone", "", remote, ""},
		{localGone, "onprem-gone", "", "", user},
	} {
		if part.found != "" {
			c.players[part.role] = player{address: part.found}
			continue
		}
		name := c.probe(part.name)
		address := name + "@" + c.domain
		fill := func(template string) string {
			if template == "" {
				return ""
			}
			return fmt.Sprintf(template, name, address)
		}
		c.add(w, part.role, player{address: address, probe: true}, fill(part.local), fill(part.cloud))
	}
}

// probe is the name of something that is added for the cast.
func (c *cast) probe(name string) string {
	if _, own, further := strings.Cut(c.hybrid.further(), ":"); further {
		name = own + "-" + name
	}
	return prefix + name
}

// pick finds a mailbox in the domain that ordinary mail can be sent to.
func (c *cast) pick(o *relay.Organization, suits func(*relay.Recipient) bool) string {
	for _, r := range o.Recipients {
		if r.Type == relay.UserMailbox && r.ResourceType == "" && r.TakesAllMail() &&
			strings.EqualFold(relay.DomainOf(r.PrimarySmtpAddress), c.domain) && suits(r) {
			return r.PrimarySmtpAddress
		}
	}
	return ""
}

// add types the lines that make a probe. When a side refuses, nobody plays the part.
func (c *cast) add(w *sim.World, r role, p player, local, cloud string) {
	for _, made := range []probe{{side: c.hybrid.onprem, line: local}, {side: c.hybrid.tenant, line: cloud}} {
		if made.line == "" {
			continue
		}
		if err := made.apply(w); err != nil {
			why, _, _ := strings.Cut(err.Error(), "\n")
			c.players[r] = player{why: fmt.Sprintf("%s> %s: %s", made.side, made.line, why)}
			return
		}
		c.probes = append(c.probes, made)
	}
	c.players[r] = p
}

// groups fills the parts of groups. A group that both sides know is expanded where the sender is; one that only one
// side knows has to be reached there.
func (c *cast) groups(w *sim.World, local, cloud *relay.Organization) {
	if a, b := c.players[cloudUser], c.players[localUser]; a.why != "" || b.why != "" {
		c.players[sharedGroup] = player{why: cmp.Or(a.why, b.why)}
	} else {
		name := c.probe("group")
		line := fmt.Sprintf("New-DistributionGroup %s -PrimarySmtpAddress %s@%s -Members %s,%s", name, name, c.domain,
			a.address, b.address)
		c.add(w, sharedGroup, player{address: name + "@" + c.domain, probe: true,
			members: []string{a.address, b.address}}, line, line)
	}
	if member := c.players[localUser]; c.centralized && member.address != "" {
		name := c.probe("cloud-group")
		line := fmt.Sprintf("New-DistributionGroup %s -PrimarySmtpAddress %s@%s -Members %s", name, name, c.domain,
			member.address)
		c.add(w, awayGroup, player{address: name + "@" + c.domain, probe: true, members: []string{member.address}}, "",
			line)
	}
	for _, part := range []struct {
		role        role
		here, there *relay.Organization
	}{{localGroup, local, cloud}, {cloudGroup, cloud, local}} {
		for _, g := range part.here.Recipients {
			if g.Type != relay.MailUniversalDistributionGroup || g.Forwards() ||
				part.there.Recipient(g.PrimarySmtpAddress) != nil {
				continue
			}
			if members := mailboxesAmong(g.Members, local, cloud); len(members) > 0 {
				c.players[part.role] = player{address: g.PrimarySmtpAddress, members: members}
				break
			}
		}
	}
}

// mailboxesAmong are the members that have a mailbox on some side.
func mailboxesAmong(members []string, sides ...*relay.Organization) (found []string) {
	for _, m := range members {
		for _, o := range sides {
			if r := o.Recipient(m); r != nil && r.Type == relay.UserMailbox && !r.Forwards() &&
				!slices.Contains(found, r.PrimarySmtpAddress) {
				found = append(found, r.PrimarySmtpAddress)
			}
		}
	}
	return found
}

// lacksSomebody reports whether a part cannot be played.
func (c *cast) lacksSomebody() bool {
	for _, p := range c.players {
		if p.why != "" {
			return true
		}
	}
	return false
}

// participants lists who plays, for people: in the first cast of each hybrid.
func (p *plan) participants() []Participant {
	list := []Participant{}
	for _, c := range p.heads {
		for _, r := range roles {
			if who, ok := c.players[r]; ok && who.address != "" {
				list = append(list, Participant{string(r), who.address, who.probe, c.hybrid.further()})
			}
		}
	}
	return list
}

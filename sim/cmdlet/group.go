package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// groups are mail-enabled groups; they list their members by primary address.
var groups = recipientNoun("DistributionGroup", everywhere, relay.MailUniversalDistributionGroup, groupKept,
	property{name: "Members", access: newOnly})

// membership says who joins or leaves.
type membership struct{ Member string }

func groupCmdlets() []*command {
	n := groups
	n.settle = settleGroup
	n.defaults = func(*relay.Organization) *relay.Recipient {
		// PS:New-DistributionGroup: a new group takes mail from authenticated senders only.
		return &relay.Recipient{Type: relay.MailUniversalDistributionGroup, RequireSenderAuthenticationEnabled: true}
	}
	n.rules = append(slices.Clone(n.rules), rule[relay.Recipient]{
		says:   "Reports about members go to the sender or to the manager, not to both.",
		source: "PS:Set-DistributionGroup, P3.12",
		about:  []string{"ReportToOriginatorEnabled", "ReportToManagerEnabled"},
		broken: func(s subject[relay.Recipient]) *refusal {
			return must(!s.x.ReportsToOriginator() || !s.x.ReportToManagerEnabled,
				"ReportToOriginatorEnabled and ReportToManagerEnabled are both $true",
				"add -ReportToOriginatorEnabled $false")
		},
	})
	member := options[membership](property{name: "Member", access: writeOnly,
		note: "a recipient of this side, by name or address"})
	change := func(verb, synopsis string, apply func(*call, *relay.Recipient, *relay.Recipient) ([]string,
		error)) *command {
		return &command{
			name: verb + "-DistributionGroupMember", synopsis: synopsis, on: n.on, positional: "Identity",
			accepts:    n.name,
			parameters: append(n.keyParameter(), member...),
			run:        func(c *call) error { return changeMembers(c, apply) },
		}
	}
	return []*command{
		n.get(nil), n.set(), n.new(aliasParameter()), n.remove(leaveGroups),
		change("Add", "adds a member to a group", addMember),
		change("Remove", "takes a member out of a group", removeMember),
		{
			name: "Get-DistributionGroupMember", synopsis: "prints the members of a group", on: n.on, positional: "Identity",
			accepts: n.name, parameters: append(n.keyParameter(), disregarded(printsAll, "ResultSize")...), run: getMembers,
		},
	}
}

// settleGroup turns the names of members into addresses.
func settleGroup(c *call, old, g *relay.Recipient) error {
	if err := settleRecipient(c, old, g); err != nil || old != nil {
		return err
	}
	alias, err := aliasFor(c, g)
	if err != nil {
		return err
	}
	if err := settlePrimary(c, g, alias); err != nil {
		return err
	}
	var addresses []string
	for _, name := range g.Members {
		r, err := findRecipient(c.here.now, name, "Members")
		if err != nil {
			return err
		}
		addresses = withAddresses(addresses, r.PrimarySmtpAddress)
	}
	g.Members = addresses
	return nil
}

// findRecipient finds an object of any type by name or address.
func findRecipient(o *relay.Organization, name, parameter string) (*relay.Recipient, error) {
	var names []string
	for _, r := range o.Recipients {
		if strings.EqualFold(r.Name, name) || r.HasAddress(trimProxy(name)) {
			return r, nil
		}
		names = append(names, r.Name, r.PrimarySmtpAddress)
	}
	return nil, refuse(parameter, fmt.Sprintf("there is no recipient %s on this side", quote(name)),
		suggest.DidYouMean(name, names))
}

func changeMembers(c *call, apply func(*call, *relay.Recipient, *relay.Recipient) ([]string, error)) error {
	old, err := groups.named(c)
	if err != nil {
		return err
	}
	if err := c.need("Member"); err != nil {
		return err
	}
	var m membership
	if err := c.bind(&m); err != nil {
		return err
	}
	member, err := findRecipient(c.here.now, m.Member, "Member")
	if err != nil {
		return err
	}
	g := *old
	if g.Members, err = apply(c, old, member); err != nil {
		return err
	}
	groups.put(c.here, old, &g)
	return nil
}

func addMember(_ *call, g, member *relay.Recipient) ([]string, error) {
	if slices.ContainsFunc(g.Members, member.HasAddress) {
		return nil, refuse("Member", fmt.Sprintf("%s is already a member of %s", quote(member.Name), quote(g.Name)), "")
	}
	return append(slices.Clone(g.Members), member.PrimarySmtpAddress), nil
}

func removeMember(_ *call, g, member *relay.Recipient) ([]string, error) {
	if !slices.ContainsFunc(g.Members, member.HasAddress) {
		return nil, refuse("Member", fmt.Sprintf("%s is not a member of %s", quote(member.Name), quote(g.Name)), "")
	}
	var members []string
	for _, a := range g.Members {
		if !member.HasAddress(a) {
			members = append(members, a)
		}
	}
	return members, nil
}

// getMembers prints the objects behind a group's addresses.
func getMembers(c *call) error {
	g, err := groups.named(c)
	if err != nil {
		return err
	}
	properties := []property{
		{name: "Name", access: readOnly}, {name: "RecipientTypeDetails", access: readOnly, show: shows((*relay.Recipient).RecipientTypeDetails)},
		{name: "PrimarySmtpAddress", access: readOnly},
	}
	for _, a := range g.Members {
		r := c.here.now.Recipient(a)
		if r == nil {
			r = &relay.Recipient{Name: a, PrimarySmtpAddress: a}
		}
		c.emit("Recipient", r.Name, everywhere, properties, r)
	}
	return nil
}

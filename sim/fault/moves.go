package fault

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// This file is about people who moved, who have a mailbox too many, and who let mail go elsewhere.

// moved are the lines that put a mailbox of on-premises into the cloud, and those that bring it back.
func moved(x object) (lines, undo []string) {
	id, sync := cmdlet.Quote(x.Identity), x.prompt+"Start-ADSyncSyncCycle"
	return []string{x.prompt + "Remove-Mailbox " + id,
			x.prompt + "New-RemoteMailbox " + id + " -PrimarySmtpAddress " + x.literal("PrimarySmtpAddress"), sync},
		slices.Concat([]string{x.prompt + "Remove-RemoteMailbox " + id}, x.again(), []string{sync})
}

// mailbox is the mailbox of an organization on-premises that a property names, by its name or address.
func (x object) mailbox(name string) (box object, ok bool) {
	for b := range x.from.objects(relay.OnPremises, "Mailbox") {
		if b.side == x.side && (strings.EqualFold(b.Identity, name) || b.is("PrimarySmtpAddress", name)) {
			return b, true
		}
	}
	return box, false
}

// moderatorsMoved makes a place of each moderator: his mailbox is in the cloud, and he moderates as before.
func moderatorsMoved(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.OnPremises, "DistributionGroup") {
		by, _ := x.Value("ModeratedBy")
		for _, name := range by.Texts {
			if box, ok := x.mailbox(name); ok {
				lines, undo := moved(box)
				sync, set := lines[len(lines)-1], x.set("ModeratedBy", x.literal("ModeratedBy"))
				add(x.name()+" "+name, append(slices.Clone(lines[:len(lines)-1]), set, sync),
					append(slices.Clone(undo[:len(undo)-1]), set, sync))
			}
		}
	}
}

// journalMoved makes a place of each journaling mailbox: it is in the cloud.
func journalMoved(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.OnPremises, "JournalRule") {
		if box, ok := x.mailbox(x.text("JournalEmailAddress")); ok {
			lines, undo := moved(box)
			add(x.name(), lines, undo)
		}
	}
}

// twice makes a place of everybody of whom the service can make a second mailbox: its mail user, or nobody as yet.
func twice(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.Cloud, "MailUser") {
		id := cmdlet.Quote(x.Identity)
		made := x.prompt + "New-Mailbox " + id + " -PrimarySmtpAddress " + x.literal("PrimarySmtpAddress")
		add(x.name(), []string{x.prompt + "Remove-MailUser " + id, made},
			append([]string{x.prompt + "Remove-Mailbox " + id}, x.again()...))
	}
	for x := range s.objects(relay.OnPremises, "Mailbox") {
		address := x.text("PrimarySmtpAddress")
		for side, o := range s.organizations(relay.Cloud) {
			if o.Recipient(address) != nil || o.AcceptedDomain(relay.DomainOf(address)) == nil {
				continue
			}
			add(string(side)+" "+x.Identity,
				one("%s> New-Mailbox %s -PrimarySmtpAddress %s", side, cmdlet.Quote(x.Identity), address),
				one("%s> Remove-Mailbox %s", side, cmdlet.Quote(x.Identity)))
		}
	}
}

// rulesForward makes a place of each mailbox: a rule in it forwards to somebody outside.
func rulesForward(s *site, add func(string, []string, []string)) {
	to := ""
	for h := range s.hosts {
		if boxes := h.Mailboxes(); to == "" && len(boxes) > 0 {
			to = boxes[0]
		}
	}
	if to == "" {
		return
	}
	for x := range s.objects("", "Mailbox") {
		id := cmdlet.Quote(x.Identity)
		add(x.name(), one(`%sNew-InboxRule "Somebody's rule" -Mailbox %s -ForwardTo %s`, x.prompt, id, to),
			one(`%sRemove-InboxRule "Somebody's rule"`, x.prompt))
	}
}

// sendAsLost makes a place of each right to send in another's name.
func sendAsLost(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.Cloud) {
		for _, r := range o.Recipients {
			for _, who := range r.SendAs {
				line := fmt.Sprintf("RecipientPermission %s -Trustee %s -AccessRights SendAs",
					cmdlet.Quote(r.Name), cmdlet.Quote(who))
				add(string(side)+" "+r.Name, one("%s> Remove-%s", side, line), one("%s> Add-%s", side, line))
			}
		}
	}
}

// centralized makes a place of each organization that the wizard has made a hybrid's: mail goes by way of on-premises.
func centralized(_ *site, x object) (lines, undo []string) {
	old, ok := x.Value("Features")
	if !ok || slices.Contains(old.Texts, "CentralizedTransport") {
		return nil, nil
	}
	update := x.prompt + "Update-HybridConfiguration"
	features := strings.Join(append(slices.Clone(old.Texts), "CentralizedTransport"), ",")
	return []string{x.set("Features", features), update}, []string{x.back("Features", ""), update}
}

// unsubscribed makes a place of each Edge: its subscription is gone, and what it brought was made by hand.
func unsubscribed(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.OnPremises) {
		for _, e := range o.EdgeSubscriptions {
			for edge, there := range s.organizations(relay.OnPremises) {
				if there.IsEdge() && strings.EqualFold(there.FirstServer().Name, e.Name) {
					lines, undo := alone(side, edge, o, e)
					add(e.Name, lines, undo)
				}
			}
		}
	}
}

// alone are the lines after which an Edge is on its own, and those that subscribe it again.
func alone(inside, edge relay.Side, o *relay.Organization, e *relay.EdgeSubscription) (lines, undo []string) {
	domain := o.DefaultDomain()
	return []string{
		fmt.Sprintf("%s> Remove-EdgeSubscription %s", inside, e.Name),
		fmt.Sprintf("%s> Remove-EdgeSubscription %s", edge, e.Name),
		fmt.Sprintf("%s> New-AcceptedDomain %s -DomainName %s -DomainType InternalRelay", edge, domain, domain),
		fmt.Sprintf(`%s> New-SendConnector Inwards -AddressSpaces "smtp:%s;1" -DNSRoutingEnabled $false `+
			`-SmartHosts %s`, edge, domain, o.FirstServer().Fqdn),
		fmt.Sprintf(`%s> New-SendConnector Outwards -AddressSpaces "smtp:*;1" -DNSRoutingEnabled $true`, edge),
	}, subscribes(inside, edge, e.Name, e.Site)
}

// subscribes are the lines that subscribe an Edge to a site, with the wizard's connectors by way of it, which went with
// the subscription before (T9.11).
func subscribes(inside, edge relay.Side, name, site string) []string {
	file := cmdlet.Quote(`C:\` + name + `.xml`)
	return []string{
		fmt.Sprintf("%s> New-EdgeSubscription -FileName %s", edge, file),
		fmt.Sprintf("%s> New-EdgeSubscription -FileName %s -Site %s -CreateInternetSendConnector $true "+
			"-CreateInboundSendConnector $true", inside, file, cmdlet.Quote(site)),
		fmt.Sprintf("%s> Update-HybridConfiguration", inside),
		fmt.Sprintf("%s> Start-EdgeSynchronization", inside),
	}
}

// subscribed makes a place of each Edge that no organization has a subscription of.
func subscribed(s *site, add func(string, []string, []string)) {
	known := map[string]bool{}
	for _, o := range s.organizations(relay.OnPremises) {
		for _, e := range o.EdgeSubscriptions {
			known[strings.ToLower(e.Name)] = true
		}
	}
	for edge, there := range s.organizations(relay.OnPremises) {
		name := there.FirstServer().Name
		if !there.IsEdge() || known[strings.ToLower(name)] {
			continue
		}
		for inside, o := range s.organizations(relay.OnPremises) {
			if !o.IsEdge() {
				add(name, subscribes(inside, edge, name, o.SiteOf(o.FirstServer().Name)), nil)
			}
		}
	}
}

// mayLogOn makes a place of each mailbox that the message is about and that no client may log on with: its own word
// goes before the organization's.
func mayLogOn(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.Cloud) {
		for _, a := range s.people {
			r := o.Recipient(a)
			if r != nil && s.w.Side(side).Holds(a) && o.SubmissionDisabled(r) {
				add(string(side)+" "+r.Name, one("%s> Set-CASMailbox %s -SmtpClientAuthenticationDisabled $false", side,
					cmdlet.Quote(r.Name)), nil)
			}
		}
	}
}

// maySendAs makes a place of the one in whose name a client sends, where the mailbox that it logs on with has no right
// to.
func maySendAs(s *site, add func(string, []string, []string)) {
	if len(s.people) != 2 {
		return
	}
	for side, o := range s.organizations(relay.Cloud) {
		by, as := o.Recipient(s.people[0]), o.Recipient(s.people[1])
		if by == nil || as == nil || by == as || slices.ContainsFunc(as.SendAs, func(who string) bool {
			return o.Recipient(who) == by
		}) {
			continue
		}
		add(string(side)+" "+as.Name, one("%s> Add-RecipientPermission %s -Trustee %s -AccessRights SendAs", side,
			cmdlet.Quote(as.Name), cmdlet.Quote(by.Name)), nil)
	}
}

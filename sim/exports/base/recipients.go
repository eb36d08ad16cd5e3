package base

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
)

// recipientKinds are the nouns of recipients, in the order in which they can be made: groups have members.
var recipientKinds = []string{"MailContact", "MailPublicFolder", "Mailbox", "RemoteMailbox", "MailUser",
	"DistributionGroup", "DynamicDistributionGroup"}

// recipients makes the recipients that are exported, or a few that the checks need.
func (b *builder) recipients() {
	local, cloud := b.everyone(relay.OnPremises), b.everyone(relay.Cloud)
	if len(local)+len(cloud) == 0 {
		b.inventRecipients()
		return
	}
	inCloud := map[string]bool{}
	for _, t := range cloud {
		for _, name := range t.names {
			inCloud[name] = true
		}
	}
	synchronized := func(t *thing) bool {
		return len(cloud) == 0 || slices.ContainsFunc(t.names, func(name string) bool { return inCloud[name] })
	}
	local = b.few(local)
	here := map[string]bool{}
	for _, t := range local {
		for _, name := range t.names {
			here[name] = true
		}
	}
	copied := func(t *thing) bool { return t.is("IsDirSynced") }
	original := func(t *thing) bool {
		return slices.ContainsFunc(t.names, func(name string) bool { return here[name] })
	}
	own := b.few(matching(cloud, func(t *thing) bool { return !copied(t) }))
	group := func(t *thing) bool { return t.noun == "DistributionGroup" }
	b.people(relay.Cloud, matching(own, func(t *thing) bool { return !group(t) }))
	b.people(relay.OnPremises, matching(local, synchronized))
	if len(local) > 0 {
		b.heading("Directory synchronization: the cloud has what on-premises has.")
		b.do("onprem> Start-ADSyncSyncCycle", "the recipients of both sides")
		if len(cloud) == 0 {
			b.report.assume("every on-premises recipient is synchronized",
				"no export shows the recipients of the cloud")
		}
	}
	b.people(relay.OnPremises, matching(local, func(t *thing) bool { return !synchronized(t) }))
	b.people(relay.Cloud, matching(own, group)) // their members may come from on-premises
	b.people(relay.Cloud, matching(cloud, func(t *thing) bool { return copied(t) && original(t) }))
	for _, t := range cloud {
		if copied(t) && !original(t) {
			b.report.ignore(t.noun, "synchronized, and not among the on-premises recipients of the base")
		}
	}
	b.acquaint()
	for _, side := range relay.BothSides {
		for _, noun := range []string{"HostedOutboundSpamFilterRule", "HostedContentFilterRule", "AntiPhishRule"} {
			b.write(side, noun, b.all(side, noun))
		}
		b.write(side, "JournalRule", b.all(side, "JournalRule"))
		b.write(side, "InboxRule", b.owned(side, b.all(side, "InboxRule")))
		for _, noun := range []string{"MailboxAutoReplyConfiguration", "CalendarProcessing",
			"MailboxJunkEmailConfiguration", "CASMailbox"} {
			b.write(side, noun, b.held(side, b.all(side, noun)))
		}
	}
}

// everyone lists the recipients of a side.
func (b *builder) everyone(side relay.Side) []*thing {
	var list []*thing
	for _, noun := range recipientKinds {
		list = append(list, b.all(side, noun)...)
	}
	return list
}

// few leaves out what goes beyond the wanted number of recipients of a kind.
func (b *builder) few(list []*thing) []*thing {
	most := b.options.Recipients
	if most == 0 {
		most = usualRecipients
	}
	seen := map[string]int{}
	return slices.DeleteFunc(slices.Clone(list), func(t *thing) bool {
		seen[t.noun]++
		if seen[t.noun] > most {
			b.report.ignore(t.noun, fmt.Sprintf("more than %d; --recipients takes more", most))
			return true
		}
		return false
	})
}

func matching(list []*thing, wanted func(*thing) bool) []*thing {
	var found []*thing
	for _, t := range list {
		if wanted(t) {
			found = append(found, t)
		}
	}
	return found
}

// people writes recipients by their nouns.
func (b *builder) people(side relay.Side, list []*thing) {
	for _, noun := range recipientKinds {
		things := matching(list, func(t *thing) bool { return t.noun == noun })
		n, ok := b.noun(side, noun)
		if !ok || len(things) == 0 {
			continue // leftOver counts them
		}
		before := entries(n, b.organization(side))
		var objects []object
		started := false
		for _, t := range things {
			o := object{t, b.known(n, t)}
			objects = append(objects, o)
			if before.of(t) != nil {
				continue // synchronization made it
			}
			if !started {
				b.section(side, n)
				started = true
			}
			b.make(side, n, o, nil)
		}
		b.mend(side, n, objects, alone)
		b.populace = append(b.populace, population{side, n, objects})
	}
}

// population are recipients of one noun that are written, but for what they say of each other.
type population struct {
	side    relay.Side
	noun    cmdlet.Noun
	objects []object
}

// acquaint writes what recipients say of each other, now that everybody is there.
func (b *builder) acquaint() {
	for _, p := range b.populace {
		for _, o := range p.objects {
			for i := range o.values {
				if o.values[i].property.Links {
					b.among(p.side, o.thing, &o.values[i])
				}
			}
		}
		b.mend(p.side, p.noun, p.objects, links)
		b.mend(p.side, p.noun, p.objects, alone) // what means something with them only
		b.account(p.side, p.noun, p.objects)
	}
}

// among leaves out of a value whom the base does not have.
func (b *builder) among(side relay.Side, t *thing, w *wanted) {
	w.value.Texts = slices.DeleteFunc(slices.Clone(w.value.Texts), func(name string) bool {
		gone := name != "" && b.organization(side).Recipient(name) == nil
		if gone {
			b.report.ignore(t.noun+"."+w.property.Name, "it names "+name+", whom the base does not have")
		}
		return gone
	})
	if len(w.value.Texts) == 0 && w.value.Kind != cmdlet.List {
		w.value = cmdlet.Value{}
	}
}

// held keeps the settings of mailboxes that are in the base.
func (b *builder) held(side relay.Side, list []*thing) []*thing {
	return matching(list, func(t *thing) bool {
		name := lastPart(t.label())
		if o := b.organization(side); slices.ContainsFunc(o.Recipients, func(r *relay.Recipient) bool {
			return r.Type == relay.UserMailbox && (strings.EqualFold(r.Name, name) || r.HasAddress(name))
		}) {
			return true
		}
		b.report.ignore(t.noun, "the base does not have the mailbox")
		return false
	})
}

// owned keeps the rules of mailboxes that are in the base, and says whose they are: exports have that in
// MailboxOwnerId, or before the backslash of the identity.
func (b *builder) owned(side relay.Side, list []*thing) []*thing {
	return matching(list, func(t *thing) bool {
		before, _, _ := strings.Cut(t.text("Identity"), `\`)
		owner := lastPart(cmp.Or(t.text("Mailbox"), t.text("MailboxOwnerId"), before))
		r := find(b.organization(side), owner)
		if r == nil || r.Type != relay.UserMailbox {
			b.report.ignore(t.noun, "the base does not have the mailbox")
			return false
		}
		if t.value("Mailbox") == nil {
			t.values = append(t.values, merged{Property: exports.Property{Name: "Mailbox", At: t.at,
				Value: exports.Value{Text: r.PrimarySmtpAddress}}, verb: t.verb})
		}
		return true
	})
}

// find is the recipient of a name or an address, or nil.
func find(o *relay.Organization, name string) *relay.Recipient {
	for _, r := range o.Recipients {
		if strings.EqualFold(r.Name, name) || r.HasAddress(name) {
			return r
		}
	}
	return nil
}

// proxies are the addresses of a recipient as Exchange prints them, the primary one marked.
func proxies(texts []string, primary string) cmdlet.Value {
	v := cmdlet.Value{Kind: cmdlet.List}
	for _, s := range texts {
		if relay.IsX500(s) {
			v.Texts = append(v.Texts, relay.X500+s[len(relay.X500):])
			continue
		}
		if _, address, ok := strings.Cut(s, ":"); ok {
			s = address
		}
		kind := "smtp:"
		if strings.EqualFold(s, primary) {
			kind = "SMTP:"
		}
		v.Texts = append(v.Texts, kind+s)
	}
	return v
}

// members turns the names of members into addresses, where the export has them.
func (b *builder) members(side relay.Side, texts []string) []string {
	var list []string
	for _, s := range texts {
		name := strings.ToLower(lastPart(s))
		i := slices.IndexFunc(b.things, func(t *thing) bool {
			return t.side == side && slices.Contains(recipientKinds, t.noun) && slices.Contains(t.names, name)
		})
		if i >= 0 && b.things[i].text("PrimarySmtpAddress") != "" {
			s = b.things[i].text("PrimarySmtpAddress")
		}
		list = append(list, lastPart(s))
	}
	return list
}

// inventRecipients makes a mailbox on each side that the other side knows, in a domain that both accept; where there is
// none, one on each side in a domain of its own.
func (b *builder) inventRecipients() {
	here, there := b.domainFor(relay.OnPremises), b.domainFor(relay.Cloud)
	b.heading("Recipients, which no export has: alice lives in the cloud, bob on-premises, and each side knows " +
		"the other's.")
	const why = "no recipients are exported"
	b.do("cloud> New-Mailbox alice -PrimarySmtpAddress alice@"+there+" -DisplayName Alice", why)
	if here == there {
		b.do("onprem> New-RemoteMailbox alice -PrimarySmtpAddress alice@"+here+
			" -DisplayName Alice -RemoteRoutingAddress alice@"+b.routingDomain(), why)
		b.report.assume("alice@"+there+" with a mailbox in the cloud, bob@"+here+" with one on-premises, synchronized",
			why)
	} else {
		b.report.assume("alice@"+there+" with a mailbox in the cloud, bob@"+here+" with one on-premises",
			"%s, and no domain is accepted on both sides", why)
	}
	b.do("onprem> New-Mailbox bob -PrimarySmtpAddress bob@"+here+" -DisplayName Bob", why)
	b.do("onprem> Start-ADSyncSyncCycle", why)
}

// domainFor is the domain of an invented recipient: the organization's main one, or another one that both sides accept,
// or else one that this side does.
func (b *builder) domainFor(side relay.Side) string {
	accepts := func(side relay.Side, domain string) bool { return b.organization(side).AcceptedDomain(domain) != nil }
	candidates := []string{b.mainDomain()}
	for _, d := range b.organization(relay.OnPremises).AcceptedDomains {
		if ownDomain(d.DomainName) {
			candidates = append(candidates, d.DomainName)
		}
	}
	for _, d := range candidates {
		if accepts(relay.OnPremises, d) && accepts(relay.Cloud, d) {
			return d
		}
	}
	for _, d := range append(candidates[:1:1], domainNames(b.organization(side))...) {
		if accepts(side, d) {
			return d
		}
	}
	return candidates[0]
}

// domainNames are the accepted domains that can stand in an address, the tenant's own names last.
func domainNames(o *relay.Organization) []string {
	var names, tenants []string
	for _, d := range o.AcceptedDomains {
		switch {
		case ownDomain(d.DomainName):
			names = append(names, d.DomainName)
		case !strings.Contains(d.DomainName, "*"):
			tenants = append(tenants, d.DomainName)
		}
	}
	return append(names, tenants...)
}

// routingDomain is the tenant's domain for mail from on-premises: the coexistence domain, or the initial one where the
// cloud does not accept that.
func (b *builder) routingDomain() string {
	cloud, coexistence := b.organization(relay.Cloud), b.headers.Tenant+".mail.onmicrosoft.com"
	if initial := cloud.InitialDomain(); cloud.AcceptedDomain(coexistence) == nil && initial != "" {
		return initial
	}
	return coexistence
}

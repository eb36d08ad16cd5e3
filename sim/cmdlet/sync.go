package cmdlet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// syncOptions are what Start-ADSyncSyncCycle is told.
type syncOptions struct{ PolicyType string }

func syncCmdlets() []*command {
	return []*command{{
		name: "Start-ADSyncSyncCycle", synopsis: "copies on-premises recipients to the cloud directory", on: onPremises,
		parameters: options[syncOptions](property{name: "PolicyType", access: writeOnly, values: []string{"Delta", "Initial"}}),
		run:        synchronize,
	}}
}

// synchronize copies every on-premises object in scope, and removes copies whose original is gone or has left it. An
// object of the cloud's own that is the same person is taken over (P6.12); an original that would share a name or
// the primary address with another one is passed over with a warning. A Delta cycle and an Initial one do the same,
// but for a scope that was changed: that takes an Initial one (P6.13).
func synchronize(c *call) error {
	var cycle syncOptions
	if err := c.bind(&cycle); err != nil {
		return err
	}
	if here := c.here.now; here.SyncScope.Pending() {
		if cycle.PolicyType == "Initial" {
			c.here.edit().SyncScope.LeftOut = here.SyncScope.Chosen
		} else {
			c.warn("the units that are synchronized were chosen anew: that is in force after Start-ADSyncSyncCycle " +
				"-PolicyType Initial.")
		}
	}
	cloud, err := c.otherSide()
	if err != nil {
		return err
	}
	originals := originalsOf(c, cloud.now)
	for _, old := range slices.Clone(cloud.now.Recipients) {
		if old.DirSynced && old.Type != relay.PublicFolder && !slices.ContainsFunc(originals, sameName(old)) {
			nounOf(old).drop(cloud, old)
		}
	}
	for _, x := range originals {
		synchronizeOne(c, cloud, x, originals)
	}
	c.result.lines = append(c.result.lines, cloud.journal...)
	if len(cloud.journal) == 0 {
		c.result.lines = append(c.result.lines, "the cloud directory is up to date")
	}
	return nil
}

// originalsOf is what there is to copy: one synchronization takes the objects of all organizations with this tenant
// (T14.2). Of objects with one name in two of them the later one is known by its address instead [I].
func originalsOf(c *call, cloud *relay.Organization) []*relay.Recipient {
	var originals []*relay.Recipient
	all := append([]*relay.Organization{c.here.now}, c.here.neighbours()...)
	slices.SortFunc(all, func(a, b *relay.Organization) int { return cmp.Compare(a.Side, b.Side) }) // whoever types
	for i, o := range all {
		for _, r := range o.Recipients {
			if r.Type == relay.DynamicDistributionGroup || r.Type == relay.PublicFolder {
				continue // never synchronized (P3.19); of folders a script makes copies (P6.20)
			}
			if !o.SyncScope.Covers(r.OrganizationalUnit) {
				continue // P6.15
			}
			if r.ForwardingAddress != "" && r.DeliverToMailboxAndForward {
				c.warn(fmt.Sprintf("ForwardingAddress of %s is synchronized and DeliverToMailboxAndForward is not: in "+
					"the cloud nothing stays with it. No source says what the service makes of that.", quote(r.Name)))
			}
			x := verifiedOnly(c, cloud, r, copyForCloud(r))
			if i > 0 && slices.ContainsFunc(originals, sameName(x)) {
				x.Name = x.PrimarySmtpAddress
			}
			originals = append(originals, x)
		}
	}
	for _, x := range originals {
		acquaintances(x, originals)
	}
	return originals
}

// nounOf is the kind of a recipient.
func nounOf(r *relay.Recipient) *noun[relay.Recipient] {
	switch r.Type {
	case relay.UserMailbox:
		return mailboxes
	case relay.RemoteUserMailbox:
		return remoteMailboxes
	case relay.MailUser:
		return mailUsers
	case relay.MailContact:
		return mailContacts
	case relay.PublicFolder:
		return mailPublicFolders
	case relay.DynamicDistributionGroup:
		return dynamicGroups
	default:
		return groups
	}
}

func synchronizeOne(c *call, cloud *workspace, x *relay.Recipient, originals []*relay.Recipient) {
	old := softMatched(cloud.now, x)
	known := func(o *relay.Recipient) bool { return o.DirSynced && sameName(x)(o) }
	if slices.ContainsFunc(cloud.now.Recipients, known) {
		old = nil
	}
	for _, other := range cloud.now.Recipients {
		switch {
		case other == old:
		case other.DirSynced && sameName(x)(other):
			old = other
		case other.DirSynced && slices.ContainsFunc(originals, sameName(other)):
			// comes from on-premises too, where addresses are unique
		case !sameName(x)(other) && !other.HasAddress(x.PrimarySmtpAddress):
			quarantine(c, x, other)
		default:
			c.warn(fmt.Sprintf("%s %s is not synchronized: the cloud has %s %s of its own.", x.Type, quote(x.Name),
				other.Type, quote(other.Name)))
			return
		}
	}
	if old != nil {
		if !old.DirSynced || old.Matched {
			takenOver(x, old)
			keepsMailbox(c, x)
		}
		x.Kept = old.Kept
		x.ForwardingSmtpAddress = old.ForwardingSmtpAddress
		x.DeliverToMailboxAndForward = old.DeliverToMailboxAndForward
		x.SendAs, x.Limits, x.Quota = old.SendAs, old.Limits, old.Quota
		if x.Type == old.Type {
			x.Mailbox = old.Mailbox
		}
	}
	nounOf(x).put(cloud, old, x)
}

// quarantine leaves out of a copy the addresses that an object of the cloud has already: the object is synchronized
// without them, and mail for them belongs to the other (P6.11; the effect on mail [I]).
func quarantine(c *call, x, other *relay.Recipient) {
	kept := slices.DeleteFunc(slices.Clone(x.EmailAddresses), func(a string) bool {
		if !other.HasAddress(a) {
			return false
		}
		c.warn(fmt.Sprintf("%s of %s is not synchronized: %s %s of the cloud has it already.", a, quote(x.Name),
			other.Type, quote(other.Name)))
		return true
	})
	if len(kept) < len(x.EmailAddresses) {
		x.EmailAddresses = kept
	}
}

func sameName(a *relay.Recipient) func(*relay.Recipient) bool {
	return func(b *relay.Recipient) bool { return strings.EqualFold(a.Name, b.Name) }
}

// copyForCloud is the object that an on-premises one becomes: what is a mailbox on one side is a routed address on the
// other (R6.11, R6.12).
func copyForCloud(r *relay.Recipient) *relay.Recipient {
	x := *r
	// what a mailbox holds is not in the directory; what nothing reads stays here
	x.DirSynced, x.Mailbox, x.Kept, x.OrganizationalUnit = true, nil, nil, ""
	// not among the attributes that are synchronized ([D] Attributes synchronized by Microsoft Entra Connect)
	x.ForwardingSmtpAddress, x.DeliverToMailboxAndForward = "", false
	x.ArbitrationMailbox = "" // each side has its own (G2.108)
	x.SendAs = nil            // and its own rights in the directory (P3.7)
	x.Limits, x.Quota = relay.Limits{}, relay.Quota{}
	if r.Type == relay.MailContact {
		x.ModerationEnabled = false
	}
	if !r.IsGroup() {
		x.BypassModerationFromSendersOrMembers = nil
	}
	switch r.Type {
	case relay.UserMailbox:
		x.Type, x.TargetAddress = relay.MailUser, cmp.Or(r.TargetAddress, r.PrimarySmtpAddress)
	case relay.RemoteUserMailbox:
		x.Type, x.TargetAddress = relay.UserMailbox, ""
	}
	return &x
}

// verifiedOnly leaves out the addresses of people with a mailbox that are in domains which the tenant has not verified;
// other objects keep any address. Without its primary address a person is known by one of the tenant's own (P6.8, P6.9
// [D] SHADOW, KB3173405).
func verifiedOnly(c *call, cloud *relay.Organization, r, x *relay.Recipient) *relay.Recipient {
	if r.Type != relay.UserMailbox && r.Type != relay.RemoteUserMailbox {
		return x
	}
	unverified := func(a string) bool {
		return !relay.IsX500(a) && cloud.AcceptedDomain(relay.DomainOf(a)) == nil
	}
	if !slices.ContainsFunc(x.EmailAddresses, unverified) {
		return x
	}
	for _, a := range x.EmailAddresses {
		if unverified(a) {
			c.warn(fmt.Sprintf("%s of %s is not synchronized: %s is not a domain that the tenant has verified.", a,
				quote(r.Name), relay.DomainOf(a)))
		}
	}
	x.EmailAddresses = slices.DeleteFunc(slices.Clone(x.EmailAddresses), unverified)
	if unverified(x.PrimarySmtpAddress) {
		x.PrimarySmtpAddress = aliasOf(x) + "@" + cloud.InitialDomain()
		x.EmailAddresses = withAddresses([]string{x.PrimarySmtpAddress}, x.EmailAddresses...)
	}
	return x
}

// acquaintances keeps, of whom an object names, those who are synchronized too: what an entry leads to that the cloud
// does not have is gone there (P3.25 [I]).
func acquaintances(x *relay.Recipient, originals []*relay.Recipient) {
	known := func(a string) bool {
		return slices.ContainsFunc(originals, func(o *relay.Recipient) bool { return o.HasAddress(a) })
	}
	both := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(a string) bool { return !known(a) })
	}
	if x.Restricted() {
		x.AcceptMessagesOnlyFrom, x.RejectMessagesFrom = both(x.AcceptMessagesOnlyFrom), both(x.RejectMessagesFrom)
		x.AcceptMessagesOnlyFromDLMembers = both(x.AcceptMessagesOnlyFromDLMembers)
		x.RejectMessagesFromDLMembers = both(x.RejectMessagesFromDLMembers)
		x.RejectMessagesFromSendersOrMembers = both(x.RejectMessagesFromSendersOrMembers)
		// A list of nobody who is known is still a list: it lets nobody in.
		if some := both(x.AcceptMessagesOnlyFromSendersOrMembers); len(some) > 0 {
			x.AcceptMessagesOnlyFromSendersOrMembers = some
		}
	}
	if len(x.GrantSendOnBehalfTo) > 0 {
		x.GrantSendOnBehalfTo = both(x.GrantSendOnBehalfTo)
	}
	if x.ModerationEnabled {
		x.ModeratedBy = both(x.ModeratedBy)
		x.BypassModerationFromSendersOrMembers = both(x.BypassModerationFromSendersOrMembers)
	}
	if !known(x.ForwardingAddress) {
		x.ForwardingAddress = ""
	}
}

// cleanUnit reads an organizational unit, as a path or as a distinguished name.
func cleanUnit(s string) (string, error) { return relay.UnitPath(s), nil }

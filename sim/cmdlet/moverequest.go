package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// moveOptions are what New-MoveRequest is told.
type moveOptions struct {
	Identity             string
	Remote, Outbound     bool
	TargetDeliveryDomain string
}

func moveCmdlets() []*command {
	return []*command{{
		name: "New-MoveRequest", on: inTheCloud, positional: "Identity", accepts: "MailUser",
		synopsis: "moves a mailbox to the cloud or, with -Outbound, back; it is complete at once",
		parameters: append(options[moveOptions](
			property{name: "Identity", access: writeOnly, note: "a synchronized person"},
			property{name: "Remote", access: switchOnly, note: "to the cloud"},
			property{name: "Outbound", access: switchOnly, note: "to on-premises"},
			property{name: "TargetDeliveryDomain", access: writeOnly,
				note: "of the address by which the other side reaches the mailbox; it must have one there"}),
			disregarded("how a mailbox is copied is not modelled", "RemoteHostName", "RemoteCredential", "BadItemLimit",
				"RemoteTargetDatabase", "BatchName")...),
		run: moveMailbox,
	}}
}

// moveMailbox changes which side has a person's mailbox. What lies in the mailbox goes with it: its settings and inbox
// rules. What stands in the directory stays where it is: altRecipient, limits (P2.5, P5.7), delegates, restrictions.
// The side without the mailbox gets the target address, from an address that it has already (P6.16). Both objects have
// both sides' legacyExchangeDN as X500 addresses then, so that replies to old mail find the mailbox [I].
func moveMailbox(c *call) error {
	name, err := c.identity("Identity")
	if err != nil {
		return err
	}
	var o moveOptions
	if err := c.need("TargetDeliveryDomain"); err != nil {
		return err
	}
	if err := c.bind(&o); err != nil {
		return err
	}
	if o.Remote == o.Outbound {
		return refuse("Identity", "a move is either -Remote, to the cloud, or -Outbound, back", "give one of the two")
	}
	local, err := c.otherSide()
	if err != nil {
		return err
	}
	mine := findPerson(c.here.now, name)
	theirs := findPerson(local.now, name)
	if mine == nil || theirs == nil || !mine.DirSynced {
		return refuse("Identity", fmt.Sprintf("%s is no synchronized person on both sides", quote(name)),
			"create it on-premises, and type Start-ADSyncSyncCycle")
	}
	from, to, has := theirs, mine, "on-premises"
	if o.Outbound {
		from, to, has = mine, theirs, "in the cloud"
	}
	if from.Type != relay.UserMailbox || to.Type == relay.UserMailbox {
		return refuse("Identity", fmt.Sprintf("%s has no mailbox %s to move", quote(name), has),
			"Get-Recipient shows what it is")
	}
	target := addressIn(from, o.TargetDeliveryDomain)
	if target == "" {
		return refuse("TargetDeliveryDomain",
			fmt.Sprintf("%s has no address in %s", quote(name), o.TargetDeliveryDomain),
			"give it one on-premises (ad> add NAME proxyAddresses smtp:ADDRESS), and synchronize")
	}
	left, got := *from, *to
	got.Type, got.TargetAddress, got.Mailbox = relay.UserMailbox, "", from.Mailbox
	left.TargetAddress, left.Mailbox, left.Database = target, nil, ""
	here, there := c.here, local
	left.Type = relay.RemoteUserMailbox
	if o.Outbound {
		here, there, left.Type = local, c.here, relay.MailUser
	}
	dns := []string{relay.X500 + there.now.LegacyDN(from), relay.X500 + here.now.LegacyDN(to)}
	got.EmailAddresses = withAddresses(got.EmailAddresses, dns...)
	left.EmailAddresses = withAddresses(left.EmailAddresses, dns...)
	moveInboxRules(there, here, from.PrimarySmtpAddress, to.PrimarySmtpAddress)
	nounOf(&left).put(there, from, &left)
	nounOf(&got).put(here, to, &got)
	c.result.lines = append(c.result.lines,
		fmt.Sprintf("the mailbox of %s is moved; %s is its address on the other side", quote(name), target))
	return nil
}

// findPerson is the person of a name or an address.
func findPerson(o *relay.Organization, name string) *relay.Recipient {
	r, err := findRecipient(o, name, "Identity")
	if err != nil || kindOfPerson(r) != "person" {
		return nil
	}
	return r
}

// addressIn is an address of a person in a domain; "" when there is none.
func addressIn(r *relay.Recipient, domain string) string {
	for _, a := range r.EmailAddresses {
		if strings.EqualFold(relay.DomainOf(a), domain) {
			return a
		}
	}
	return ""
}

// moveInboxRules takes the rules that lie in a mailbox to the other side.
func moveInboxRules(from, to *workspace, mailbox, becomes string) {
	for _, r := range slices.Clone(from.now.InboxRules) {
		if relay.SameAddress(r.Mailbox, mailbox) {
			moved := *r
			moved.Mailbox = becomes
			inboxRules.drop(from, r)
			inboxRules.put(to, nil, &moved)
		}
	}
}

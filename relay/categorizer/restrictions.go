package categorizer

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Sender is who wrote a message, as delivery restrictions look at it: authenticated is what AuthAs says, and who is in
// a list the directory says (P3.4).
type Sender struct {
	Address string
	Auth    relay.Auth
	System  bool // a report or another message of the service itself: restrictions do not apply to it (P1.13)
}

// MayDeliver checks a recipient's delivery restrictions, a zero Reply lets the message pass: first
// RequireSenderAuthenticationEnabled (S7.4 [D] EXONDR 5.7.133), then who is rejected, then who is accepted. That
// rejecting wins is inferred (P3.3).
func MayDeliver(o *relay.Organization, r *relay.Recipient, from Sender) (relay.Reply, relay.Decision) {
	d := relay.Decision{Question: relay.MayDeliver, Subject: r.PrimarySmtpAddress, Source: "S7.4"}
	property := fmt.Sprintf("RequireSenderAuthenticationEnabled $%t", r.RequireSenderAuthenticationEnabled)
	if r.RequireSenderAuthenticationEnabled && from.Auth.As != relay.AuthInternal {
		d.Because = "the message is " + string(from.Auth.As) + " and the recipient requires authenticated senders"
		d.Candidates = append(d.Candidates, relay.Rejected(r.PrimarySmtpAddress, property,
			"AuthAs is "+string(from.Auth.As)))
		return reply.SenderNotAuthenticated(o.Product, r.Type), d
	}
	d.Chosen, d.Because = "deliver", "it does not require authenticated senders"
	if r.RequireSenderAuthenticationEnabled {
		d.Because = "the message is " + string(from.Auth.As)
	}
	if r.Restricted() && !from.System {
		d.Source = "S7.4, P3.1, P3.3"
		if !listed(o, r, from.Address, &d) {
			d.Chosen = ""
			return reply.SenderNotAuthorized(o.Product, r.IsGroup()), d
		}
	}
	if unread := r.Kept.Names(); len(unread) > 0 {
		d.Because += "; not looked at: " + strings.Join(unread, ", ")
	}
	return relay.Reply{}, d
}

// listed asks the lists, single senders before groups, and says which of them decided.
func listed(o *relay.Organization, r *relay.Recipient, sender string, d *relay.Decision) bool {
	ask := func(list, groups []string, name string) (found bool) {
		switch {
		case Includes(o, list, sender):
			d.Because = fmt.Sprintf("%s is in %s", sender, name)
		case Includes(o, groups, sender):
			name += "DLMembers"
			d.Because = fmt.Sprintf("%s is a member of a group in %s", sender, name)
		default:
			return false
		}
		d.Candidates = append(d.Candidates, relay.Candidate{Name: sender, Property: name, Why: d.Because})
		return true
	}
	if ask(r.RejectMessagesFrom, r.RejectMessagesFromDLMembers, "RejectMessagesFrom") {
		return false
	}
	if len(r.AcceptMessagesOnlyFromSendersOrMembers) == 0 ||
		ask(r.AcceptMessagesOnlyFrom, r.AcceptMessagesOnlyFromDLMembers, "AcceptMessagesOnlyFrom") {
		return true
	}
	d.Because = sender + " is not in the recipient's list of senders"
	d.Candidates = append(d.Candidates, relay.Rejected(sender, "AcceptMessagesOnlyFromSendersOrMembers "+
		relay.Some(r.AcceptMessagesOnlyFromSendersOrMembers), "neither in the list nor a member of a group in it"))
	return false
}

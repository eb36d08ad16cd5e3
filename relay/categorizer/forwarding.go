package categorizer

import "hybridsim/relay"

// Forward is where mail for a recipient goes on to.
type Forward struct {
	To    string
	Copy  relay.Forwarded
	Keeps bool // the recipient has the message as well
}

// Forwarding asks whether a recipient passes its mail on, and to whom: nil, without a decision, if it does not. When
// both addresses are set, ForwardingAddress wins and the other is ignored (P2.1 [D] PS:Set-Mailbox).
func Forwarding(o *relay.Organization, r *relay.Recipient) (*Forward, relay.Decision) {
	if r == nil || !r.Forwards() {
		return nil, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WhereForwarded, Subject: r.PrimarySmtpAddress, Source: "P2.1, P2.2"}
	f := &Forward{To: r.ForwardingAddress, Keeps: r.DeliverToMailboxAndForward,
		Copy: relay.Forwarded{By: r.PrimarySmtpAddress, Method: relay.ByForwardingAddress}}
	if f.To != "" {
		d.Candidates = append(d.Candidates, relay.Selected(f.To, "ForwardingAddress "+f.To,
			"an object of this organization"))
	}
	if smtp := r.ForwardingSmtpAddress; smtp != "" {
		property := "ForwardingSmtpAddress " + smtp
		if f.To != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(smtp, property, "ForwardingAddress is set, and wins"))
		} else {
			f.To, f.Copy.Method = smtp, relay.ByForwardingSmtpAddress
			// What the flag of a remote domain does to it is documented of the cloud alone (P2.19, PU10).
			f.Copy.Automatic = o.InCloud()
			d.Candidates = append(d.Candidates, relay.Selected(smtp, property, "mail goes on to it"))
		}
	}
	d.Chosen = f.To
	d.Because = "forwarded, and DeliverToMailboxAndForward is $false: nothing stays here"
	if f.Keeps {
		d.Because = "forwarded, and DeliverToMailboxAndForward is $true: the mailbox has a copy"
	}
	return f, d
}

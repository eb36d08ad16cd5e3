package categorizer

import (
	"fmt"

	"hybridsim/relay"
)

// MaySubmit reports whether programs may log on as a mailbox to send by SMTP (P9.1): the mailbox's own word goes before
// the organization's. who has the last word, as the refusal calls it.
func MaySubmit(o *relay.Organization, r *relay.Recipient) (who string, d relay.Decision) {
	d = relay.Decision{Question: relay.MayEnter, Subject: r.PrimarySmtpAddress, Source: "P9.1"}
	organization := fmt.Sprintf("TransportConfig, SmtpClientAuthenticationDisabled $%t",
		o.TransportConfig.SmtpClientAuthenticationDisabled)
	property := organization
	who = "Tenant"
	if own := r.Settings().Client.SmtpClientAuthenticationDisabled; own != nil {
		who = "Mailbox"
		property = fmt.Sprintf("CASMailbox, SmtpClientAuthenticationDisabled $%t", *own)
		d.Candidates = append(d.Candidates, relay.Rejected(o.Name, organization, "the mailbox has a word of its own"))
	}
	if o.SubmissionDisabled(r) {
		d.Because = "SMTP AUTH is disabled"
		d.Candidates = append(d.Candidates, relay.Rejected(r.PrimarySmtpAddress, property, d.Because))
		return who, d
	}
	d.Chosen, d.Because = "log on", "SMTP AUTH is not disabled"
	d.Candidates = append(d.Candidates, relay.Selected(r.PrimarySmtpAddress, property, d.Because))
	return who, d
}

// MaySendAs reports whether a mailbox may send in the name of an address (P3.7): its own, that of an object on which it
// has Send As, or one that grants it Send on Behalf. The rights of the side where it sends count; whose address nobody
// here has may not be used [I]. onBehalf tells that the message names the mailbox too, as Sender.
func MaySendAs(o *relay.Organization, by *relay.Recipient, address string) (may, onBehalf bool, d relay.Decision) {
	if address == "" || by.HasAddress(address) {
		return true, false, relay.Decision{}
	}
	d = relay.Decision{Question: relay.MaySend, Subject: address, Source: "P3.7"}
	r := o.Recipient(address)
	if r == nil {
		d.Because = "nobody of this side has the address"
		d.Candidates = []relay.Candidate{relay.Rejected(by.PrimarySmtpAddress, "From "+address, d.Because)}
		return false, false, d
	}
	for _, right := range []struct {
		name   string
		list   []string
		behalf bool
	}{{"SendAs", r.SendAs, false}, {"GrantSendOnBehalfTo", r.GrantSendOnBehalfTo, true}} {
		property := right.name + " " + relay.Some(right.list)
		if Includes(o, right.list, by.PrimarySmtpAddress) {
			d.Chosen = right.name
			d.Because = fmt.Sprintf("%s of %s has %s", right.name, r.Name, by.PrimarySmtpAddress)
			d.Candidates = append(d.Candidates, relay.Selected(by.PrimarySmtpAddress, property, d.Because))
			return true, right.behalf, d
		}
		d.Candidates = append(d.Candidates, relay.Rejected(by.PrimarySmtpAddress, property, "not among them"))
	}
	d.Because = fmt.Sprintf("%s has neither Send As nor Send on Behalf for %s", by.PrimarySmtpAddress, r.Name)
	return false, false, d
}

package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

// passOn submits what the inbox rules of a mailbox make of a message that was delivered (P2.6). Whose mail the message
// was stays with it: its way out is that of the original (G1.1.18), and a redirected one is as internal as it was [I].
func (t *Transport) passOn(r *relay.Recipient, item *relay.MailItem, list []mailbox.Passed) {
	by := t.submitter()
	for _, p := range list {
		if p.Over {
			e := by.event(relay.EventThrottle, "MAILBOXRULE", item, p.To...)
			e.Disposition = relay.Dropped
			by.env.Record(e)
			continue
		}
		made := by.newItem(r.PrimarySmtpAddress, p.Header, p.Body)
		made.Attribution = item.Attribution
		made.Forwarded = &relay.Forwarded{By: r.PrimarySmtpAddress, Method: relay.ByInboxRuleForward, Automatic: true,
			Original: item.From}
		if !p.Redirect {
			t.submit(by, made, p.To)
			continue
		}
		made.From, made.Forwarded.Method, made.Forwarded.Original = item.From, relay.ByInboxRuleRedirect, ""
		made.NetworkMessageID, made.Auth, made.Promotion = item.NetworkMessageID, item.Auth, item.Promotion
		for _, to := range p.To {
			made.Recipients = append(made.Recipients, relay.MailRecipient{Address: to})
		}
		e := by.event(relay.EventReceive, "MAILBOXRULE", made, p.To...)
		e.SourceContext = r.PrimarySmtpAddress
		by.env.Record(e)
		by.await(made)
	}
}

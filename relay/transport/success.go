package transport

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// confirm tells the sender that recipients were reached, if it asked for that with NOTIFY=SUCCESS (RFC 3461 section
// 4.1): that a mailbox has the message, that a group was expanded, or that the next host took it and will not tell by
// itself. A remote domain with DeliveryReportEnabled $false gets none (NB8 [D] KB3184617; for delivered and expanded
// [I]).
func (t *Transport) confirm(action dsn.Action, item *relay.MailItem, recipients []relay.MailRecipient,
	reply relay.Reply, remote string) {
	if item.From == "" || !t.mayConfirm(item.From) {
		return
	}
	var told []dsn.Recipient
	for _, r := range recipients {
		if slices.Contains(r.Notify, "SUCCESS") {
			told = append(told, dsn.Recipient{Address: r.Address, ORcpt: r.ORcpt,
				DisplayName: t.displayName(item, r.Address), Reply: reply, Remote: remote})
		}
	}
	if len(told) > 0 {
		report := t.newReport(action, item)
		report.Recipients = told
		t.submitReport(report, item)
	}
}

func (t *Transport) mayConfirm(sender string) bool {
	domain := relay.DomainOf(sender)
	if t.org().AcceptedDomain(domain) != nil {
		return true
	}
	policy := t.org().RemoteDomain(domain)
	return policy == nil || policy.DeliveryReportEnabled
}

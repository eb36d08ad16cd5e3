package categorizer

import (
	"time"

	"hybridsim/relay"
)

// Pool is which of the service's hosts a message leaves from. Mail that was forwarded here, or that the tenant's own
// servers hand over for somebody else, leaves from the relay pool unless one of three things vouches for its sender
// (P2.26 [D]). The decision is empty where nobody asks: inside, for a sender of the organization, before the rule had
// this form. That mail to own servers over a connector, copies for a group's members, and mail without a sender are
// not asked about is inferred.
func Pool(o *relay.Organization, item *relay.MailItem, to string, by *relay.OutboundConnector,
	now time.Time) (relay.Pool, relay.Decision) {
	if item.Forwarded == nil && !relayed(item) || !goesOut(o, item, to) || !relay.RelayPoolRule.Holds(o.Day(now)) ||
		by != nil && by.ConnectorType == relay.TypeOnPremises || takesPlace(o, item.Forwarded, now) {
		return relay.UsualPool, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WhichPool, Subject: item.From, Source: "P2.26, G2.139"}
	d.Candidates = append(d.Candidates, relay.Rejected("accepted domain", relay.DomainOf(item.From),
		"the sender's domain is not the organization's"))
	if item.Proved != "" {
		d.Chosen, d.Because = "the usual hosts", item.Proved+" passed when the message came in"
		d.Candidates = append(d.Candidates, relay.Selected(item.Proved, "on entry", "it vouches for the sender"))
		return relay.UsualPool, d
	}
	d.Chosen = string(relay.RelayPool)
	d.Because = "nothing vouches for the sender of mail that is passed on: it leaves from the relay pool, without SRS"
	for _, means := range []string{"SPF", "DKIM"} {
		d.Candidates = append(d.Candidates, relay.Rejected(means, "on entry", "it did not pass for the sender"))
	}
	return relay.RelayPool, d
}

// relayed reports whether the tenant's own servers handed the message over (P2.21).
func relayed(item *relay.MailItem) bool {
	return item.Attribution.Directionality == relay.Originating && item.Attribution.Connector != ""
}

// goesOut reports whether the cloud sends the mail of a foreign sender to somebody outside.
func goesOut(o *relay.Organization, item *relay.MailItem, to string) bool {
	return o.InCloud() && item.Kind == relay.OrdinaryMail && item.From != "" &&
		o.AcceptedDomain(relay.DomainOf(to)) == nil && o.AcceptedDomain(relay.DomainOf(item.From)) == nil
}

// takesPlace reports whether a forwarding mailbox's own address takes the sender's place at this date (P2.22).
func takesPlace(o *relay.Organization, f *relay.Forwarded, now time.Time) bool {
	return f != nil && (f.Method == relay.ByForwardingAddress || f.Method == relay.ByForwardingSmtpAddress) &&
		relay.SRS.Holds(o.Day(now)) && !relay.AllBySRS.Holds(o.Day(now))
}

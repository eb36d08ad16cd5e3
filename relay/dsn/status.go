package dsn

import "hybridsim/relay"

// status writes message/delivery-status: no space behind a type, Diagnostic-Code never folded, two blank lines before
// the boundary (NB6 [O]).
func (w *writer) status() {
	r := w.r
	optional := func(name, prefix, value string) {
		if value != "" {
			w.field(name, prefix+oneLine(value))
		}
	}
	w.field("Reporting-MTA", "dns;"+r.Reporting)
	optional("Received-From-MTA", "dns;", r.ReceivedBy)
	w.field("Arrival-Date", r.Arrival.Format(relay.DateLayout))
	for _, rcpt := range r.Recipients {
		w.WriteString("\r\n")
		// The service leaves it out (V5.4 [O]); where the recipient was rewritten is [I].
		if r.Product != relay.ExchangeOnline || rcpt.OriginalAddress() != "" {
			optional("Original-Recipient", "", rcpt.ORcpt)
		}
		w.field("Final-Recipient", "rfc822;"+oneLine(rcpt.Address))
		w.field("Action", string(r.Outcome(rcpt)))
		w.field("Status", rcpt.Answer().Status())
		optional("Diagnostic-Code", "smtp;", rcpt.Reply.String())
		optional("Remote-MTA", "dns;", rcpt.Remote)
		if r.Outcome(rcpt) == Delayed && !r.RetryTill.IsZero() {
			w.field("Will-Retry-Until", r.RetryTill.Format(relay.DateLayout))
		}
		optional("X-Display-Name", "", encodeWords(rcpt.DisplayName, w.charset))
	}
	w.WriteString("\r\n\r\n")
}

package relay

// Forwarding is where mail for a recipient goes on to (P2.1, P2.2).
type Forwarding struct {
	ForwardingAddress          string // the primary address of an object of the same side; it wins
	ForwardingSmtpAddress      string // any address
	DeliverToMailboxAndForward bool   // the mailbox has a copy as well
}

// Forwards reports whether mail for the recipient goes on to somebody.
func (f *Forwarding) Forwards() bool {
	return f.ForwardingAddress != "" || f.ForwardingSmtpAddress != ""
}

// ForwardingMethod is what made a copy for somebody else.
type ForwardingMethod string

// The ways in which mail is forwarded.
const (
	ByForwardingAddress     ForwardingMethod = "ForwardingAddress"
	ByForwardingSmtpAddress ForwardingMethod = "ForwardingSmtpAddress"
	ByInboxRuleForward      ForwardingMethod = "inbox rule, forward"
	ByInboxRuleRedirect     ForwardingMethod = "inbox rule, redirect"
)

// Forwarded says of a message that it is a copy for somebody whom the sender did not write to.
type Forwarded struct {
	By       string // the primary address of the recipient that forwards
	Method   ForwardingMethod
	Original string // the envelope sender of the original, where the copy has another
	// Automatic is what AutoForwardEnabled of a remote domain is about (G1.7.5).
	Automatic bool
}

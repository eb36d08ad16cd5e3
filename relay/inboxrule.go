package relay

// InboxRule is a rule of a mailbox's owner, as far as it passes mail on (P2.9).
type InboxRule struct {
	Name                  string
	Mailbox               string // the primary address of the mailbox
	Enabled               bool
	From                  []string // senders; empty: all
	SubjectContainsWords  []string // one of them; empty: any subject
	RedirectTo            []string
	ForwardTo             []string
	ForwardAsAttachmentTo []string
	StopProcessingRules   bool
	Kept                  Kept
}

// Identity is the rule's name as Get-InboxRule prints it.
func (r *InboxRule) Identity() string { return r.Mailbox + `\` + r.Name }

// InboxRulesLoop is the field in which mailboxes name themselves whose rules have passed a message on; it is kept
// across organizations (P2.10, T13.4).
const InboxRulesLoop = "X-MS-Exchange-Inbox-Rules-Loop"

// InboxRuleHops is how often inbox rules may pass a message on: once in the service, three times on-premises (P2.10,
// T13.5).
func (o *Organization) InboxRuleHops() int {
	if o.InCloud() {
		return 1
	}
	return 3
}

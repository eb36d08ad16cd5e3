package relay

// JournalRule has a report of each message sent to a journaling mailbox (P7.12).
type JournalRule struct {
	Name                string
	JournalEmailAddress string // where reports go; any address
	Scope               JournalScope
	Recipient           string // the address of an object whose mail it is about, or a group's members'; empty: all
	Enabled             bool
	Kept                Kept
}

// JournalScope is which mail a journal rule is about.
type JournalScope string

// Scopes. Mail is external when its sender or the recipient is outside.
const (
	JournalGlobal   JournalScope = "Global"
	JournalInternal JournalScope = "Internal"
	JournalExternal JournalScope = "External"
)

// Values lists the scopes.
func (JournalScope) Values() []string { return []string{"Global", "Internal", "External"} }

// JournalMark is the field by which a journaling agent tells the next that it has seen a message (P7.16).
const JournalMark = "X-MS-Exchange-Organization-Processed-By-Journaling"

// JournalHeader marks a message as a journal report.
const JournalHeader = "X-MS-Journal-Report"

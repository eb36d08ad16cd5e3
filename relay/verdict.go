package relay

// Verdict is what the service's filter made of a message (G2 section 1). The zero Verdict is none: nobody judged it.
type Verdict struct {
	SFV       string // what the filter found, and why it did not look: SPM, NSPM, SKI ... (P8.5)
	CAT       string // category
	SCL       int
	IPV       string // CAL: the address is on the IP Allow List
	Composite string // result and reason of composite authentication; empty before there was one
	Action    VerdictAction
	// What policies for one recipient look at besides.
	Explicit string // the policy of the From domain, where DMARC fails against one: reject or quarantine
	Honoured bool   // and it is obeyed unless the recipient's policy says otherwise
	SPFFail  bool
	ByPolicy bool // the recipient's policy has made it what it is
}

// Judged reports whether there is a verdict.
func (v Verdict) Judged() bool { return v.SFV != "" }

// VerdictAction is what is done about a verdict, unless the recipient's own lists say otherwise.
type VerdictAction string

// Actions.
const (
	ToInbox      VerdictAction = ""
	ToJunk       VerdictAction = "MoveToJmf"
	ToQuarantine VerdictAction = "Quarantine"
)

// Values lists what policies can say.
func (VerdictAction) Values() []string { return []string{"MoveToJmf", "Quarantine"} }

// RejectAction is what is done about a message that the policy of its From domain wants rejected.
type RejectAction string

// Actions.
const (
	RejectInSession  RejectAction = "Reject"
	RejectQuarantine RejectAction = "Quarantine"
)

// Values lists the actions.
func (RejectAction) Values() []string { return []string{"Quarantine", "Reject"} }

// AntispamReport is the field in which a verdict crosses to the other side as text (P8.15).
const AntispamReport = "X-Forefront-Antispam-Report"

// GTUBE is the text by which spam filters are tested; every filter takes it for spam. It is all of content that the
// filters here know.
const GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"

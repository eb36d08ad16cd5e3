package relay

// Verdict is what the service's filter made of a message (G2 section 1). The zero Verdict is none: nobody judged it.
type Verdict struct {
	SFV       string // what the filter found, and why it did not look: SPM, NSPM, SKI ... (P8.5)
	CAT       string // category
	SCL       int
	IPV       string // CAL: the address is on the IP Allow List
	Composite string // result and reason of composite authentication; empty before there was one
	Action    VerdictAction
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

// AntispamReport is the field in which a verdict crosses to the other side as text (P8.15).
const AntispamReport = "X-Forefront-Antispam-Report"

// GTUBE is the text by which spam filters are tested; every filter takes it for spam. It is all of content that the
// filters here know.
const GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"

package relay

import "time"

// QuarantinedMessage is a message that the service holds for one recipient, as Get-QuarantineMessage shows it. The
// property names are those of the cmdlet's page [D] PS; a message has one entry for each recipient here.
type QuarantinedMessage struct {
	Identity         string // the network message id, and an id of the entry
	ReceivedTime     time.Time
	MessageId        string
	SenderAddress    string
	RecipientAddress string
	Subject          string
	Size             int // bytes
	Type             QuarantineType
	PolicyName       string // the policy, or the mail-flow rule, that put it there
	Direction        Directionality
	Expires          time.Time
	ReleaseStatus    ReleaseStatus
	AdminOnly        bool // only an administrator may release it (G2.37)
}

// QuarantineType is why a message is in quarantine. [D] PS:Get-QuarantineMessage
type QuarantineType string

// Types.
const (
	QuarantineSpam          QuarantineType = "Spam"
	QuarantineHighConfPhish QuarantineType = "HighConfPhish"
	QuarantineSpoof         QuarantineType = "Phish" // what DMARC or spoof intelligence put there [I]
	QuarantineRule          QuarantineType = "TransportRule"
)

// Values lists the types.
func (QuarantineType) Values() []string {
	return []string{"HighConfPhish", "Phish", "Spam", "TransportRule"}
}

// ReleaseStatus says whether a quarantined message has been let go. [D] PS:Get-QuarantineMessage
type ReleaseStatus string

// States of an entry.
const (
	NotReleased ReleaseStatus = "NOTRELEASED"
	Released    ReleaseStatus = "RELEASED"
)

// Values lists the states.
func (ReleaseStatus) Values() []string { return []string{"NOTRELEASED", "RELEASED"} }

// QuarantineDays is how long a message lies in quarantine: 15 days in the default policies, 30 when a mail-flow rule
// put it there. [D] Quarantined messages in EOP
func (q QuarantineType) QuarantineDays() int {
	if q == QuarantineRule {
		return 30
	}
	return 15
}

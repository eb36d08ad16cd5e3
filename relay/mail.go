package relay

import (
	"cmp"
	"net/netip"
	"time"
)

// MailItem is one message in one organization's transport: envelope, content, and what is known about where it came
// from.
//
// Attribution, PeerIdentity, Promotion and Auth are four separate states (S13.1). None follows from another: attributed
// mail can be anonymous (R7.9), a capable peer can send headers that claim nothing (R7.1), and headers can arrive
// demoted and never be promoted (S7.3).
type MailItem struct {
	InternalID       int
	Kind             MailKind
	NetworkMessageID string // constant across both sides
	From             string // envelope sender; "" is the null sender
	Recipients       []MailRecipient
	Header           Header
	Body             []byte // shared, never written to
	// OutOfOffice are the texts of an out-of-office reply made here, the preferred first; Body is that one. The remote
	// domain picks among them when the reply leaves (S8.2).
	OutOfOffice []OutOfOfficeText
	Ret, Envid  string // RFC 3461, from MAIL FROM
	// Counted says that another server of the organization has counted the recipients already (P1.4).
	Counted bool
	// Forwarded is set on a copy that a recipient here made for somebody else.
	Forwarded *Forwarded
	// As is in whose name the sender's mailbox sends it; empty: its own.
	As string
	// NoOutOfOffice is set on a copy for the members of a group whose replies the sender is spared (P3.16).
	NoOutOfOffice bool
	// RequireTLS is set by a mail-flow rule: the message leaves by TLS, or waits.
	RequireTLS bool
	SCL        SCL // spam confidence level that a rule or the other side gave
	Verdict    Verdict
	Pool       Pool   // of the hosts that it leaves from
	Proved     string // what vouched for the sender when the message came in from outside: SPF or DKIM; empty: nothing
	// Released is the identity of the quarantined message that this one was; empty: it was not in quarantine.
	Released string
	// Approved is what moderators have approved already: recipients by address, rules by "rule NAME".
	Approved []string

	Arrived      time.Time // here
	Submitted    time.Time // first submission on this side; expiry counts from it
	Draft        bool      // it lies in its sender's mailbox: no transport service takes it yet
	ReceivedFrom string    // host name of the client that brought it; "" when submitted by a mailbox here
	ClientIP     netip.Addr

	Attribution  Attribution
	PeerIdentity PeerIdentity
	Promotion    Promotion
	Auth         Auth
}

// MailKind is what made a message, as far as mail-flow rules and the ways out tell kinds apart (G1.1.15).
type MailKind string

// Kinds of mail. A meeting answer, a read receipt and mail of the service's own features are ordinary mail there.
const (
	OrdinaryMail   MailKind = ""
	AutomaticReply MailKind = "automatic reply"
	DeliveryReport MailKind = "delivery report"
	JournalReport  MailKind = "journal report"
)

// Pool is the group of the service's hosts that a message leaves from, as message trace has it in OutboundIpPoolName.
type Pool string

// Pools. Of the names only that of the relay pool is known (P2.26 [O]); the high-risk pool (P2.28) is none here.
const (
	UsualPool Pool = ""
	RelayPool Pool = "RegularRelayOutboundPool"
)

// MailRecipient is one envelope recipient.
type MailRecipient struct {
	Address string
	ORcpt   string // original recipient, RFC 3461
	Notify  []string
}

// Directionality is the result of attribution as Exchange stamps it (R3.10).
type Directionality string

// Directionalities.
const (
	Originating Directionality = "Originating" // sent by the organization itself
	Incoming    Directionality = "Incoming"    // sent to it
)

// Attribution says whose mail the cloud takes it for (S3.2). On-premises it only carries the direction.
type Attribution struct {
	Directionality Directionality
	Tenant         string // organization name
	Connector      string // InboundConnector that matched
}

// PeerIdentity is what the TLS session proved about the other end (R1.18).
type PeerIdentity struct {
	Secured     bool            // STARTTLS succeeded
	Version     TLSVersion      // of TLS, when it did
	Suite       CipherSuite     // that was agreed on
	Names       []string        // in the certificate; none when no certificate was shown
	Certificate CertificateName // its issuer and subject
	Validated   bool            // its chain leads to a trusted root and it is valid now
	Problem     string          // what is wrong with it when it is not: "expired on 2018-01-31"
}

// Flaw is what is wrong with a certificate that was shown and did not validate, behind "the certificate".
func (id PeerIdentity) Flaw() string { return cmp.Or(id.Problem, "does not chain to a trusted root") }

// Promotion is what became of cross-premises headers on the way in (S7.3).
type Promotion struct {
	Present  bool // the sender demoted its organization headers
	Promoted bool // we raised them again
	Filtered bool // we removed them
}

// AuthAs is the answer to "is this message internal?" (S7.2).
type AuthAs string

// Values of X-MS-Exchange-Organization-AuthAs.
const (
	AuthInternal  AuthAs = "Internal"
	AuthAnonymous AuthAs = "Anonymous"
)

// Auth is the stamped answer with who gave it and how.
type Auth struct {
	As        AuthAs
	Source    string // host that decided
	Mechanism string // two hex digits, opaque (U12)
}

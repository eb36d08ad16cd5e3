package relay

import (
	"net/netip"
	"time"
)

// EventID is a message tracking event (NC2). Those in parentheses are ours: Exchange's tracking log has no row for what
// happens in an SMTP session before a message is accepted, the protocol log has.
type EventID string

// Message tracking events that this model produces.
const (
	EventReceive  EventID = "RECEIVE"
	EventResolve  EventID = "RESOLVE"
	EventExpand   EventID = "EXPAND"
	EventRedirect EventID = "REDIRECT" // to an alternate recipient
	EventTransfer EventID = "TRANSFER"
	EventSend     EventID = "SEND"
	EventDeliver  EventID = "DELIVER"
	EventDefer    EventID = "DEFER"
	EventFail     EventID = "FAIL"
	EventDSN      EventID = "DSN"
	EventDrop     EventID = "DROP"
	EventThrottle EventID = "THROTTLE" // of mail that inbox rules have passed on too often
	EventBadMail  EventID = "BADMAIL"
	// What becomes of mail that waits for a moderator (P4.6).
	EventModerate         EventID = "INITMESSAGECREATED"
	EventModeratorApprove EventID = "MODERATORAPPROVE"
	EventModeratorReject  EventID = "MODERATORREJECT"
	EventModerationExpire EventID = "MODERATIONEXPIRE"
	EventModeratorsAllNDR EventID = "MODERATORSALLNDR" // no request for approval could be delivered
	// EventQuarantine is a message that the service put into the tenant's quarantine.
	EventQuarantine EventID = "(quarantine)"
	EventConnect    EventID = "(connect)" // a connection that cannot be offered all it should
	EventRefuse     EventID = "(refuse)"  // a sender or recipient refused
)

// Event is one row of what happened to a message on one side, with the decisions that led there. Field names follow the
// message tracking log.
type Event struct {
	Sequence         int // order within the world
	Time             time.Time
	Side             Side
	Server           string
	Source           string // SMTP, STOREDRIVER, RESOLVER, ROUTING, DSN, QUEUE
	ID               EventID
	ConnectorID      string
	SourceContext    string
	InternalID       int
	MessageID        string
	NetworkMessageID string
	Sender           string
	Recipients       []string
	RecipientStatus  string  // wording of side and era; empty on success
	Reply            Reply   // the reply behind RecipientStatus
	Answers          []Reply // of SEND: the peer's answers to RCPT TO, one for each recipient
	Subject          string
	TotalBytes       int
	Directionality   Directionality
	ClientIP         netip.Addr // the SMTP client's end of the hop
	TranslatedFrom   netip.Addr // the client's own address, where address translation hides it; else zero
	ServerIP         netip.Addr
	RemoteHost       string      // name of the other end
	TLS              TLSVersion  // of the hop of a RECEIVE or SEND; zero: it was in clear
	Suite            CipherSuite // agreed on there
	Shadow           Reply       // of RECEIVE: what the server said that keeps a second copy (V4.6); zero: none does
	ShadowServer     string      // that server
	Reference        string      // of FAIL: the Message-ID of the report about it, if there is one
	Decisions        []Decision
	SCL              SCL         // of DELIVER and (quarantine): how it was rated; none: not by the filter
	Disposition      Disposition // set when the event ends the way of its recipients
}

// Disposition is how the way of a message to one recipient ended. The set is closed.
type Disposition string

// Dispositions.
const (
	InTransit   Disposition = ""            // not ended
	Delivered   Disposition = "Delivered"   // in a mailbox
	Failed      Disposition = "NDR"         // refused; reported to the sender
	Deferred    Disposition = "Deferred"    // waiting for the next attempt
	Expired     Disposition = "Expired"     // waited too long; reported to the sender
	Unreachable Disposition = "Unreachable" // no connector leads there
	Dropped     Disposition = "Dropped"     // a report that failed; nobody is told
	Quarantined Disposition = "Quarantined" // held in the tenant's quarantine
	NotModelled Disposition = "NotModelled" // ended where the model ends
)

// ApplicationEvent is a row of a server's application event log that the documentation names.
type ApplicationEvent struct {
	Time   time.Time
	Side   Side
	Server string
	Log    string // that it is in; empty: Application
	Source string // MSExchangeFrontEndTransport, MSExchangeTransport
	ID     int
	Text   string
}

// Recorder takes what happens. Implementations must not call back into the caller.
type Recorder interface {
	Record(Event)
	Application(ApplicationEvent)
}

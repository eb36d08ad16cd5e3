package relay

// MailboxSettings are what a mailbox itself holds, as opposed to the directory object that leads to it: directory
// synchronization neither copies nor changes them.
type MailboxSettings struct {
	AutoReply AutoReplyConfiguration
	Calendar  CalendarProcessing
	Junk      JunkEmailConfiguration
	Client    ClientAccess
}

// ClientAccess is by which protocols programs come to the mailbox (Set-CASMailbox), as far as mail depends on it.
type ClientAccess struct {
	SmtpClientAuthenticationDisabled *bool // nil: as the organization says (P9.1)
	Kept                             Kept
}

// SubmissionDisabled reports whether no client may log on with a mailbox to send by SMTP: the mailbox's own word goes
// before the organization's (P9.1).
func (o *Organization) SubmissionDisabled(r *Recipient) bool {
	if own := r.Settings().Client.SmtpClientAuthenticationDisabled; own != nil {
		return *own
	}
	return o.TransportConfig.SmtpClientAuthenticationDisabled
}

// JunkEmailConfiguration is a mailbox's junk email rule with its owner's lists (Set-MailboxJunkEmailConfiguration).
type JunkEmailConfiguration struct {
	Enabled                  bool // on-premises; in the cloud the service moves mail itself (G2.48)
	TrustedSendersAndDomains []string
	BlockedSendersAndDomains []string
	Kept                     Kept
}

// AutoReplyConfiguration says whether a mailbox answers for its absent owner, and with which words
// (Set-MailboxAutoReplyConfiguration; S8.2).
type AutoReplyConfiguration struct {
	AutoReplyState   AutoReplyState
	InternalMessage  string // for senders whose message is internal (S7.4)
	ExternalMessage  string // for the others, as far as ExternalAudience reaches
	ExternalAudience ExternalAudience
	Kept             Kept
}

// CalendarProcessing says what a mailbox does with meeting requests (Set-CalendarProcessing).
type CalendarProcessing struct {
	AutomateProcessing             AutomateProcessing
	ProcessExternalMeetingMessages bool // also those that are not internal (S7.4)
	Kept                           Kept
}

// ResourceRoom is the ResourceType of a conference room's mailbox.
const ResourceRoom = "Room"

// Settings are the mailbox's settings; those of a new mailbox when nothing was set. A new mailbox is silent, would tell
// everybody, and leaves meeting requests to its owner. [D] PS
func (r *Recipient) Settings() MailboxSettings {
	if r.Mailbox != nil {
		return *r.Mailbox
	}
	return MailboxSettings{
		AutoReply: AutoReplyConfiguration{AutoReplyState: AutoReplyDisabled, ExternalAudience: AudienceAll},
		Calendar:  CalendarProcessing{AutomateProcessing: AutoUpdate},
		Junk:      JunkEmailConfiguration{Enabled: true},
	}
}

// RecipientTypeDetails is the type as Get-Recipient prints it: a room is a user mailbox of its own kind.
func (r *Recipient) RecipientTypeDetails() string {
	if r.Type == UserMailbox && r.ResourceType == ResourceRoom {
		return "RoomMailbox"
	}
	return string(r.Type)
}

// AutoReplyState switches automatic replies.
type AutoReplyState string

// States. Exchange also has Scheduled, which this model does not.
const (
	AutoReplyDisabled AutoReplyState = "Disabled"
	AutoReplyEnabled  AutoReplyState = "Enabled"
)

// Values lists the states.
func (AutoReplyState) Values() []string { return []string{"Disabled", "Enabled"} }

// ExternalAudience says which external senders get the external text.
type ExternalAudience string

// Audiences. Contact folders are not modelled, so whom Known reaches ends as NotModelled.
const (
	AudienceNone  ExternalAudience = "None"
	AudienceKnown ExternalAudience = "Known"
	AudienceAll   ExternalAudience = "All"
)

// Values lists the audiences.
func (ExternalAudience) Values() []string { return []string{"None", "Known", "All"} }

// AutomateProcessing says who handles meeting requests.
type AutomateProcessing string

// Ways to handle meeting requests.
const (
	AutomateNone AutomateProcessing = "None"       // nobody but the owner
	AutoUpdate   AutomateProcessing = "AutoUpdate" // entered into the calendar, answered by the owner
	AutoAccept   AutomateProcessing = "AutoAccept" // a resource answers by itself
)

// Values lists the ways.
func (AutomateProcessing) Values() []string { return []string{"None", "AutoUpdate", "AutoAccept"} }

// OOFKind is whom an out-of-office text is meant for.
type OOFKind string

// Kinds of out-of-office texts. Replies that are designated neither way come from legacy clients, which this model does
// not have.
const (
	OOFInternal OOFKind = "internal"
	OOFExternal OOFKind = "external"
)

// OutOfOfficeText is one of the texts that a mailbox lets a sender have.
type OutOfOfficeText struct {
	Kind OOFKind
	Body []byte
}

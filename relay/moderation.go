package relay

import (
	"cmp"
	"strings"
	"time"
)

// Moderation makes mail for a recipient wait until somebody approves it (P4.1).
type Moderation struct {
	ModerationEnabled                    bool
	ModeratedBy                          []string // primary addresses of objects of the same side; no groups
	BypassModerationFromSendersOrMembers []string
	SendModerationNotifications          ModerationNotifications // empty: Always
	BypassNestedModerationEnabled        bool                    // of a group: who approves it approves its members
	ArbitrationMailbox                   string                  // on-premises; empty: the organization's own
}

// ModerationNotifications says which senders hear that their message was not approved (P4.1).
type ModerationNotifications string

// Who is told.
const (
	NotifyAlways   ModerationNotifications = "Always"
	NotifyInternal ModerationNotifications = "Internal"
	NotifyNever    ModerationNotifications = "Never"
)

// Values lists who can be told.
func (ModerationNotifications) Values() []string { return []string{"Always", "Internal", "Never"} }

// Tells reports whether a sender hears of it.
func (n ModerationNotifications) Tells(as AuthAs) bool {
	return n != NotifyNever && (n != NotifyInternal || as == AuthInternal)
}

// The arbitration mailbox that each organization has for moderation (P4.7, G2.110 [O]). What the sources leave out of
// the identifier differs between the sides here.
const (
	arbitrationID   = "1f05a927-"
	arbitrationHere = "9a34-4a5c-8d0e-66b7d1e2c0f3"
	arbitrationThat = "bd21-4f6a-a7c9-20e8f4915b6d" // the cloud's
	ArbitrationName = "Microsoft Exchange Approval Assistant"
)

// SystemMailbox is the name of the organization's own arbitration mailbox.
func (o *Organization) SystemMailbox() string { return "SystemMailbox{" + o.arbitration() + "}" }

func (o *Organization) arbitration() string {
	if o.InCloud() {
		return arbitrationID + arbitrationThat
	}
	return arbitrationID + arbitrationHere
}

// ArbitrationAddress is the address of the organization's own arbitration mailbox (G2.110). That the service's is in
// the tenant's initial domain is inferred: other system addresses are (P4.8).
func (o *Organization) ArbitrationAddress() string {
	domain := o.DefaultDomain()
	if o.InCloud() {
		domain = cmp.Or(o.InitialDomain(), domain)
	}
	return "MSExchApproval" + o.arbitration() + "@" + domain
}

// ArbitrationOf is the address of the arbitration mailbox in which mail for a recipient waits: the one that it names,
// or the organization's (G2.108). ok is false when it names one that does not exist.
func (o *Organization) ArbitrationOf(name string) (address string, ok bool) {
	if name == "" || o.InCloud() || strings.EqualFold(name, o.SystemMailbox()) ||
		strings.EqualFold(name, ArbitrationName) || SameAddress(name, o.ArbitrationAddress()) {
		return o.ArbitrationAddress(), true
	}
	for _, r := range o.Recipients {
		if r.Type == UserMailbox && (strings.EqualFold(r.Name, name) || r.HasAddress(name)) {
			return r.PrimarySmtpAddress, true
		}
	}
	return "", false
}

// ApprovalExpires is how long mail waits for a decision: five days on-premises, two in the service (P4.5). There the
// job that looks for it comes every seven days, so that it can be nine; here it comes at once.
func (o *Organization) ApprovalExpires() time.Duration {
	if o.InCloud() {
		return 2 * 24 * time.Hour
	}
	return 5 * 24 * time.Hour
}

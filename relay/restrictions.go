package relay

import (
	"slices"
	"strings"
)

// Restrictions say who may send to a recipient (P3.1): primary addresses of objects of the same side.
type Restrictions struct {
	AcceptMessagesOnlyFrom          []string // single senders; empty, with the next: everybody
	AcceptMessagesOnlyFromDLMembers []string // groups, whose members may
	RejectMessagesFrom              []string
	RejectMessagesFromDLMembers     []string
	// Those of both kinds together, kept in step.
	AcceptMessagesOnlyFromSendersOrMembers []string
	RejectMessagesFromSendersOrMembers     []string
}

// Restricted reports whether it matters who sends to the recipient.
func (r *Restrictions) Restricted() bool {
	return len(r.AcceptMessagesOnlyFromSendersOrMembers)+len(r.RejectMessagesFromSendersOrMembers) > 0
}

// SendRights say who may send in the recipient's name (P3.7): primary addresses of objects of the same side.
type SendRights struct {
	GrantSendOnBehalfTo []string // publicDelegates, which is synchronized
	SendAs              []string // granted with Add-RecipientPermission or Add-ADPermission, on each side for itself
}

// GroupReports say to whom reports about a group's members go (P3.12, P3.13).
type GroupReports struct {
	ReportToOriginatorEnabled         *bool // nil: $true
	ReportToManagerEnabled            bool
	ManagedBy                         []string // addresses; the first is the manager
	SendOofMessageToOriginatorEnabled bool     // members' out-of-office replies reach the sender
}

// ReportsToOriginator reports whether the sender hears of members that fail.
func (g *GroupReports) ReportsToOriginator() bool {
	return g.ReportToOriginatorEnabled == nil || *g.ReportToOriginatorEnabled
}

// Membership is the filter of a dynamic group (G2.93): precanned kinds of recipients, or a filter of one's own.
type Membership struct {
	IncludedRecipients []string
	RecipientFilter    string
}

// IsGroup reports whether members stand in the place of the recipient.
func (r *Recipient) IsGroup() bool {
	return r.Type == MailUniversalDistributionGroup || r.Type == DynamicDistributionGroup
}

// RecipientType is the type as filters know it: a remote mailbox is a mail user there (G2.95).
func (r *Recipient) RecipientType() string {
	if r.Type == RemoteUserMailbox {
		return string(MailUser)
	}
	return string(r.Type)
}

// X500 begins a proxy address that is a legacyExchangeDN.
const X500 = "X500:"

// IsX500 reports whether a proxy address is a legacyExchangeDN.
func IsX500(address string) bool {
	return len(address) >= len(X500) && strings.EqualFold(address[:len(X500)], X500)
}

// LegacyDN is the legacyExchangeDN of a recipient: its own, or the one that its side gives to new objects (P6.5).
func (o *Organization) LegacyDN(r *Recipient) string {
	if r.LegacyExchangeDN != "" {
		return r.LegacyExchangeDN
	}
	root := o.Name
	if o.InCloud() {
		root = "ExchangeLabs"
	}
	return "/o=" + root + "/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=" + r.Name
}

// ByLegacyDN finds the recipient whose legacyExchangeDN it is, else one that has it as an X500 address (P6.3), or nil.
func (o *Organization) ByLegacyDN(dn string) *Recipient {
	for _, r := range o.Recipients {
		if strings.EqualFold(o.LegacyDN(r), dn) {
			return r
		}
	}
	for _, r := range o.Recipients {
		if slices.ContainsFunc(r.EmailAddresses, func(a string) bool { return strings.EqualFold(a, X500+dn) }) {
			return r
		}
	}
	return nil
}

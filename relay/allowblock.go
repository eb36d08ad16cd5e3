package relay

import (
	"strings"
	"time"
)

// AllowBlockItem is an entry of a tenant's Tenant Allow/Block List (New-TenantAllowBlockListItems; P8.10).
type AllowBlockItem struct {
	Value          string // of a sender: an address or a domain
	ListType       AllowBlockListType
	Action         AllowBlockAction
	ExpirationDate Date // it is no entry any more from then on; none: it stays
}

// AllowBlockListType is what an entry is about.
type AllowBlockListType string

// AllowBlockSender is the one kind that acts: nothing here looks at URLs, files, or addresses of IPv6.
const AllowBlockSender AllowBlockListType = "Sender"

// Values lists the kinds.
func (AllowBlockListType) Values() []string { return []string{"FileHash", "IP", "Sender", "Url"} }

// AllowBlockAction is what an entry does.
type AllowBlockAction string

// Actions.
const (
	ListAllow AllowBlockAction = "Allow"
	ListBlock AllowBlockAction = "Block"
)

// Values lists the actions.
func (AllowBlockAction) Values() []string { return []string{"Allow", "Block"} }

// Listed is the entry of the tenant's list that an address falls under at a moment, a block before an allow; nil: there
// is none (G2.50: tenant block beats tenant allow).
func (o *Organization) Listed(address string, now time.Time) (found *AllowBlockItem) {
	for _, x := range o.AllowBlockList {
		about := strings.EqualFold(strings.TrimPrefix(x.Value, "@"), DomainOf(address)) || SameAddress(x.Value, address)
		over := !x.ExpirationDate.IsZero() && !x.ExpirationDate.After(now)
		if x.ListType == AllowBlockSender && about && !over && (found == nil || x.Action == ListBlock) {
			found = x
		}
	}
	return found
}

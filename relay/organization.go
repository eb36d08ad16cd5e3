package relay

import "strings"

// Organization is one side's configuration: an immutable snapshot. A cmdlet makes a changed copy ([Organization.Clone])
// and never alters an object that a snapshot already holds, so a session in progress keeps the configuration it began
// with.
type Organization struct {
	Name     string  // "contoso"
	Side     Side    // its identity in the world
	Product  Product // of the first server, and of those that do not say otherwise
	Console  string  // the server at which a line is typed; empty: the first
	Era      Era     // the span that the cloud is held in; on-premises wording follows Product
	Revision int     // counts the changes since installation
	Servers  []*Server

	AcceptedDomains    []*AcceptedDomain
	RemoteDomains      []*RemoteDomain
	ReceiveConnectors  []*ReceiveConnector  // on-premises
	SendConnectors     []*SendConnector     // on-premises
	InboundConnectors  []*InboundConnector  // cloud
	OutboundConnectors []*OutboundConnector // cloud
	Recipients         []*Recipient
	TransportRules     []*TransportRule
	JournalRules       []*JournalRule
	InboxRules         []*InboxRule              // of mailboxes here, in their order
	ConnectionFilters  []*ConnectionFilterPolicy // cloud; one
	Certificates       []*Certificate
	OrganizationConfig OrganizationConfig // cloud
	Exemptions         []TenantExemption  // cloud
	Plan               TenantPlan         // cloud
	SyncScope          SyncScope          // on-premises
	ArcConfig          ArcConfig          // cloud
	AllowBlockList     []*AllowBlockItem  // cloud
	TransportConfig    TransportConfig
	Hybrid             *HybridConfiguration // on-premises
	EdgeSubscriptions  []*EdgeSubscription  // on-premises
	Inside             *EdgeInside          // of a subscribed Edge
	ComponentStates    []*ComponentState    // on-premises; what is not there is active
	Carried            []*Carried           // what nothing reads
	// OutboundSpamPolicies and the rules that say for whom each is; cloud.
	OutboundSpamPolicies []*OutboundSpamPolicy
	OutboundSpamRules    []*OutboundSpamRule
	// Policies of the filter and the rules that say for whom each is; cloud.
	ContentFilterPolicies []*ContentFilterPolicy
	ContentFilterRules    []*FilterRule
	AntiPhishPolicies     []*AntiPhishPolicy
	AntiPhishRules        []*FilterRule
}

// InCloud reports whether the organization is a tenant of the service.
func (o *Organization) InCloud() bool { return o.Side.Kind() == Cloud }

// Clone returns a snapshot whose lists may be changed without touching the original's. The objects in the lists are
// shared: replace them, do not write to them.
func (o *Organization) Clone() *Organization {
	c := *o
	c.Revision++
	c.Servers = copied(o.Servers)
	c.AcceptedDomains = copied(o.AcceptedDomains)
	c.RemoteDomains = copied(o.RemoteDomains)
	c.ReceiveConnectors = copied(o.ReceiveConnectors)
	c.SendConnectors = copied(o.SendConnectors)
	c.InboundConnectors = copied(o.InboundConnectors)
	c.OutboundConnectors = copied(o.OutboundConnectors)
	c.Recipients = copied(o.Recipients)
	c.TransportRules = copied(o.TransportRules)
	c.InboxRules = copied(o.InboxRules)
	c.JournalRules = copied(o.JournalRules)
	c.AllowBlockList = copied(o.AllowBlockList)
	c.ConnectionFilters = copied(o.ConnectionFilters)
	c.Certificates = copied(o.Certificates)
	c.OutboundSpamPolicies = copied(o.OutboundSpamPolicies)
	c.OutboundSpamRules = copied(o.OutboundSpamRules)
	c.ContentFilterPolicies = copied(o.ContentFilterPolicies)
	c.ContentFilterRules = copied(o.ContentFilterRules)
	c.AntiPhishPolicies = copied(o.AntiPhishPolicies)
	c.AntiPhishRules = copied(o.AntiPhishRules)
	c.Carried = copied(o.Carried)
	c.EdgeSubscriptions = copied(o.EdgeSubscriptions)
	c.ComponentStates = copied(o.ComponentStates)
	return &c
}

// copied is a copy of a list with room for one more: a change makes a copy and mostly adds an object.
func copied[T any](list []T) []T {
	if list == nil {
		return nil
	}
	return append(make([]T, 0, len(list)+1), list...)
}

// AcceptedDomain finds the accepted domain that covers a domain: the exact name before the longest parent. It returns
// nil for somebody else's domain.
func (o *Organization) AcceptedDomain(domain string) *AcceptedDomain {
	var best *AcceptedDomain
	for _, d := range o.AcceptedDomains {
		if strings.EqualFold(d.DomainName, domain) {
			return d
		}
		if d.Covers(domain) && (best == nil || len(d.DomainName) > len(best.DomainName)) {
			best = d
		}
	}
	return best
}

// DefaultDomain is the accepted domain that feeds postmaster@, or "" if none is marked.
func (o *Organization) DefaultDomain() string {
	for _, d := range o.AcceptedDomains {
		if d.Default {
			return d.DomainName
		}
	}
	return ""
}

// InitialDomain is a tenant's tenant.onmicrosoft.com domain, or "".
func (o *Organization) InitialDomain() string {
	for _, d := range o.AcceptedDomains {
		if d.InitialDomain {
			return d.DomainName
		}
	}
	return ""
}

// RemoteDomain finds the policy for a domain: exact, then the longest wildcard, then "*" (S8.1).
func (o *Organization) RemoteDomain(domain string) *RemoteDomain {
	var best *RemoteDomain
	for _, d := range o.RemoteDomains {
		if strings.EqualFold(d.DomainName, domain) {
			return d
		}
		if MatchDomain(d.DomainName, domain, true) && (best == nil || len(d.DomainName) > len(best.DomainName)) {
			best = d
		}
	}
	return best
}

// AddressOf is the primary address of the recipient with a name; a name that is nobody's is taken for an address.
func (o *Organization) AddressOf(name string) string {
	for _, r := range o.Recipients {
		if strings.EqualFold(r.Name, name) {
			return r.PrimarySmtpAddress
		}
	}
	return name
}

// Recipient finds the directory object that holds an address among its proxy addresses, or nil.
func (o *Organization) Recipient(address string) *Recipient {
	for _, r := range o.Recipients {
		if r.HasAddress(address) {
			return r
		}
	}
	return nil
}

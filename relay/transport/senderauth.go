package transport

import (
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/reply"
	"hybridsim/relay/verdict"
)

// judge is what the filter makes of a share: it judges the sender for the address that the message came from, writes
// the outcome into the header and remembers the verdict. Mail that is not judged passes (G2.1 to G2.6).
func (s *share) judge(item *relay.MailItem, content []byte, stamp reply.Stamp) ([]relay.Decision, relay.Reply) {
	if verdict.Which(s.attribution.Directionality, s.believed(item), s.toMailbox()) == verdict.Not {
		return s.vouch(item, content), relay.Reply{}
	}
	var decisions []relay.Decision
	c := s.inbound()
	origin, fields, d := verdict.Origin(c, item.Header, verdict.Hop{IP: s.conn.Remote.Addr(), Hello: s.hello},
		addresses(s.rcpt))
	if d.Question != "" {
		decisions = append(decisions, d)
	}
	sender, d := mailauth.Judge(mailauth.Message{Client: origin.IP, Hello: origin.Hello, From: s.from,
		Content: content}, s.t.env.Resolver())
	decisions = append(decisions, d)
	item.Proved = sender.Proved()
	if refusal := s.unprovedOverIPv6(sender, stamp); !refusal.IsZero() {
		return decisions, refusal
	}
	filter := s.org.ConnectionFilter()
	k := verdict.Known{
		Day: s.t.day(), Auth: sender, Direction: s.attribution.Directionality, Body: item.Body,
		Own:    s.org.AcceptedDomain(sender.From) != nil,
		Listed: filter.Allows(s.conn.Remote.Addr()),
		Sealed: sender.DMARC != mailauth.Pass && relay.ArcSealers.Holds(s.t.day()) &&
			sender.ARC.Vouches(s.org.ArcConfig.ArcTrustedSealers),
	}
	if from := fromAddress(item); from != "" {
		entry := s.org.Listed(from, s.t.env.Now())
		k.Blocked = entry != nil && entry.Action == relay.ListBlock
		k.Passed = entry != nil && entry.Action == relay.ListAllow
	}
	// What a connector has too is stamped, and filtered all the same (P8.9).
	k.Allowed = k.Listed && connector.ConnectorWith(s.t.env.Tenants(), s.conn.Remote.Addr()) == ""
	if sender.DMARC == mailauth.Fail { // else nobody's policy matters
		k.Honoured = len(fields) > 0 || s.mxIsHere()
	}
	if k.Rejects() && s.allReject() {
		return decisions, reply.DMARCRejected(s.t.day(), sender.From, stamp)
	}
	item.Verdict, d = verdict.Of(k)
	decisions = append(decisions, d)
	honoured := k.Honours()
	item.Header = item.Header.Prepend(append(relay.Header{verdict.Stamp(item.Verdict, origin),
		sender.Field(honoured, item.Verdict.Composite), sender.ReceivedSPF(origin.Hello, s.t.env.Now())}, fields...)...)
	return decisions, relay.Reply{}
}

// vouch asks, of mail that is not judged, what speaks for a foreign sender whose mail the tenant's own servers hand
// over for somebody outside: the relay pool's rule wants to know (P2.26).
func (s *share) vouch(item *relay.MailItem, content []byte) []relay.Decision {
	foreign := func(address string) bool { return s.org.AcceptedDomain(relay.DomainOf(address)) == nil }
	if s.attribution.Connector == "" || s.from == "" || !foreign(s.from) || !relay.RelayPoolRule.Holds(s.t.day()) ||
		!slices.ContainsFunc(s.rcpt, func(r relay.MailRecipient) bool { return foreign(r.Address) }) {
		return nil
	}
	sender, d := mailauth.Judge(mailauth.Message{Client: s.conn.Remote.Addr(), Hello: s.hello, From: s.from,
		Content: content}, s.t.env.Resolver())
	item.Proved = sender.Proved()
	return []relay.Decision{d}
}

// fromAddress is the address in From, or the envelope's sender.
func fromAddress(item *relay.MailItem) string {
	if a, err := mail.ParseAddress(item.Header.Get("From")); err == nil {
		return a.Address
	}
	return item.From
}

// blockedByTenant refuses a message of the tenant's own users that is for somebody whom its Tenant Allow/Block List
// blocks, for all its recipients (P8.10).
func (c *categorizing) blockedByTenant() bool {
	if len(c.org.AllowBlockList) == 0 || c.item.Auth.As != relay.AuthInternal || c.item.Kind != relay.OrdinaryMail {
		return false
	}
	var blocked []string
	for _, r := range c.item.Recipients {
		if x := c.org.Listed(r.Address, c.t.env.Now()); x != nil && x.Action == relay.ListBlock {
			blocked = append(blocked, r.Address)
		}
	}
	if blocked == nil {
		return false
	}
	d := relay.Decision{Question: relay.WhichVerdict, Subject: "<" + c.item.From + ">", Source: "P8.10",
		Because: "the Tenant Allow/Block List blocks " + relay.Some(blocked)}
	for _, a := range blocked {
		d.Candidates = append(d.Candidates, relay.Rejected(a, "Tenant Allow/Block List", "blocked"))
	}
	for _, r := range c.item.Recipients {
		c.refuse(&addressee{MailRecipient: r, item: c.item,
			out: categorizer.Outcome{Decisions: []relay.Decision{d}}}, reply.BlockedByTenantList(blocked))
	}
	return true
}

// believed reports whether cross-premises headers of the message will be promoted: the other side's verdict stands
// then.
func (s *share) believed(item *relay.MailItem) bool {
	how, _ := s.trust("")
	return how.Trust == headers.Trusted && headers.CrossesPremises(item.Header)
}

// inbound is the connector that the share came by, or nil.
func (s *share) inbound() *relay.InboundConnector {
	for _, c := range s.org.InboundConnectors {
		if c.Name == s.attribution.Connector {
			return c
		}
	}
	return nil
}

// toMailbox reports whether somebody of the share has a mailbox here.
func (s *share) toMailbox() bool {
	for _, to := range s.rcpt {
		if r := s.org.Recipient(to.Address); r != nil && r.Type == relay.UserMailbox {
			return true
		}
	}
	return false
}

// mxIsHere reports whether the MX of the recipients' domain is the service; the tenant's own domains under
// onmicrosoft.com have no other (G2.55; that the domain is that of the envelope's recipient is [I]).
func (s *share) mxIsHere() bool {
	domain := strings.ToLower(relay.DomainOf(s.rcpt[0].Address))
	if strings.HasSuffix(domain, ".onmicrosoft.com") {
		return true
	}
	found, err := s.t.env.Resolver().LookupMX(domain)
	if err != nil || len(found) == 0 {
		return false
	}
	for _, mx := range found {
		host := strings.ToLower(strings.TrimSuffix(mx.Host, "."))
		if !strings.HasSuffix(host, ".mail.protection.outlook.com") && !strings.HasSuffix(host, ".mx.microsoft") {
			return false
		}
	}
	return true
}

// filtered does what the verdict says for each recipient: quarantine ends the way, a folder is for delivery.
func (c *categorizing) filtered() bool {
	kept := c.reached[:0]
	for _, a := range c.reached {
		if a.item.Released != "" && a.item.Verdict.Judged() { // G2.46
			a.item = withVerdict(a.item, relay.Verdict{SFV: "SKQ", CAT: "NONE", SCL: -1})
		} else if a.item.Verdict.Judged() {
			p := policiesFor(c.org, a.out.Address, c.t.day())
			v, marked, d := verdict.For(a.item, a.out.Recipient, p)
			a.out.Decisions = append(a.out.Decisions, d)
			if v.Action == relay.ToQuarantine {
				c.hold(a.item, a, quarantineType(v), p.Spam.Name)
				continue
			}
			if a.item = withVerdict(a.item, v); v.ByPolicy {
				a.item.Header = verdict.Restamp(a.item.Header, v, marked)
			}
		}
		kept = append(kept, a)
	}
	c.reached = kept
	return false
}

// policiesFor are the policies that a recipient's mail is under.
func policiesFor(o *relay.Organization, to string, day relay.Era) verdict.Policies {
	spam, rule := categorizer.ContentFilterPolicy(o, to)
	return verdict.Policies{Spam: spam, Rule: rule, Phish: categorizer.AntiPhishPolicy(o, to),
		Own: func(domain string) bool { return o.AcceptedDomain(domain) != nil }, Day: day}
}

// allReject reports whether the policies of all recipients have a message refused that its domain wants rejected: there
// is one answer to the content. Where they differ it is taken, and held for those whose policies reject ([I]).
func (s *share) allReject() bool {
	return !slices.ContainsFunc(s.rcpt, func(r relay.MailRecipient) bool {
		return !policiesFor(s.org, r.Address, s.t.day()).Rejects()
	})
}

// quarantineType is why a verdict puts mail into quarantine.
func quarantineType(v relay.Verdict) relay.QuarantineType {
	switch {
	case v.CAT == verdict.HighConfidencePhish:
		return relay.QuarantineHighConfPhish
	case v.CAT == "SPOOF":
		return relay.QuarantineSpoof
	}
	return relay.QuarantineSpam
}

// withVerdict is a copy of an item with another verdict; itself if that is the same.
func withVerdict(item *relay.MailItem, v relay.Verdict) *relay.MailItem {
	if item.Verdict == v {
		return item
	}
	copied := *item
	copied.Verdict = v
	return &copied
}

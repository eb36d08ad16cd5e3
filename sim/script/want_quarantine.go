package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// quarantineQuery looks at what the tenants hold in quarantine.
type quarantineQuery struct {
	to   string
	toAt mistake.Column
	kind relay.QuarantineType // any, if empty
}

var (
	_ = claims(some, "quarantined", "want quarantined for ADDRESS [: Spam|Phish|HighConfPhish|TransportRule]",
		"A message for this recipient came into the tenant's quarantine since the section began, for this reason, and "+
			"nobody has released it.", parseQuarantine)
	_ = claims(none, "not quarantined", "want not quarantined for ADDRESS",
		"No message for this recipient that came into quarantine since the section began is held there now.",
		parseQuarantine)
)

func parseQuarantine(c *Cursor, j *judgement) (query, error) {
	q := &quarantineQuery{}
	if err := c.Expect("for"); err != nil {
		return nil, err
	}
	q.toAt = c.Here()
	var err error
	if q.to, err = c.address("a recipient's address"); err != nil || j.kind == none || !c.Take(":") {
		return q, err
	}
	kind, err := c.oneOf("a reason for quarantine", relay.QuarantineType("").Values()...)
	q.kind = relay.QuarantineType(kind)
	return q, err
}

func (q *quarantineQuery) look(p *Player, _ judgement) (sights, error) {
	s := sights{nothing: "nothing came into quarantine", absence: "not quarantined"}
	var known []string
	came := map[string]bool{}
	for _, e := range p.EventsSince(p.section, func(e relay.Event) bool { return e.ID == relay.EventQuarantine }) {
		s.event, came[e.NetworkMessageID] = &e, true
	}
	is := false // an address of a tenant, or one that its mail goes to
	for _, name := range p.w.SideNames() {
		side := p.w.Side(name)
		if name.Kind() != relay.Cloud {
			continue
		}
		for _, r := range side.Organization().Recipients {
			known = append(known, r.PrimarySmtpAddress)
		}
		is = is || side.Organization().Recipient(q.to) != nil ||
			side.Organization().AcceptedDomain(relay.DomainOf(q.to)) == nil
		s.list = append(s.list, q.sights(p, name, came)...)
	}
	if !is {
		return sights{}, q.toAt.Errorf(suggest.DidYouMean(q.to, known),
			"the cloud has no recipient %s, so nothing could be held for it", q.to)
	}
	return s, nil
}

// sights are the entries of a tenant for the messages that came since the section began.
func (q *quarantineQuery) sights(p *Player, tenant relay.Side, came map[string]bool) (list []sight) {
	side := p.w.Side(tenant)
	for _, held := range side.Quarantine() {
		if network, _, _ := strings.Cut(held.Identity, `\`); !came[network] {
			continue
		}
		same := relay.SameAddress(held.RecipientAddress, q.to)
		if r := side.Organization().Recipient(q.to); r != nil {
			same = same || r.HasAddress(held.RecipientAddress)
		}
		list = append(list, sight{
			says: fmt.Sprintf("%s for %s, by %s: %s", held.Type, held.RecipientAddress, held.PolicyName,
				held.ReleaseStatus),
			fits:  same && held.ReleaseStatus == relay.NotReleased && (q.kind == "" || q.kind == held.Type),
			brief: "in quarantine: " + string(held.Type),
		})
	}
	return list
}

package transport

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// outward is whom outside a tenant has written to within the last day: the two limits of the service count them (P5.3,
// G2.155). What is sent out and back again, as by on-premises, counts once (P10.13).
type outward struct {
	all, initial []time.Time          // when, the oldest first; initial: by senders under onmicrosoft.com
	seen         map[string]time.Time // message and recipient
}

// forget drops what was sent more than a day ago.
func (o *outward) forget(now time.Time) {
	old := func(at time.Time) bool { return now.Sub(at) >= 24*time.Hour }
	if len(o.all) == 0 || !old(o.all[0]) {
		return
	}
	o.all, o.initial = slices.DeleteFunc(o.all, old), slices.DeleteFunc(o.initial, old)
	for key, at := range o.seen {
		if old(at) {
			delete(o.seen, key)
		}
	}
}

// withinDay counts a recipient outside the tenant, unless the tenant has written to as many within 24 hours as it may;
// then it refuses. from is the envelope sender with which the message leaves. Reports, automatic replies and journal
// reports are not counted, nor are recipients in accepted domains, wherever they are [D] TERRL.
func (c *categorizing) withinDay(item *relay.MailItem, from, to string) (relay.Reply, relay.Decision) {
	t, now := c.t, c.t.env.Now()
	if item.Kind != relay.OrdinaryMail || c.org.AcceptedDomain(relay.DomainOf(to)) != nil {
		return relay.Reply{}, relay.Decision{}
	}
	key := item.Header.Get("Message-ID") + " " + strings.ToLower(to)
	t.outward.forget(now)
	if _, again := t.outward.seen[key]; again {
		return relay.Reply{}, relay.Decision{}
	}
	initial := from != "" && strings.HasSuffix(strings.ToLower(from), ".onmicrosoft.com")
	if refusal, d := c.overRate(initial, to, now); !refusal.IsZero() {
		return refusal, d
	}
	t.outward.all = append(t.outward.all, now)
	if initial {
		t.outward.initial = append(t.outward.initial, now)
	}
	if t.outward.seen == nil {
		t.outward.seen = map[string]time.Time{}
	}
	t.outward.seen[key] = now
	return relay.Reply{}, relay.Decision{}
}

// overRate holds what was counted against both limits. The decision has both.
func (c *categorizing) overRate(initial bool, to string, now time.Time) (refusal relay.Reply, d relay.Decision) {
	d = relay.Decision{Question: relay.WithinLimits, Subject: to, Source: "P5.3, G2.152, G2.155"}
	weigh := func(name string, rate relay.Rate, holds bool, why string, sent int, over relay.Reply) {
		property := fmt.Sprintf("%d external recipients in 24 hours, %s", rate.Limit, rate.Property)
		switch {
		case !holds:
			d.Candidates = append(d.Candidates, relay.Candidate{Name: name, Property: property, Why: why})
		case sent < rate.Limit:
			d.Candidates = append(d.Candidates, relay.Fitting(name, property, fmt.Sprintf("%d so far", sent)))
		default:
			d.Candidates = append(d.Candidates, relay.Rejected(name, property, fmt.Sprintf("%d so far", sent)))
			if refusal.IsZero() {
				refusal = over
				d.Because = fmt.Sprintf("the tenant has written to %d external recipients within 24 hours, "+
					"and %s lets it write to %d", sent, name, rate.Limit)
			}
		}
	}
	rate, holds := c.org.ExternalRate(now)
	weigh("the tenant's limit", rate, holds, "the service has no such limit yet", len(c.t.outward.all),
		reply.ExternalRecipients(c.org.Plan.Trial))
	rate, holds = c.org.InitialDomainRate(now)
	why := "the service has no such limit yet"
	if !initial {
		holds, why = false, "the sender is not in an onmicrosoft.com domain"
	}
	weigh("the limit for onmicrosoft.com senders", rate, holds, why, len(c.t.outward.initial),
		reply.InitialDomainRecipients())
	return refusal, d
}

package transport

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// way is where mail for a domain goes and by which connector.
type way struct {
	kind      relay.DeliveryType
	connector string // empty: by MX without one (cloud)
	hop       relay.NextHop
	near      int    // how many of the hop's smart hosts go before the others
	label     string // what a queue viewer calls the hop; empty: its name
}

// key tells queues apart: the cloud is many servers and each message waits on its own, so that one message's bad luck
// with an address does not hold up the next (R4.17); an on-premises server has one queue for a next hop (NC4).
func (w way) key(side relay.Side, item *relay.MailItem) string {
	key := fmt.Sprintf("%s|%s|%s|%s", w.kind, w.connector, cmp.Or(w.label, w.hop.Domain),
		strings.Join(w.hop.SmartHosts, ","))
	if side.Kind() == relay.Cloud {
		key += fmt.Sprintf("|%d", item.InternalID)
	}
	return key
}

// route finds the way for a recipient that is elsewhere and queues the message there.
func (t *Transport) route(item *relay.MailItem, r relay.MailRecipient, decisions []relay.Decision) {
	domain := relay.DomainOf(r.Address)
	w, found := t.findWay(item, domain)
	decisions = append(slices.Clip(decisions), found...)
	if w.kind == relay.QueueUnreachable && t.onlyTooLarge(domain) {
		t.fail(item, []failure{{recipient: r, reply: reply.RouteSizeLimit(), source: "ROUTING", ended: relay.Failed,
			decisions: decisions}})
		return
	}
	t.enqueue(item, r, w, decisions)
}

// leave queues what leaves the cloud, with the envelope sender that a forwarded copy has there.
func (t *Transport) leave(item *relay.MailItem, from string, r relay.MailRecipient, w way,
	decisions []relay.Decision) {
	if from != item.From {
		copied := *item
		copied.From, item = from, &copied
	}
	t.enqueue(item, r, w, decisions)
}

// inPool is a copy of an item that leaves from other hosts; itself if those are the same.
func inPool(item *relay.MailItem, pool relay.Pool) *relay.MailItem {
	if item.Pool == pool {
		return item
	}
	copied := *item
	copied.Pool = pool
	return &copied
}

// outbound is a connector of the cloud by name, or nil.
func (t *Transport) outbound(name string) *relay.OutboundConnector {
	for _, c := range t.org().OutboundConnectors {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// onlyTooLarge reports whether some connector would take mail for the domain if it were smaller: such mail is reported
// at once instead of waiting for a route (CSEL step 5 [D]; the reply is G2.87).
func (t *Transport) onlyTooLarge(domain string) bool {
	c, _ := connector.ChooseSend(t.org(), domain, 0)
	return c != nil
}

func (t *Transport) findWay(item *relay.MailItem, domain string) (way, []relay.Decision) {
	c, d := connector.ChooseSendAt(t.org(), t.name, domain, contentSize(item))
	if c == nil {
		return way{kind: relay.QueueUnreachable}, []relay.Decision{d}
	}
	if w, relays, elsewhere := t.toSourceServer(c); elsewhere {
		return w, []relay.Decision{d, relays}
	}
	w := way{kind: relay.DnsConnectorDelivery, connector: c.Name,
		hop: relay.NextHop{Domain: domain, Port: uint16(c.Port)}}
	if !c.DNSRoutingEnabled {
		w.kind, w.hop.SmartHosts = relay.SmartHostConnectorDelivery, c.SmartHosts
	}
	return w, []relay.Decision{d}
}

// leaving is the copy for a recipient as the way out of the cloud looks at it.
func (a *addressee) leaving(domain string) connector.Leaving {
	return connector.Leaving{Kind: a.item.Kind, Whose: a.item.Attribution, Domain: domain, Rule: a.rule, Via: a.via}
}

// through is the way that the cloud's answer means.
func (t *Transport) through(out connector.Way, domain string) way {
	if out.Connector == nil {
		return byMX(domain)
	}
	return t.throughConnector(out.Connector, domain)
}

func byMX(domain string) way {
	return way{kind: relay.DnsConnectorDelivery, hop: relay.NextHop{Domain: domain, Port: 25}}
}

func (t *Transport) throughConnector(c *relay.OutboundConnector, domain string) way {
	w := way{kind: relay.DnsConnectorDelivery, connector: c.Name, hop: relay.NextHop{Domain: domain, Port: 25}}
	if !c.UseMXRecord {
		w.kind, w.hop.SmartHosts = relay.SmartHostConnectorDelivery, c.SmartHosts
	}
	return w
}

package diagnose

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// byClients are the letter as the client of a session in the evidence gives it to the server: it may have no mailbox
// anywhere. A server that the public meets by another name, or behind something, is met there, too.
func (d *search) byClients(l letter) []letter {
	if _, err := d.world.Sender(l.from, ""); err == nil {
		return []letter{l}
	}
	var list []letter
	for _, t := range d.symptom.talks {
		source := d.addressOf(t)
		if !t.receives || !source.IsValid() {
			continue
		}
		l.source, l.relays = source.String(), d.strange(l.from) && d.strange(l.to)
		server, _, _ := strings.Cut(t.connector, `\`)
		for _, name := range append(d.publicNames(), server) {
			l.server = name
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return []letter{l}
	}
	return list
}

// addressOf is a client's: of the host that it says it is, else the one that the server saw.
func (d *search) addressOf(t *talk) netip.Addr {
	if h := d.world.Net.Host(t.helo); h != nil && d.world.Host(t.helo) != nil && len(h.Addrs()) > 0 {
		return h.Addrs()[0]
	}
	if at, err := netip.ParseAddrPort(t.remote); err == nil {
		return at.Addr()
	}
	at, _ := netip.ParseAddr(t.remote)
	return at
}

// strange reports whether an address is in no domain of an organization. That of everybody is nobody's.
func (d *search) strange(address string) bool {
	return !slices.ContainsFunc(d.world.Organizations(), func(o *relay.Organization) bool {
		a := o.AcceptedDomain(relay.DomainOf(address))
		return a != nil && a.DomainName != "*"
	})
}

// publicNames are those by which the service finds on-premises.
func (d *search) publicNames() (list []string) {
	for _, o := range d.world.Organizations() {
		for _, c := range o.OutboundConnectors {
			for _, host := range c.SmartHosts {
				_, err := d.world.Destination(host)
				if err == nil && !reply.IsService(host) && !slices.Contains(list, host) {
					list = append(list, host)
				}
			}
		}
	}
	return list
}

// newcomers are the addresses of the evidence that nobody has: where mail for them is, somebody made them.
func (d *search) newcomers() (list []string) {
	add := func(addresses ...string) {
		for _, a := range addresses {
			if strings.Contains(a, "@") && !d.anybody(a) && !slices.Contains(list, a) {
				list = append(list, a)
			}
		}
	}
	add(strings.Split(d.o.To, ",")...)
	for _, s := range d.evidence() {
		_, to := s.People()
		add(strings.Split(to, ",")...)
		for _, p := range s.passages {
			add(p.recipients...)
		}
	}
	return list
}

// othersFail looks for what is wrong where the evidence is of a message that arrives as it should: others write to the
// same recipient, and theirs does not. What cures that is told.
func (d *search) othersFail(r *Report, p *asConfigured) error {
	var letters []letter
	for i := range d.flows.Flows {
		l, ok := d.letterOf(&d.flows.Flows[i])
		l = letter{from: l.from, to: p.to, lines: l.lines}
		if ok && l.from != p.from && !slices.Contains(letters, l) {
			letters = append(letters, l)
		}
	}
	for _, l := range letters {
		v := d.play(l)
		if v == nil || len(v.ends) == 0 || v.arrives() {
			continue
		}
		r.Leads = append(r.Leads, Lead{"message", l.from, "the message of the evidence arrives as configured, and " +
			"one from " + l.from + " to " + l.to + " does not: " + v.ends[0].Outcome.String()})
		d.symptom = &Symptom{Text: d.symptom.Text, Words: []Word{Lost}}
		return d.cures(r, &asConfigured{letter: l, seen: v, fit: 1})
	}
	return nil
}

// firstHop is who gave a message to the first server that wrote of it.
var firstHop = regexp.MustCompile(`(?i)^\s*from (\S+)\s+\(\[?([0-9A-Fa-f.:]+)\]?\)`)

// forged are the message as a client gives it to the service that is not the sender's host, where the evidence is a
// report of such a message: reports to those who never wrote are what is complained of.
func (d *search) forged(from string, recipients []string, f *form) (list []letter) {
	own := d.world.HostOf(from)
	if own == nil || d.symptom.Scrap == nil || d.symptom.Scrap.Report == nil {
		return nil
	}
	var hop []string
	for _, h := range d.symptom.Scrap.Report.Original {
		if strings.EqualFold(h.Name, "Received") {
			hop = firstHop.FindStringSubmatch(folded.ReplaceAllString(h.Value, " "))
		}
	}
	if hop == nil || strings.EqualFold(hop[1], own.Name) {
		return nil
	}
	a, err := netip.ParseAddr(hop[2])
	at := d.world.Net.HostAt(a)
	if err != nil || at != nil && (at.Name() == own.Name || d.world.Host(at.Name()) == nil) {
		return nil
	}
	d.noted = append(d.noted, Lead{"sender", from, fmt.Sprintf("the message came from %s [%s], and not from %s, where "+
		"%s is: its sender may be forged, and the report goes to somebody who never wrote", hop[1], a, own.Name, from)})
	for _, to := range recipients {
		list = append(list, letter{from: from, to: to, source: a.String(), form: f, forged: true})
	}
	return list
}

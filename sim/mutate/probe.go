package mutate

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// probe is something that somebody does in order to see what becomes of it.
type probe struct {
	setup []string // what the world needs for it
	acts  []string
	file  string // that it sends; empty: none
	text  string // of that file
	// subject of what it sends
	subject string
}

// large is more than small limits let pass.
const large = "100KB"

// probes are the letters that can tell something about a world: to everybody from each side and from outside, from
// everybody, to nobody in each domain, large ones, those that are answered, and what devices and strangers try.
func probes(w *sim.World) []probe {
	p := &prober{w: w, seen: map[string]bool{}}
	p.cast()
	p.people()
	p.nobody()
	p.several()
	p.answers()
	p.strangers()
	return p.list
}

// prober writes probes.
type prober struct {
	w       *sim.World
	list    []probe
	seen    map[string]bool
	inside  []string // a mailbox of each organization
	outside string   // a mailbox on the Internet
	host    string   // that has it
}

// cast chooses who writes.
func (p *prober) cast() {
	for _, side := range p.w.SideNames() {
		for _, r := range p.w.Side(side).Organization().Recipients {
			if r.Type == relay.UserMailbox && r.TakesAllMail() && !p.twice(r.PrimarySmtpAddress) {
				p.inside = append(p.inside, r.PrimarySmtpAddress)
				break
			}
		}
	}
	for _, h := range p.w.Hosts() {
		if list := h.Mailboxes(); len(list) > 0 && p.outside == "" {
			p.outside, p.host = list[0], h.Name
		}
	}
}

// twice reports whether an address has a mailbox in several places, so that a line cannot say whose it is.
func (p *prober) twice(address string) bool {
	n := 0
	for _, m := range p.w.Mailboxes() {
		if relay.SameAddress(m.Address, address) {
			n++
		}
	}
	return n != 1
}

// letter adds a letter, once.
func (p *prober) letter(from, to, size string, setup ...string) {
	p.sent(from, to, size, "", "", setup...)
}

func (p *prober) sent(from, to, size, head, body string, setup ...string) {
	key := strings.ToLower(from + " " + to + " " + size + strings.Join(setup, "\n") + head)
	if from == "" || to == "" || strings.EqualFold(from, to) || p.seen[key] {
		return
	}
	p.seen[key] = true
	file, subject := fmt.Sprintf("letter%d.eml", len(p.list)+1), fmt.Sprintf("Letter %d", len(p.list)+1)
	line := from + "> send " + file
	if size != "" {
		line += " of " + size
	}
	if body == "" {
		body = "Lunch at noon?\n"
	}
	p.list = append(p.list, probe{setup: setup, acts: []string{line + " to " + to}, file: file,
		text:    fmt.Sprintf("From: <%s>\nTo: <%s>\nSubject: %s\n%s\n%s", from, to, subject, head, body),
		subject: subject})
}

func (p *prober) people() {
	for _, side := range p.w.SideNames() {
		for _, r := range p.w.Side(side).Organization().Recipients {
			for _, from := range append(slices.Clone(p.inside), p.outside) {
				p.letter(from, r.PrimarySmtpAddress, "")
			}
			p.letter(p.outside, r.PrimarySmtpAddress, large)
			for _, from := range p.inside {
				p.letter(from, r.PrimarySmtpAddress, large)
			}
			for _, a := range r.EmailAddresses {
				p.letter(p.outside, a, "")
			}
			if r.Type == relay.UserMailbox && !p.twice(r.PrimarySmtpAddress) {
				for _, to := range append(slices.Clone(p.inside), p.outside) {
					p.letter(r.PrimarySmtpAddress, to, large)
				}
			}
		}
	}
	for _, h := range p.w.Hosts() {
		for _, a := range h.Mailboxes() {
			for _, from := range p.inside {
				p.letter(from, a, "")
			}
		}
	}
}

// nobody writes to somebody who is nowhere, in each domain.
func (p *prober) nobody() {
	for _, side := range p.w.SideNames() {
		for _, d := range p.w.Side(side).Organization().AcceptedDomains {
			name := strings.TrimPrefix(d.DomainName, "*.")
			for _, from := range append(slices.Clone(p.inside), p.outside) {
				p.letter(from, "nobody@"+name, "")
			}
		}
	}
}

// several writes to more than one.
func (p *prober) several() {
	if len(p.inside) > 1 && p.outside != "" {
		p.letter(p.inside[0], strings.Join(p.inside[1:], ", ")+", "+p.outside, "")
		p.letter(p.outside, strings.Join(p.inside, ", "), "")
	}
}

const votes = "MIME-Version: 1.0\nX-MS-TNEF-Correlator: <votes@letters.hybridsim.invalid>\n" +
	"Content-Type: multipart/mixed; boundary=\"part\"\n"

const voting = "--part\nContent-Type: text/plain\n\nPlease vote.\n--part\nContent-Type: application/ms-tnef; " +
	"name=\"winmail.dat\"\nContent-Transfer-Encoding: base64\n\neJ8+IgAA\n--part--\n"

// answers are letters to somebody who answers by himself or passes mail on, and letters that carry more than text.
func (p *prober) answers() {
	all := append(slices.Clone(p.inside), p.outside)
	for i, to := range p.inside {
		side := p.sideOf(to)
		absent := fmt.Sprintf("%s> Set-MailboxAutoReplyConfiguration %s -AutoReplyState Enabled -ExternalAudience All "+
			"-InternalMessage inside -ExternalMessage outside", side, to)
		onward := fmt.Sprintf("%s> Set-Mailbox %s -ForwardingSmtpAddress %s -DeliverToMailboxAndForward $true", side,
			to, p.outside)
		for _, from := range all {
			p.letter(from, to, "", absent)
			p.sent(from, to, "", votes, voting)
		}
		if p.outside != "" {
			p.letter(all[(i+1)%len(all)], to, "", onward)
		}
	}
}

func (p *prober) sideOf(address string) relay.Side {
	for _, m := range p.w.Mailboxes() {
		if relay.SameAddress(m.Address, address) {
			return relay.Side(m.At)
		}
	}
	return relay.OnPremises
}

// strangers talk by hand: a device in the addresses of each connector, one beside them, and a stranger at every server
// and at the service's front doors.
func (p *prober) strangers() {
	if p.outside == "" || len(p.inside) == 0 {
		return
	}
	for _, side := range p.w.Sides() {
		o := side.Organization()
		if o.InCloud() {
			p.atService(side, p.mailboxIn(side.Name))
			continue
		}
		for _, s := range o.Servers {
			p.talk(stranger, s.Fqdn, 25, "someone@stranger.example", p.outside)
			p.talk(stranger, s.Fqdn, 25, "someone@stranger.example", p.inside[0])
		}
		for _, c := range o.ReceiveConnectors {
			if server := o.Server(c.Server); c.Enabled && server != nil && len(c.Bindings) > 0 {
				p.devices(c, server.Fqdn)
			}
		}
	}
}

// atService speaks for whom the inbound connectors of a tenant name, and for one of its own people.
func (p *prober) atService(side *sim.Side, to string) {
	for _, c := range side.Organization().InboundConnectors {
		for _, d := range c.SenderDomains {
			p.talk(stranger, side.FrontDoorName(), 25, "someone@"+strings.TrimPrefix(d.Domain, "*."), to)
		}
	}
	p.talk(stranger, side.FrontDoorName(), 25, to, to)
}

// devices talk from the addresses of a connector, and from beside them.
func (p *prober) devices(c *relay.ReceiveConnector, server string) {
	from := "device@" + relay.DomainOf(p.inside[0])
	for _, r := range c.RemoteIPRanges {
		if a := r.First; a.Is4() && a.IsPrivate() && p.w.Net.HostAt(a) == nil {
			p.talk(a, server, int(c.Bindings[0].Port()), from, p.outside)
			p.talk(r.Last.Next(), server, int(c.Bindings[0].Port()), from, p.outside)
		}
	}
}

var stranger = netip.MustParseAddr("198.51.100.199")

func (p *prober) mailboxIn(side relay.Side) string {
	for _, a := range p.inside {
		if p.sideOf(a) == side {
			return a
		}
	}
	return p.inside[0]
}

// talk is a conversation by hand from an address.
func (p *prober) talk(a netip.Addr, to string, port int, from, rcpt string) {
	if from == "" || rcpt == "" || !a.IsValid() || strings.Contains(from, "*") {
		return
	}
	host := "client-" + strings.NewReplacer(".", "-", ":", "-").Replace(a.String()) + ".example"
	if port != 25 {
		to = fmt.Sprintf("%s:%d", to, port)
	}
	line := fmt.Sprintf("%s> talk to %s: EHLO %s; MAIL FROM:<%s>; RCPT TO:<%s>; QUIT", host, to, host, from, rcpt)
	if p.seen[line] {
		return
	}
	p.seen[line] = true
	p.list = append(p.list, probe{setup: []string{fmt.Sprintf("net> host %s %s", host, a)}, acts: []string{line}})
}

// play plays a probe on a world, which it takes over: the player looks at it, and the caller closes it.
func (p *probe) play(w *sim.World, shared []string) (*seen, error) {
	player := script.On(w, map[string][]byte{p.file: []byte(p.text)})
	do := func(lines []string) error {
		for i, line := range lines {
			step, err := script.ParseAct("probe", i+1, line)
			if err == nil {
				err = player.Perform(step)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := do(append(slices.Clone(shared), p.setup...)); err != nil {
		w.Close()
		return nil, err
	}
	player.Begin()
	s := begin(player)
	if err := do(p.acts); err != nil {
		w.Close()
		return nil, err
	}
	s.look()
	return s, nil
}

package diagnose

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay/reply"
	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
)

// letter is a message that may show the symptom.
type letter struct {
	from, to string
	source   string // address of the client that sends it; empty: the sender's mailbox does
	server   string // that the client gives it to
	user     string // mailbox that the client logs on with; empty: it does not
	lines    string // typed before it is sent: somebody is absent
	turn     int    // whose turn it is among servers, smart hosts and addresses
	through  string // the server that mail from outside meets; empty: as it comes
	content  string // of its own, where nothing is said of its form; empty: a few words
	tests    string // a connector that is tested in its place, behind its side's prompt
	relays   bool   // it is of a stranger to a stranger, by way of a server: who refuses it is right
	asFlow   bool   // it is a flow of check, and ends as in a healthy hybrid
	way      bool   // it is a flow of check that arrives by another way than the configured one
	form     *form  // what it is like; nil: a few words
	forged   bool   // its sender never wrote it: what he hears of it is too much
}

// letters are the messages that may show the symptom: what was said, what the evidence says, or the flows of check.
func (d *search) letters() (list []letter, told bool, err error) {
	if v := d.symptom.validation; v != nil {
		if list = d.tests(v); len(list) == 0 {
			return nil, false, mistake.New("give the configuration that it was typed at",
				"there is no outbound connector %s", v.connector)
		}
		return list, true, nil
	}
	from, to := d.o.From, d.o.To
	for _, s := range d.evidence() {
		f, t := s.People()
		from, to = cmp.Or(from, f), cmp.Or(to, t)
	}
	if from != "" && to != "" {
		if from == "<>" {
			from = ""
		}
		list = d.ofFlows(func(l letter) bool { return strings.EqualFold(from, l.from) && strings.EqualFold(to, l.to) })
		return slices.Concat(d.logons(from, to), d.meant(from, to), d.troubled(list)), true, nil
	}
	list = slices.Concat(d.logons(from, to), d.toBoth(from, to), d.ofFlows(func(l letter) bool {
		return (from == "" || strings.EqualFold(from, l.from)) && (to == "" || strings.EqualFold(to, l.to))
	}))
	if len(list) == 0 {
		return nil, false, mistake.New("add --from ADDRESS --to ADDRESS", "it is not known which message is meant")
	}
	return list, false, nil
}

// meant are the message that is meant in what form the evidence has it, and of a few words: what is said there may be
// what was made of it on its way.
func (d *search) meant(from, to string) (list []letter) {
	f, signed := d.asSigned(d.symptom.returned())
	recipients := []string{to}
	if d.o.To == "" {
		recipients = d.symptom.addressed(d.anybody)
	}
	if sender, recipient := d.symptom.journaled(); sender != "" {
		from, recipients, f, signed = sender, []string{recipient}, nil, false
	}
	if by := d.symptom.forwarded(); by != "" && d.anybody(by) { // what the rule made is another message
		recipients, f, signed = []string{by}, nil, false
	}
	if f != nil {
		for _, to := range recipients {
			list = append(list, d.byClients(d.prepared(letter{from: from, to: to, form: f}))...)
		}
	}
	if !signed {
		for _, to := range recipients {
			list = append(list, d.byClients(d.prepared(letter{from: from, to: to}))...)
		}
	}
	return append(list, d.forged(from, recipients, f)...)
}

// added reports whether somebody of a letter was added for the check.
func (l letter) added() bool { return check.IsProbe(l.from) || check.IsProbe(l.to) }

// ofFlows are the messages of the flows of check that suit, each once. Those of people who are in the configuration
// come first.
func (d *search) ofFlows(suits func(letter) bool) (list []letter) {
	seen := map[letter]bool{}
	for i := range d.flows.Flows {
		l, ok := d.letterOf(&d.flows.Flows[i])
		if !ok || !suits(l) || seen[l] {
			continue
		}
		seen[l] = true
		list = append(list, l)
	}
	people := slices.DeleteFunc(slices.Clone(list), letter.added)
	return append(people, slices.DeleteFunc(list, func(l letter) bool { return !l.added() })...)
}

// troubled are the messages with which something is wrong that a message by itself does not show: it goes another way
// than the configured one, or one of the servers that it may meet makes something else of it.
func (d *search) troubled(list []letter) []letter {
	return slices.DeleteFunc(list, func(l letter) bool { return l.asFlow || !l.way && l.through == "" })
}

// letterOf is the message of a flow, if it can be sent by itself: a client needs no more than its address. Whoever was
// added for the check is added to the letter's world, too.
func (d *search) letterOf(f *check.Result) (letter, bool) {
	l := letter{from: f.From, to: f.To, asFlow: f.OK && !d.unlikeOthers(f),
		way: slices.Contains(otherWays, f.Outcome.Kind)}
	if f.Guard || l.from == "" || l.from == "<>" || l.to == "" {
		return l, false
	}
	for _, s := range f.Servers {
		if s.Outcome.String() == f.Outcome.String() {
			l.through = s.Server // that makes the worst of it
			break
		}
	}
	if l.added() {
		l.lines = strings.Join(d.flows.ProbeLines(f), "\n")
		if l.lines == "" {
			return l, false
		}
	}
	if a := f.Asked; a != nil {
		if a.Source == "" || a.Via != check.ViaOnPremises || a.Certificate != "" {
			return l, false
		}
		l.source, l.server = a.Source, a.Server
	}
	return d.prepared(l), true
}

// otherWays are the outcomes of mail that arrives by another way than the configured one.
var otherWays = []check.Kind{check.PastOnPremises, check.OverOnPremises, check.AnotherWay}

// unlikeOthers reports whether mail of a flow does not arrive, although that of the same flow in another domain of the
// organization does: a domain that is not like the others may be so by intention, and may not.
func (d *search) unlikeOthers(f *check.Result) bool {
	return !f.Outcome.Kind.Arrives() && slices.ContainsFunc(d.flows.Flows, func(o check.Result) bool {
		return o.Bare() == f.Bare() && o.Domain != f.Domain && o.Asked == nil && f.Asked == nil && o.OK &&
			o.Outcome.Kind.Arrives()
	})
}

// toBoth is a message to a mailbox of each side, where only some of the recipients have it.
func (d *search) toBoth(from, to string) []letter {
	if !d.symptom.has(OnlyMembers) || to != "" {
		return nil
	}
	between, ok := d.flow("cloud-to-onprem")
	outside, sent := d.flow("internet-to-cloud")
	if from = cmp.Or(from, outside.from); !ok || !sent && from == "" {
		return nil
	}
	return []letter{{from: from, to: between.from + "," + between.to, asFlow: true}}
}

// flow is the message of a flow of check.
func (d *search) flow(id string) (letter, bool) {
	for i := range d.flows.Flows {
		if d.flows.Flows[i].Flow == id {
			return d.letterOf(&d.flows.Flows[i])
		}
	}
	return letter{}, false
}

// prepared is the letter with its recipient out of office, where it is the reply that does not come.
func (d *search) prepared(l letter) letter {
	l.content = d.symptom.content(l)
	if !d.symptom.has(NoReply) {
		return l
	}
	for _, name := range d.world.SideNames() {
		if d.world.Side(name).Holds(l.to) {
			absent := fmt.Sprintf("%s> Set-MailboxAutoReplyConfiguration %s -AutoReplyState Enabled -ExternalAudience "+
				"All -InternalMessage Away -ExternalMessage Away", name, l.to)
			l.lines = strings.TrimPrefix(l.lines+"\n"+absent, "\n")
		}
	}
	return l
}

// check is the letter as it is sent.
func (l letter) check() check.Letter {
	c := check.Letter{From: l.from, To: strings.Split(l.to, ","), Server: l.server, User: l.user, Turn: l.turn,
		Through: l.through, Content: []byte(l.content)}
	c.Source, _ = netip.ParseAddr(l.source)
	if l.form != nil {
		l.form.letter(&c)
	}
	return c
}

// canShow reports whether a message could show the symptom if something else were wrong: it does not yet, and what
// would be lost is there.
func (d *search) canShow(p *asConfigured) bool {
	v := p.seen
	if d.told {
		return true
	}
	able := p.fit < enough && v.arrives()
	for _, w := range d.symptom.Words {
		switch w {
		case External:
			able = able && v.some(check.DeliveredInternal)
		case NotThrough:
			able = able && v.through(d.symptom.Host)
		case NoSession:
			able = able && v.meets(d.symptom.Host)
		case Absent:
			able = able && v.has(d.symptom.Header)
		case NoReply:
			able = able && v.answered
		case OnlyMembers:
			able = able && len(v.ends) > 1
		}
	}
	return able
}

// turns are the letter as it comes, and as it goes when it is another's turn: a server's, smart host's, address's.
func (d *search) turns(l letter) []letter {
	list := []letter{l}
	for n := 1; n < d.world.Turns(); n++ {
		l.turn = n
		list = append(list, l)
	}
	return list
}

// others are the servers that a message meets in its turn, and the addresses that it leaves from, which are not those
// that it has as it comes.
func (p *asConfigured) others(first *asConfigured) (list []string) {
	had := first.seen.met()
	return slices.DeleteFunc(p.seen.met(), func(name string) bool { return slices.Contains(had, name) })
}

// near is how much of what the evidence names a message met as configured: the likelier it is the one that is meant.
func (s *Symptom) near(p *asConfigured) (n int) {
	if s.Scrap == nil {
		return 0
	}
	for i := range s.Scrap.Cases {
		c := &s.Scrap.Cases[i]
		for _, host := range []string{c.Writer, c.RefusedBy, c.Host} {
			switch {
			case host == "":
			case p.seen.through(host), reply.IsService(host) && p.seen.inCloud:
				n++
			}
		}
		if c.Client != "" && strings.Trim(c.Client, "[]") == p.source {
			n += 2
		}
	}
	return n
}

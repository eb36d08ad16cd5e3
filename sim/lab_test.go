package sim_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/scenarios"
	"hybridsim/sim"
	typed "hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

// The people of the bases: alice in the cloud, bob on-premises, erin at mx.fabrikam.com on the Internet.
const (
	alice  = "alice@contoso.com"
	bob    = "bob@contoso.com"
	erin   = "erin@fabrikam.com"
	nobody = "nobody@contoso.com"

	frontDoor = "SIM1EUR01FT001.mail.protection.outlook.com" // in 2017
	doorToday = "SIM1EPF00000001.mail.protection.outlook.com"
)

var bothSides = []relay.Side{relay.OnPremises, relay.Cloud}

// lab is a base's world with short ways to use it; what fails ends the test.
type lab struct {
	*sim.World
	tb    testing.TB
	start time.Time
	sent  int
}

// newLab builds the world of a base, with its header changed, for the time of the test.
func newLab(tb testing.TB, base string, changes ...func(*story.Headers)) *lab {
	tb.Helper()
	l := openLab(tb, base, changes...)
	tb.Cleanup(l.Close)
	return l
}

// openLab is newLab for a caller that closes the world.
func openLab(tb testing.TB, base string, changes ...func(*story.Headers)) *lab {
	tb.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base(base)
	if err != nil {
		tb.Fatal(err)
	}
	for _, change := range changes {
		change(&s.Headers)
	}
	w, err := s.World()
	if err != nil {
		tb.Fatal(err)
	}
	return &lab{World: w, tb: tb, start: w.Clock.Now()}
}

func era(e relay.Era) func(*story.Headers)         { return func(h *story.Headers) { h.Era = e } }
func product(p relay.Product) func(*story.Headers) { return func(h *story.Headers) { h.Product = p } }

func (l *lab) must(err error) {
	l.tb.Helper()
	if err != nil {
		l.tb.Fatal(err)
	}
}

func (l *lab) admin(side relay.Side, line string) string {
	l.tb.Helper()
	output, err := l.Run(side, line)
	if err != nil {
		l.tb.Fatalf("%s> %s: %v", side, line, err)
	}
	return output
}

// queue puts a user's message into the system and does no work; it returns the Message-ID.
func (l *lab) queue(from string, to ...string) string {
	l.sent++
	id := fmt.Sprintf("<%d@test.invalid>", l.sent)
	content := fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nSubject: Hello\r\nMessage-ID: %s\r\n\r\nLunch at noon?\r\n", from, to[0], id)
	if h := l.HostOf(from); h != nil {
		h.Send(from, to, content)
		return id
	}
	for _, side := range bothSides {
		if r := l.Side(side).Organization().Recipient(from); r != nil && r.Type == relay.UserMailbox {
			l.Submit(side, from, to, content)
			return id
		}
	}
	l.tb.Fatalf("%s has no mailbox", from)
	return ""
}

// post queues a message and does all work that is due.
func (l *lab) post(from string, to ...string) string {
	l.tb.Helper()
	id := l.queue(from, to...)
	l.must(l.Settle())
	return id
}

func (l *lab) wait(d time.Duration) {
	l.tb.Helper()
	l.must(l.Wait(d))
}

// arrived is a message in a mailbox.
type arrived struct {
	header  relay.Header
	content []byte
	after   time.Duration // since the lab began
	report  *dsn.Report   // when it is one
}

// inbox is what came to an address, wherever its mailbox is.
func (l *lab) inbox(address string) (list []arrived) {
	add := func(content []byte, at time.Time) {
		a := arrived{content: content, after: at.Sub(l.start)}
		a.header, _ = relay.SplitMessage(content)
		a.report, _ = dsn.Read(content)
		list = append(list, a)
	}
	for _, side := range bothSides {
		for _, d := range l.Side(side).Mailbox(address) {
			add(d.Content(), d.Time)
		}
	}
	for _, h := range l.Hosts() {
		for _, m := range h.Mailbox(address) {
			add(m.Content, m.Time)
		}
	}
	return list
}

// mail is the inbox without reports.
func (l *lab) mail(address string) (list []arrived) {
	for _, a := range l.inbox(address) {
		if a.report == nil {
			list = append(list, a)
		}
	}
	return list
}

// reports are the delivery reports that an address got.
func (l *lab) reports(address string, action dsn.Action) (list []arrived) {
	for _, a := range l.inbox(address) {
		if a.report != nil && a.report.Action == action {
			list = append(list, a)
		}
	}
	return list
}

// oneMail is the only message in a mailbox.
func (l *lab) oneMail(address string) arrived {
	l.tb.Helper()
	list := l.mail(address)
	if len(list) != 1 {
		l.tb.Fatalf("%s has %d messages, want one; what happened:\n%s", address, len(list), l.lately())
	}
	return list[0]
}

// oneNDR is the only failure report in a mailbox, about one recipient.
func (l *lab) oneNDR(address string) (arrived, dsn.Recipient) {
	l.tb.Helper()
	list := l.reports(address, dsn.Failed)
	if len(list) != 1 || len(list[0].report.Recipients) != 1 {
		l.tb.Fatalf("%s has %d NDRs, want one about one recipient; what happened:\n%s", address, len(list), l.lately())
	}
	return list[0], list[0].report.Recipients[0]
}

// story is everything that happened.
func (l *lab) story() string { return typed.RenderEvents(l.Events(), false) }

// lately is what happened last, for failures.
func (l *lab) lately() string {
	events := l.Events()
	return typed.RenderEvents(events[max(0, len(events)-12):], false)
}

// events are a side's events of one kind.
func (l *lab) events(side relay.Side, id relay.EventID) (list []relay.Event) {
	for _, e := range l.Events() {
		if e.Side == side && e.ID == id {
			list = append(list, e)
		}
	}
	return list
}

// minutes are the times of events, in minutes since the lab began.
func (l *lab) minutes(events []relay.Event) (list []int) {
	for _, e := range events {
		list = append(list, int(e.Time.Sub(l.start)/time.Minute))
	}
	return list
}

// block puts firewall rules between two places.
func (l *lab) block(src, dst string, action vnet.Action) {
	l.tb.Helper()
	for _, r := range l.rules(src, dst, action) {
		l.Net.Block(r)
	}
}

func (l *lab) unblock(src, dst string) {
	l.tb.Helper()
	for _, r := range l.rules(src, dst, vnet.Refuse) {
		if !l.Net.Unblock(r) {
			l.tb.Fatalf("nothing blocks %s -> %s", src, dst)
		}
	}
}

func (l *lab) rules(src, dst string, action vnet.Action) []vnet.Rule {
	l.tb.Helper()
	s, err := l.HostAddresses(src)
	l.must(err)
	d, err := l.HostAddresses(dst)
	l.must(err)
	return sim.Rules(s, d, 25, action)
}

// addHost adds an Internet host with one mailbox, user@domain, unless domain is empty.
func (l *lab) addHost(name, address, domain string) *sim.Host {
	l.tb.Helper()
	var domains []string
	if domain != "" {
		domains = append(domains, domain)
	}
	h, err := l.AddHost(name, []netip.Addr{netip.MustParseAddr(address)}, domains)
	l.must(err)
	if domain != "" {
		l.must(h.AddMailbox("user@" + domain))
	}
	return h
}

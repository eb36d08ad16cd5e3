package journey_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/journey"
)

const (
	id     = "<offer@contoso.com>"
	alice  = "alice@contoso.com"
	bob    = "bob@contoso.com"
	carol  = "carol@contoso.com"
	erin   = "erin@fabrikam.com"
	onprem = relay.OnPremises
	cloud  = relay.Cloud
)

// log numbers events and fills in what the test is not about.
func log(events ...relay.Event) []relay.Event {
	for i := range events {
		e := &events[i]
		e.Sequence = i + 1
		if e.MessageID == "" && e.ID != relay.EventRefuse && e.ID != relay.EventConnect {
			e.MessageID = id
		}
		if e.MessageID == "-" {
			e.MessageID = ""
		}
	}
	return events
}

func event(side relay.Side, item int, what relay.EventID, source string, to ...string) relay.Event {
	return relay.Event{Side: side, InternalID: item, ID: what, Source: source, Sender: alice, Recipients: to}
}

func submit(side relay.Side, item int, to ...string) relay.Event {
	return event(side, item, relay.EventReceive, "STOREDRIVER", to...)
}
func receive(side relay.Side, item int, to ...string) relay.Event {
	return event(side, item, relay.EventReceive, "SMTP", to...)
}
func send(side relay.Side, item int, to ...string) relay.Event {
	e := event(side, item, relay.EventSend, "SMTP", to...)
	e.RemoteHost = "mx.example"
	return e
}
func deliver(side relay.Side, item int, to string) relay.Event {
	return event(side, item, relay.EventDeliver, "STOREDRIVER", to)
}
func transfer(side relay.Side, item int, to string) relay.Event {
	return event(side, item, relay.EventTransfer, "ROUTING", to)
}

// was says which address an event's recipient had before.
func was(before string, e relay.Event) relay.Event {
	e.Decisions = append(e.Decisions, relay.Decision{Question: relay.WhichRecipient, Subject: before})
	return e
}
func expand(side relay.Side, item int, group string, members ...string) relay.Event {
	e := event(side, item, relay.EventExpand, "ROUTING", members...)
	e.SourceContext = group
	return e
}
func fail(side relay.Side, item int, source, to string, r relay.Reply) relay.Event {
	e := event(side, item, relay.EventFail, source, to)
	e.Reply, e.Disposition = r, relay.Failed
	return e
}
func deferred(side relay.Side, item int, to string, r relay.Reply) relay.Event {
	e := event(side, item, relay.EventDefer, "SMTP", to)
	e.Reply, e.Disposition = r, relay.Deferred
	return e
}
func report(side relay.Side, item int) relay.Event {
	e := event(side, item, relay.EventDSN, "DSN", alice)
	e.Sender, e.MessageID, e.SourceContext = "", "<report@contoso.com>", id
	return e
}
func refuse(side relay.Side, r relay.Reply, to ...string) relay.Event {
	e := event(side, 0, relay.EventRefuse, "SMTP", to...)
	e.Reply = r
	return e
}

// words are the ends in a line each: recipient, via, kind, place, reply.
func words(j journey.Journey) (list []string) {
	for _, e := range j.Ends {
		line := strings.Join(append([]string{e.Recipient}, e.Via...), " > ") + ": " + string(e.Kind)
		if e.At != "" {
			line += " at " + e.At
		}
		if !e.Reply.IsZero() {
			line += ", " + e.Reply.String()
		}
		if e.Refusal.Sequence > 0 {
			line += fmt.Sprintf(", refused in event %d", e.Refusal.Sequence)
		}
		if e.Report != "" {
			line += ", report " + e.Report
		}
		list = append(list, line)
	}
	return list
}

var (
	unknown = relay.Received(550, "5.1.10 Recipient not found")
	blocked = relay.Received(550, "5.4.1 Recipient address rejected: Access denied")
	busy    = relay.Received(451, "4.7.0 Temporary server error")
)

func TestEnds(t *testing.T) {
	tests := []struct {
		name    string
		events  []relay.Event
		outside []journey.Outside
		want    []string
	}{
		{name: "a mailbox of the sender's own side", events: log(submit(onprem, 1, bob), deliver(onprem, 1, bob)),
			want: []string{bob + ": delivered at onprem"}},
		{name: "a proxy address: the mailbox that it stands for", events: log(submit(onprem, 1, "b@contoso.com"), was("b@contoso.com", deliver(onprem, 1, bob))),
			want: []string{"b@contoso.com > " + bob + ": delivered at onprem"}},
		{name: "two addresses of one mailbox: it has the message once",
			events: log(submit(onprem, 1, bob, "b@contoso.com"), deliver(onprem, 1, bob)),
			want:   []string{bob + ": delivered at onprem", "b@contoso.com: delivered once at onprem"}},
		{name: "received, and not yet looked at", events: log(submit(onprem, 1, bob)), want: []string{bob + ": in hand at onprem"}},
		{name: "to the other side and into a mailbox there, under another address",
			events: log(submit(onprem, 1, bob), was(bob, transfer(onprem, 1, "bob@contoso.mail.onmicrosoft.com")),
				receive(cloud, 7, "bob@contoso.mail.onmicrosoft.com"), send(onprem, 1, "bob@contoso.mail.onmicrosoft.com"),
				was("bob@contoso.mail.onmicrosoft.com", deliver(cloud, 7, bob))),
			want: []string{bob + " > bob@contoso.mail.onmicrosoft.com > " + bob + ": delivered at cloud"}},
		{name: "on real time the mailbox can have it before the sender knows that it was taken",
			events: log(submit(onprem, 1, bob), transfer(onprem, 1, bob), receive(cloud, 7, bob), deliver(cloud, 7, bob), send(onprem, 1, bob)),
			want:   []string{bob + ": delivered at cloud"}},
		{name: "round and round: the last hold counts",
			events: log(receive(onprem, 1, bob), transfer(onprem, 1, bob), receive(cloud, 7, bob), send(onprem, 1, bob), transfer(cloud, 7, bob),
				receive(onprem, 2, bob), send(cloud, 7, bob), fail(onprem, 2, "ROUTING", bob, unknown)),
			want: []string{bob + ": failed at onprem, " + unknown.String()}},
		{name: "to a host that tells no more", events: log(submit(onprem, 1, erin), transfer(onprem, 1, erin), send(onprem, 1, erin)),
			want: []string{erin + ": relayed on at mx.example"}},
		{name: "into a mailbox of an outside host", events: log(submit(onprem, 1, erin), transfer(onprem, 1, erin), send(onprem, 1, erin)),
			outside: []journey.Outside{{Host: "mx.fabrikam.com", MessageID: id, From: alice, To: erin, State: journey.Delivered}},
			want:    []string{erin + ": delivered at mx.fabrikam.com"}},
		{name: "a gateway holds it: it waits there", events: log(submit(onprem, 1, bob), send(onprem, 1, bob), refuse(cloud, busy, bob)),
			outside: []journey.Outside{{Host: "gw.contoso.com", MessageID: id, From: alice, To: bob, State: journey.Waits, Reply: busy}},
			want:    []string{bob + ": waits at gw.contoso.com, " + busy.String() + ", refused in event 3"}},
		{name: "through a gateway to the other side", events: log(submit(onprem, 1, bob), send(onprem, 1, bob), receive(cloud, 7, bob), deliver(cloud, 7, bob)),
			want: []string{bob + ": delivered at cloud"}},
		{name: "a client outside was refused, and its host has told it", events: log(refuse(cloud, blocked, bob)),
			outside: []journey.Outside{{Host: "mx.fabrikam.com", MessageID: id, From: alice, To: bob, State: journey.Failed, Reply: blocked, Report: "<b@fabrikam.com>"}},
			want:    []string{bob + ": refused at the door at cloud, " + blocked.String() + ", refused in event 1, report <b@fabrikam.com>"}},
		{name: "one recipient came in, the other was refused", events: log(refuse(onprem, blocked, erin), receive(onprem, 1, bob), deliver(onprem, 1, bob)),
			outside: []journey.Outside{{Host: "mx.fabrikam.com", MessageID: id, From: alice, To: erin, State: journey.Failed, Reply: blocked}},
			want:    []string{bob + ": delivered at onprem", erin + ": refused at the door at onprem, " + blocked.String() + ", refused in event 1"}},
		{name: "a client outside reached nobody: no connection, and nothing was said", events: log(),
			outside: []journey.Outside{{Host: "mx.fabrikam.com", MessageID: id, From: alice, To: bob, State: journey.Waits}},
			want:    []string{bob + ": waits at mx.fabrikam.com"}},
		{name: "a group: an end for each member", events: log(submit(onprem, 1, "all@contoso.com"), expand(onprem, 1, "all@contoso.com", bob, carol),
			deliver(onprem, 1, bob), transfer(onprem, 1, carol)),
			want: []string{"all@contoso.com > " + bob + ": delivered at onprem", "all@contoso.com > " + carol + ": waits at onprem"}},
		{name: "a group without members", events: log(submit(onprem, 1, "none@contoso.com"), expand(onprem, 1, "none@contoso.com")),
			want: []string{"none@contoso.com: group without members at onprem"}},
		{name: "a group in itself ends", events: log(submit(onprem, 1, "all@contoso.com"), expand(onprem, 1, "all@contoso.com", "all@contoso.com", bob), deliver(onprem, 1, bob)),
			want: []string{"all@contoso.com > " + bob + ": delivered at onprem"}},
		{name: "failed, and the sender is told", events: log(submit(onprem, 1, bob), fail(onprem, 1, "ROUTING", bob, unknown), report(onprem, 2)),
			want: []string{bob + ": failed at onprem, " + unknown.String() + ", report <report@contoso.com>"}},
		{name: "failed, and the sender wanted not to know", events: log(submit(onprem, 1, bob), fail(onprem, 1, "ROUTING", bob, unknown), submit(onprem, 3, carol), report(onprem, 2)),
			want: []string{bob + ": failed at onprem, " + unknown.String(), carol + ": in hand at onprem"}},
		{name: "refused by the other side: its refusal is found, although it knows no Message-ID",
			events: log(submit(onprem, 1, bob), transfer(onprem, 1, bob), refuse(cloud, blocked, bob), fail(onprem, 1, "SMTP", bob, blocked)),
			want:   []string{bob + ": failed at onprem, " + blocked.String() + ", refused in event 3"}},
		{name: "a refusal of somebody else is not taken for it",
			events: log(submit(onprem, 1, bob), refuse(cloud, blocked, carol), fail(onprem, 1, "SMTP", bob, blocked)),
			want:   []string{bob + ": failed at onprem, " + blocked.String()}},
		{name: "a report that failed is dropped", events: log(submit(onprem, 1, bob), event(onprem, 1, relay.EventBadMail, "SMTP", bob)),
			want: []string{bob + ": dropped at onprem"}},
		{name: "the remote domain drops a reply that was on its way under another address",
			events: log(submit(onprem, 1, bob), was(bob, event(onprem, 1, relay.EventDrop, "ROUTING", "bob@elsewhere.com"))),
			want:   []string{bob + " > bob@elsewhere.com: dropped at onprem"}},
		{name: "put off, and taken later: the later one counts",
			events: log(submit(onprem, 1, bob), deferred(onprem, 1, bob, busy), receive(cloud, 7, bob), send(onprem, 1, bob), deliver(cloud, 7, bob)),
			want:   []string{bob + ": delivered at cloud"}},
		{name: "the same message twice to one recipient: both",
			events: log(submit(onprem, 1, bob), deliver(onprem, 1, bob), submit(onprem, 2, bob), deferred(onprem, 2, bob, busy)),
			want:   []string{bob + ": delivered at onprem", bob + ": waits at onprem, " + busy.String()}},
		{name: "where the model ends", events: log(submit(onprem, 1, bob), func() relay.Event {
			e := fail(onprem, 1, "ROUTING", bob, relay.Reply{})
			e.Disposition = relay.NotModelled
			return e
		}()), want: []string{bob + ": not modelled at onprem"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := words(journey.Of(journey.Records{Events: tt.events, Outside: tt.outside}, id))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ends (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHops(t *testing.T) {
	steps := func(j journey.Journey) (list []string) {
		name := func(p journey.Place) string {
			s := p.At
			if s == "" {
				s = "outside"
			}
			if p.Mailbox {
				s += " mailbox"
			}
			return s
		}
		for _, h := range j.Hops {
			list = append(list, fmt.Sprintf("%s: %s -> %s", h.Event.ID, name(h.From), name(h.To)))
		}
		return list
	}
	met := func(e relay.Event) relay.Event {
		e.ClientIP, e.ServerIP = netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
		return e
	}
	tests := []struct {
		name   string
		events []relay.Event
		want   []string
	}{
		{"a SEND that a RECEIVE answers is one step", log(submit(onprem, 1, bob), transfer(onprem, 1, bob), receive(cloud, 7, bob), send(onprem, 1, bob), deliver(cloud, 7, bob)),
			[]string{"RECEIVE: onprem mailbox -> onprem", "RECEIVE: onprem -> cloud", "DELIVER: cloud -> cloud mailbox"}},
		{"through a gateway it is two", log(submit(onprem, 1, bob), send(onprem, 1, bob), receive(cloud, 7, bob)),
			[]string{"RECEIVE: onprem mailbox -> onprem", "SEND: onprem -> mx.example", "RECEIVE: outside -> cloud"}},
		{"a refusal goes back to who was refused", log(submit(onprem, 1, bob), refuse(cloud, blocked, bob), fail(onprem, 1, "SMTP", bob, blocked)),
			[]string{"RECEIVE: onprem mailbox -> onprem", "(refuse): cloud -> onprem", "FAIL: onprem -> onprem"}},
		{"a connection that lacks something belongs to the message that came by it",
			log(submit(onprem, 1, bob), met(event(cloud, 0, relay.EventConnect, "SMTP")), met(deferred(onprem, 1, bob, busy))),
			[]string{"RECEIVE: onprem mailbox -> onprem", "(connect): cloud -> cloud", "DEFER: onprem -> onprem"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, steps(journey.Of(journey.Records{Events: tt.events}, id))); diff != "" {
				t.Errorf("hops (-want +got):\n%s", diff)
			}
		})
	}
}

// because adds a decision that chose nothing to an event.
func because(why string, e relay.Event) relay.Event {
	e.Decisions = append(e.Decisions, relay.Decision{Question: relay.IsReached, Because: why})
	return e
}

// by adds the connector that was chosen.
func by(connector string, e relay.Event) relay.Event {
	e.Decisions = append(e.Decisions, relay.Decision{Question: relay.WhichSendConnector, Chosen: connector, Because: connector})
	return e
}

// at sets the server.
func at(server string, e relay.Event) relay.Event { e.Server = server; return e }

// handed says to which back end a front end handed the message.
func handed(to string, e relay.Event) relay.Event {
	e.Decisions = append(e.Decisions, relay.Decision{Question: relay.WhichBackEnd, Chosen: to})
	return e
}

// TestTheReasonIsTheEndsOwn: of all decisions about a message, one of the recipient's way, and where it ended.
func TestTheReasonIsTheEndsOwn(t *testing.T) {
	met := func(server, client string, e relay.Event) relay.Event {
		e.ServerIP, e.ClientIP = netip.MustParseAddr(server), netip.MustParseAddr(client)
		return e
	}
	expired := fail(onprem, 1, "QUEUE", erin, unknown)
	expired.Disposition = relay.Expired
	dropped := expired
	dropped.ID, dropped.Disposition = relay.EventBadMail, relay.Dropped
	bare := met("192.0.2.1", "10.0.0.1", relay.Event{Side: cloud, ID: relay.EventConnect, MessageID: "-"})
	bare.Decisions = []relay.Decision{{Question: relay.WhichCertificate, Because: "no certificate"}}
	clear := met("192.0.2.1", "10.0.0.1", deferred(onprem, 1, erin, busy))
	clear.Decisions = []relay.Decision{{Question: relay.PeerCertificate, Because: "no STARTTLS"}}
	elsewhere := clear
	elsewhere.ServerIP = netip.MustParseAddr("192.0.2.2")
	for _, tt := range []struct {
		name    string
		events  []relay.Event
		outside []journey.Outside
		want    []string
	}{
		{"two servers of one side, each with a message 1 of its own", log(at("EX01", submit(onprem, 1, erin)), at("EX01", by("Backbone", transfer(onprem, 1, erin))), at("EX01", send(onprem, 1, erin)),
			at("EX02", receive(onprem, 1, erin)), at("EX02", because("full", fail(onprem, 1, "ROUTING", erin, unknown)))), nil, []string{"full"}},
		{"a front end hands a message to another server, where it is 1 as well", log(at("EX01", submit(onprem, 1, erin)), at("EX01", by("Backbone", transfer(onprem, 1, erin))), at("EX01", send(onprem, 1, erin)),
			at("EX01", handed("EX02", receive(onprem, 1, erin))), at("EX02", because("full", fail(onprem, 1, "ROUTING", erin, unknown)))), nil, []string{"full"}},
		{"a mailbox has it on another server than the back end", log(at("EX01", handed("EX02", by("Backbone", receive(onprem, 1, erin)))), at("EX01", because("the disk is full", fail(onprem, 1, "STOREDRIVER", erin, unknown)))), nil, []string{"the disk is full"}},
		{"two recipients, two connectors", log(submit(onprem, 1, erin, carol), by("Internet", transfer(onprem, 1, erin)), by("Partner", transfer(onprem, 1, carol)), send(onprem, 1, erin), send(onprem, 1, carol)), nil,
			[]string{"Internet", "Partner"}},
		{"put off at first, then refused for another reason", log(submit(onprem, 1, erin), because("busy", refuse(cloud, busy, erin)), deferred(onprem, 1, erin, busy), because("no such domain", fail(onprem, 1, "DNS", erin, unknown))), nil,
			[]string{"no such domain"}},
		{"put off by one, refused by the other with its reasons", log(submit(onprem, 1, erin), because("busy", refuse(cloud, busy, erin)), deferred(onprem, 1, erin, busy), because("blocked", refuse(cloud, blocked, erin)), fail(onprem, 1, "SMTP", erin, blocked)), nil,
			[]string{"blocked"}},
		{"waited too long: what the last attempt met", log(submit(onprem, 1, erin), because("first", deferred(onprem, 1, erin, busy)), because("last", deferred(onprem, 1, erin, busy)), expired), nil, []string{"last"}},
		{"a report that waited too long is dropped, for the same reason", log(submit(onprem, 1, erin), because("last", deferred(onprem, 1, erin, busy)), dropped), nil, []string{"last"}},
		{"another server's last attempt is not this one's", log(at("EX01", submit(onprem, 1, erin)), at("EX01", because("first", deferred(onprem, 1, erin, busy))), at("EX01", send(onprem, 1, erin)),
			at("EX02", receive(onprem, 1, erin)), at("EX02", because("too old", expired))), nil, []string{"too old"}},
		{"what the server lacked is why there was no STARTTLS", log(submit(onprem, 1, erin), bare, clear), nil, []string{"no certificate"}},
		{"but not what another server lacked", log(submit(onprem, 1, erin), bare, elsewhere), nil, []string{"no STARTTLS"}},
		{"only a host outside knows", log(submit(onprem, 1, erin), by("Gateway", transfer(onprem, 1, erin)), send(onprem, 1, erin)),
			[]journey.Outside{{Host: "gw.example", MessageID: id, From: alice, To: erin, State: journey.Failed, Obstacle: relay.Decision{Question: relay.IsReached, Because: "the port is closed"}}}, []string{"the port is closed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range journey.Of(journey.Records{Events: tt.events, Outside: tt.outside}, id).Ends {
				got = append(got, e.Decided().Because)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAgainst(t *testing.T) {
	d := func(q relay.Question, chosen string) relay.Decision {
		return relay.Decision{Question: q, Chosen: chosen}
	}
	for _, tt := range []struct {
		name string
		made []relay.Decision
		want relay.Question
	}{
		{"the last, whatever chose nothing before", []relay.Decision{d("a", ""), d("b", "x")}, "b"},
		{"before when the next attempt is", []relay.Decision{d("a", ""), d("b", ""), d(relay.WhenNext, "noon")}, "b"},
		{"when to give up, if nothing else", []relay.Decision{d(relay.WhenNext, "give up")}, relay.WhenNext},
		{"none", nil, ""},
	} {
		if got, ok := journey.Against(relay.Event{Decisions: tt.made}); got.Question != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %v", tt.name, got.Question, ok)
		}
	}
}

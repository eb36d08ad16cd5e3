package scenarios_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/headers"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/story"
)

// The people of every base, and two addresses that nobody has.
const (
	alice  = "alice@contoso.com" // mailbox in the cloud
	bob    = "bob@contoso.com"   // mailbox on-premises
	erin   = "erin@fabrikam.com" // mailbox on the Internet
	nobody = "nobody@contoso.com"
	gone   = "gone@contoso.com" // on-premises a remote mailbox, in the cloud nothing
)

// healthy is a base's world with what its connectors must be called.
type healthy struct {
	*sim.World
	tb   testing.TB
	sent int

	front, door, egress string // hosts: on-premises server, the service's front door, the service's sending host

	outbound, inbound string // cloud connectors to and from on-premises
	send, sendOut     string // send connectors to the cloud and to the Internet
	receive           string // receive connector for the cloud
	receiveOut        string // receive connector for the Internet
	mxCloud           bool   // where MX points

	// byAddress: the cloud knows on-premises by its address, and then only senders of the tenant's own domains (semantics 3.2).
	// What on-premises passes on for outsiders, and its reports, come in as from the Internet.
	byAddress bool
}

func newHealthy(tb testing.TB, base string) *healthy {
	tb.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base(base)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.Close)
	h := &healthy{World: w, tb: tb, mxCloud: s.Headers.MX["contoso.com"] == "cloud", front: s.Headers.Server}
	h.door = w.Side(relay.Cloud).Organization().ServerFor(relay.RoleFrontDoor).Fqdn
	h.egress = w.Side(relay.Cloud).Organization().ServerFor(relay.RoleOutbound).Fqdn
	h.send, h.sendOut = "Outbound to Office 365", "Internet"
	if s.Headers.Product == relay.Exchange2010 {
		h.byAddress = true
		h.receive, h.receiveOut = `EX01\Inbound from Office 365`, `EX01\Default EX01`
		h.inbound, h.outbound = "Hybrid Mail Flow Inbound Connector", "Hybrid Mail Flow Outbound Connector"
	} else {
		h.receive, h.receiveOut = `EX01\Default Frontend EX01`, `EX01\Default Frontend EX01`
		cloud := w.Side(relay.Cloud).Organization() // the wizard's names end in a GUID
		h.inbound, h.outbound = cloud.InboundConnectors[0].Name, cloud.OutboundConnectors[0].Name
	}
	h.admin(relay.OnPremises, "New-RemoteMailbox gone -PrimarySmtpAddress "+gone)
	return h
}

func (h *healthy) admin(side relay.Side, line string) {
	h.tb.Helper()
	if _, err := h.Run(side, line); err != nil {
		h.tb.Fatalf("%s> %s: %v", side, line, err)
	}
}

// post lets a user send a message, does all the work that is due, and returns the Message-ID.
func (h *healthy) post(from, to string) string {
	h.tb.Helper()
	h.sent++
	id := fmt.Sprintf("<%d@test.invalid>", h.sent)
	content := fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nSubject: Hello\r\nMessage-ID: %s\r\n\r\nLunch at noon?\r\n", from, to, id)
	switch {
	case from == erin:
		h.HostOf(from).Send(from, []string{to}, content)
	case from == alice:
		h.Submit(relay.Cloud, from, []string{to}, content)
	default:
		h.Submit(relay.OnPremises, from, []string{to}, content)
	}
	if err := h.Settle(); err != nil {
		h.tb.Fatal(err)
	}
	return id
}

// mailbox is everything in an address's mailboxes, on whichever side or host.
func (h *healthy) mailbox(address string) (contents [][]byte) {
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range h.Side(side).Transport.Mailbox(address) {
			contents = append(contents, d.Content())
		}
	}
	for _, host := range h.Hosts() {
		for _, m := range host.Mailbox(address) {
			contents = append(contents, m.Content)
		}
	}
	return contents
}

// delivered returns the header of the one message in a mailbox that has the Message-ID.
func (h *healthy) delivered(address, id string) relay.Header {
	h.tb.Helper()
	var found []relay.Header
	for _, content := range h.mailbox(address) {
		if header, _ := relay.SplitMessage(content); header.Get("Message-ID") == id {
			found = append(found, header)
		}
	}
	if len(found) != 1 {
		h.tb.Fatalf("%s has the message %d times; what happened:\n%s", address, len(found), story.RenderEvents(h.Events(), false))
	}
	return found[0]
}

// way is what happened to a message, in a few words for each event.
func (h *healthy) way(id string) (way []string) {
	for _, e := range h.Events() {
		if e.MessageID != id || e.ID == relay.EventTransfer {
			continue
		}
		step := fmt.Sprintf("%s %s", e.Side, e.ID)
		if e.ConnectorID != "" {
			step += " " + e.ConnectorID
		}
		way = append(way, step)
	}
	return way
}

// eachBase runs a test on every base that ships.
func eachBase(t *testing.T, test func(t *testing.T, h *healthy)) {
	bases := (&story.Catalogue{Files: scenarios.Files}).Bases()
	if len(bases) < 2 {
		t.Fatalf("the bases are %q, want hybrid-2010 and hybrid-2013 at least", bases)
	}
	for _, base := range bases {
		t.Run(base, func(t *testing.T) { test(t, newHealthy(t, base)) })
	}
}

// undisturbed fails the test when a message was deferred, refused or still waits, or a hybrid connection was not secured.
func (h *healthy) undisturbed(t *testing.T) {
	t.Helper()
	for _, e := range h.Events() {
		if e.ID == relay.EventDefer {
			t.Errorf("deferred at %s: %s", e.Side, e.RecipientStatus)
		}
	}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		if queues := h.Side(side).Transport.Queues(); len(queues) > 0 {
			t.Errorf("mail waits at %s: %+v", side, queues)
		}
	}
	if events := h.ApplicationEvents(); len(events) > 0 {
		t.Errorf("the event log complains: %+v", events)
	}
	secured := map[string]int{}
	for connector, list := range map[string][]*sim.Transcript{
		h.outbound: h.Side(relay.Cloud).Sent(), h.send: h.Side(relay.OnPremises).Sent(),
	} {
		for _, connection := range list {
			if connection.Connector != connector {
				continue
			}
			if !negotiated(connection) {
				t.Errorf("%s spoke in clear with %s", connector, connection.RemoteHost)
			}
			secured[connector]++
		}
	}
	if secured[h.outbound] == 0 || secured[h.send] == 0 {
		t.Errorf("hybrid connections: %v, want some of each connector", secured)
	}
}

func negotiated(connection *sim.Transcript) bool {
	for _, line := range connection.Lines() {
		if strings.HasPrefix(line.Context, "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded") {
			return true
		}
	}
	return false
}

func TestMailFlowsInEveryDirection(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		fromInternet := map[string][]string{
			bob:   {"cloud RECEIVE", "onprem RECEIVE " + h.receive, "cloud SEND " + h.outbound, "onprem DELIVER"},
			alice: {"cloud RECEIVE", "cloud DELIVER"},
		}
		if !h.mxCloud {
			taken := "cloud RECEIVE " + h.inbound
			if h.byAddress {
				taken = "cloud RECEIVE"
			}
			fromInternet = map[string][]string{
				bob:   {"onprem RECEIVE " + h.receiveOut, "onprem DELIVER"},
				alice: {"onprem RECEIVE " + h.receiveOut, taken, "onprem SEND " + h.send, "cloud DELIVER"},
			}
		}
		for _, leg := range []struct {
			name, from, to string
			way            []string
			check          func(*testing.T, relay.Header)
		}{
			{"from the cloud to on-premises", alice, bob,
				[]string{"cloud RECEIVE", "onprem RECEIVE " + h.receive, "cloud SEND " + h.outbound, "onprem DELIVER"},
				internal(h.egress, h.front)},
			{"from on-premises to the cloud", bob, alice,
				[]string{"onprem RECEIVE", "cloud RECEIVE " + h.inbound, "onprem SEND " + h.send, "cloud DELIVER"},
				internal(h.front, h.door)},
			{"from the cloud to the Internet", alice, erin, []string{"cloud RECEIVE", "cloud SEND"}, nothingLeaks},
			{"from on-premises to the Internet", bob, erin, []string{"onprem RECEIVE", "onprem SEND " + h.sendOut}, nothingLeaks},
			{"from the Internet to the cloud", erin, alice, fromInternet[alice], anonymous},
			{"from the Internet to on-premises", erin, bob, fromInternet[bob], anonymous},
			{"from the cloud to the cloud", alice, alice, []string{"cloud RECEIVE", "cloud DELIVER"}, nil},
			{"from on-premises to on-premises", bob, bob, []string{"onprem RECEIVE", "onprem DELIVER"}, nil},
		} {
			t.Run(leg.name, func(t *testing.T) {
				h.tb = t
				id := h.post(leg.from, leg.to)
				header := h.delivered(leg.to, id)
				if diff := cmp.Diff(leg.way, h.way(id)); diff != "" {
					t.Errorf("the way of the message (-want +got):\n%s", diff)
				}
				if leg.check != nil {
					leg.check(t, header)
				}
			})
		}
		h.undisturbed(t)
	})
}

// internal checks the header of cross-premises mail: sent by a connector that preserves, taken by a side that promotes
// (semantics 7.3, 7.5).
func internal(preservedBy, promotedBy string) func(*testing.T, relay.Header) {
	return func(t *testing.T, h relay.Header) {
		t.Helper()
		want := map[string]string{
			headers.AuthAs: "Internal", headers.Directionality: "Originating",
			headers.Preserved: preservedBy, headers.Promoted: promotedBy,
		}
		got := map[string]string{}
		for name := range want {
			got[name] = h.Get(name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("header (-want +got):\n%s", diff)
		}
		if leftover := privateFields(h, headers.CrossPremises); len(leftover) > 0 {
			t.Errorf("cross-premises headers were not promoted: %q", leftover)
		}
	}
}

func anonymous(t *testing.T, h relay.Header) {
	t.Helper()
	if got := h.Get(headers.AuthAs); got != "Anonymous" {
		t.Errorf("%s is %q, want Anonymous", headers.AuthAs, got)
	}
}

func nothingLeaks(t *testing.T, h relay.Header) {
	t.Helper()
	if leaked := privateFields(h, headers.Organization, headers.Forest, headers.CrossPremises, headers.Preserved, headers.OriginatorOrg); len(leaked) > 0 {
		t.Errorf("these reached the Internet: %q", leaked)
	}
}

func privateFields(h relay.Header, prefixes ...string) (names []string) {
	for _, f := range h {
		for _, prefix := range prefixes {
			if strings.HasPrefix(strings.ToLower(f.Name), strings.ToLower(prefix)) {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

func TestWhatCannotBeDeliveredIsReported(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		local := map[bool]string{true: "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", false: "550 5.1.10 RESOLVER.ADR.RecipientNotFound"}
		old := h.Config.OnPremises < relay.Exchange2016
		for _, c := range []struct {
			name, from, to, about string
			reporting             relay.Side
			reply                 string
		}{
			{"only on-premises can know that the recipient does not exist", alice, nobody, nobody, relay.OnPremises, local[old]},
			{"the cloud does not know the remote mailbox", bob, gone, "gone@contoso.mail.onmicrosoft.com", relay.Cloud, local[false]},
			{"an outsider writes to an unknown recipient", erin, nobody, nobody, relay.OnPremises, local[old]},
		} {
			t.Run(c.name, func(t *testing.T) {
				h.tb = t
				before := len(h.mailbox(c.from))
				h.post(c.from, c.to)
				mail := h.mailbox(c.from)[before:]
				if len(mail) != 1 {
					t.Fatalf("%s got %d messages, want one report; what happened:\n%s", c.from, len(mail), story.RenderEvents(h.Events(), false))
				}
				r, err := dsn.Read(mail[0])
				if err != nil {
					t.Fatalf("reading %s: %v", mail[0], err)
				}
				server := h.Side(c.reporting).Organization().ServerFor(relay.RoleMailbox)
				if r.Action != dsn.Failed || r.Reporting != server.Fqdn || len(r.Recipients) != 1 {
					t.Fatalf("the report is %+v; want one failed recipient, by %s", r, server.Fqdn)
				}
				got := r.Recipients[0]
				if got.Address != c.about || got.Remote != "" || !strings.HasPrefix(got.Reply.String(), c.reply) {
					t.Errorf("reported: %s, remote %q, %s; want %s, none, %s", got.Address, got.Remote, got.Reply, c.about, c.reply)
				}
				header, _ := relay.SplitMessage(mail[0])
				switch as := header.Get(headers.AuthAs); {
				case c.from == erin:
					nothingLeaks(t, header)
				case c.from == alice && h.byAddress:
					anonymous(t, header)
				case as != "Internal":
					t.Errorf("the report's AuthAs is %q, want Internal", as)
				}
			})
		}
		h.undisturbed(t)
	})
}

// TestReportThatFailsIsDropped: a report that cannot be delivered is dropped, in every direction, and nothing answers it.
func TestReportThatFailsIsDropped(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		content := []byte("From: <postmaster@fabrikam.com>\r\nSubject: Undeliverable\r\nMessage-ID: <report@test.invalid>\r\n\r\n...\r\n")
		h.Hosts()[0].Send("", []string{nobody}, content)
		if err := h.Settle(); err != nil {
			t.Fatal(err)
		}
		dropped := 0
		for _, e := range h.Events() {
			switch {
			case e.ID == relay.EventBadMail && e.Disposition == relay.Dropped:
				dropped++
			case e.ID == relay.EventDSN:
				t.Errorf("%s reported a report", e.Side)
			}
		}
		if dropped != 1 {
			t.Errorf("dropped %d times, want once:\n%s", dropped, story.RenderEvents(h.Events(), false))
		}
	})
}

// TestForgedHeadersFromTheInternet: organization and cross-premises headers of an outsider are not believed.
func TestForgedHeadersFromTheInternet(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		for _, to := range []string{alice, bob} {
			id := fmt.Sprintf("<forged.%s>", to)
			forged := fmt.Sprintf("From: <%s>\r\nMessage-ID: %s\r\n%s: Internal\r\n%sAuthAs: Internal\r\n%s: liar.example\r\n\r\nTrust me.\r\n",
				alice, id, headers.AuthAs, headers.CrossPremises, headers.Preserved)
			h.Hosts()[0].Send(alice, []string{to}, []byte(forged))
			if err := h.Settle(); err != nil {
				t.Fatal(err)
			}
			header := h.delivered(to, id)
			anonymous(t, header)
			if n := header.Count(headers.AuthAs); n != 1 {
				t.Errorf("%s has %s %d times, want once", to, headers.AuthAs, n)
			}
		}
	})
}

// TestBodyArrivesAsItLeft: every way carries content with dots, bare lines and 8-bit text unchanged.
func TestBodyArrivesAsItLeft(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		body := []byte(".\r\n..\r\n.hidden\r\nGrüße\r\n" + strings.Repeat("a long line ", 70) + "\r\n\r\nend\r\n")
		for _, way := range [][2]string{{alice, bob}, {bob, alice}, {alice, erin}, {bob, erin}, {erin, alice}, {erin, bob}} {
			from, to := way[0], way[1]
			id := "<" + from + "." + to + ">"
			content := append(fmt.Appendf(nil, "From: <%s>\r\nMessage-ID: %s\r\n\r\n", from, id), body...)
			switch from {
			case alice:
				h.Submit(relay.Cloud, from, []string{to}, content)
			case bob:
				h.Submit(relay.OnPremises, from, []string{to}, content)
			default:
				h.HostOf(from).Send(from, []string{to}, content)
			}
			if err := h.Settle(); err != nil {
				t.Fatal(err)
			}
			h.delivered(to, id)
			for _, got := range h.mailbox(to) {
				header, arrived := relay.SplitMessage(got)
				if header.Get("Message-ID") == id && !bytes.Equal(arrived, body) {
					t.Errorf("%s to %s (-want +got):\n%s", from, to, cmp.Diff(string(body), string(arrived)))
				}
			}
		}
	})
}

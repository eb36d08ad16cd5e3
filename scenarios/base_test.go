package scenarios_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/headers"
	"hybridsim/sim/script"
)

func TestMailFlowsInEveryDirection(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		fromInternet := map[string][]string{
			bob:   slices.Concat([]string{"cloud RECEIVE"}, h.arrives("cloud SEND "+h.outbound), []string{"onprem DELIVER"}),
			alice: {"cloud RECEIVE", "cloud DELIVER"},
		}
		if !h.mxCloud {
			fromInternet = map[string][]string{
				bob:   {"onprem RECEIVE " + h.receiveOut, "onprem DELIVER"},
				alice: {"onprem RECEIVE " + h.receiveOut, "cloud RECEIVE " + h.inbound, "onprem SEND " + h.send, "cloud DELIVER"},
			}
		}
		for _, leg := range []struct {
			name, from, to string
			way            []string
			check          func(*testing.T, relay.Header)
		}{
			{"from the cloud to on-premises", alice, bob,
				slices.Concat([]string{"cloud RECEIVE"}, h.arrives("cloud SEND "+h.outbound), []string{"onprem DELIVER"}),
				internal(h.egress, h.front)},
			{"from on-premises to the cloud", bob, alice,
				slices.Concat([]string{"onprem RECEIVE"}, h.leaves(h.send, "cloud RECEIVE "+h.inbound), []string{"cloud DELIVER"}),
				h.fromOnPremises},
			{"from the cloud to the Internet", alice, erin, []string{"cloud RECEIVE", "cloud SEND"}, nothingLeaks},
			{"from on-premises to the Internet", bob, erin, append([]string{"onprem RECEIVE"}, h.leaves(h.sendOut)...), nothingLeaks},
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

// fromOnPremises: internal, by one of the organization's servers, which take turns.
func (h *healthy) fromOnPremises(t *testing.T, header relay.Header) {
	t.Helper()
	by := h.front
	for _, s := range h.Side(relay.OnPremises).Organization().Servers {
		if s.Fqdn == header.Get(headers.Preserved) {
			by = s.Fqdn
		}
	}
	internal(by, h.door)(t, header)
}

// internal checks the header of cross-premises mail: sent by a connector that preserves, taken by a side that promotes
// (S7.3, S7.5).
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
	eachSharedBase(t, func(t *testing.T, h *healthy) {
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
					t.Fatalf("%s got %d messages, want one report; what happened:\n%s", c.from, len(mail), script.RenderEvents(h.Events(), false))
				}
				r, err := dsn.Read(mail[0])
				if err != nil {
					t.Fatalf("reading %s: %v", mail[0], err)
				}
				role := relay.RoleMailbox
				if c.reporting.Kind() == relay.Cloud {
					role = relay.RoleHub // V5.2: the second hop reports
				}
				server := h.Side(c.reporting).Organization().FirstServer().In(role)
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
	eachSharedBase(t, func(t *testing.T, h *healthy) {
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
			t.Errorf("dropped %d times, want once:\n%s", dropped, script.RenderEvents(h.Events(), false))
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

package scenarios_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/script"
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
	edge              string // the side of an Edge that all mail passes; empty: none does
}

// arrives is the way of a message that is sent to on-premises.
func (h *healthy) arrives(sent string) []string {
	if h.edge == "" {
		return []string{"onprem RECEIVE " + h.receive, sent}
	}
	return []string{h.edge + " RECEIVE " + h.receive, sent, `onprem RECEIVE EX01\Default Frontend EX01`,
		h.edge + " SEND EdgeSync - Inbound to Default-First-Site-Name"}
}

// leaves is the way of a message from on-premises by a connector, with what the next one records in between.
func (h *healthy) leaves(connector string, next ...string) []string {
	if h.edge == "" {
		return append(next, "onprem SEND "+connector)
	}
	return append(append([]string{h.edge + " RECEIVE " + h.receive, "onprem SEND " + relay.IntraOrgConnector}, next...),
		h.edge+" SEND "+connector)
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
	door := w.Side(relay.Cloud).Organization().FirstServer().In(relay.RoleFrontDoor)
	h.door = cmp.Or(door.Inside, door.Fqdn) // V7.3: what it signs with
	h.egress = w.Side(relay.Cloud).Organization().FirstServer().In(relay.RoleOutbound).Fqdn
	h.send, h.sendOut = "Outbound to Office 365", "Internet"
	if s.Headers.Product == relay.Exchange2010 {
		h.receive, h.receiveOut = `EX01\Inbound from Office 365`, `EX01\Default EX01`
		h.inbound, h.outbound = "Hybrid Mail Flow Inbound Connector", "Hybrid Mail Flow Outbound Connector"
	} else {
		h.receive, h.receiveOut = `EX01\Default Frontend EX01`, `EX01\Default Frontend EX01`
		cloud := w.Side(relay.Cloud).Organization() // the wizard's names end in a GUID
		h.inbound, h.outbound = cloud.InboundConnectors[0].Name, cloud.OutboundConnectors[0].Name
	}
	for _, side := range w.Sides() {
		if o := side.Organization(); o.IsEdge() {
			server := o.FirstServer()
			h.edge, h.front, h.receive = string(side.Name), server.Fqdn, server.Name+`\Default internal receive connector `+server.Name
			h.sendOut = "EdgeSync - Default-First-Site-Name to Internet"
		}
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
		for _, d := range h.Side(side).Mailbox(address) {
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
		h.tb.Fatalf("%s has the message %d times; what happened:\n%s", address, len(found), script.RenderEvents(h.Events(), false))
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
		if queues := h.Side(side).Queues(); len(queues) > 0 {
			t.Errorf("mail waits at %s: %+v", side, queues)
		}
	}
	if events := h.ApplicationEvents(); len(events) > 0 {
		t.Errorf("the event log complains: %+v", events)
	}
	secured := map[string]int{}
	sender := relay.OnPremises
	if h.edge != "" {
		sender = relay.Side(h.edge)
	}
	for connector, list := range map[string][]*sim.Transcript{
		h.outbound: h.Side(relay.Cloud).Sent(), h.send: h.Side(sender).Sent(),
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
		if strings.HasPrefix(line.Context, "TLS protocol SP_PROT_TLS1_") &&
			strings.Contains(line.Context, "_CLIENT negotiation succeeded") {
			return true
		}
	}
	return false
}

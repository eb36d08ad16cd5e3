package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/headers"
	"hybridsim/sim/script"
)

// The people of the second organization of hybrid-two-tenants.
const (
	wendy  = "wendy@woodgrove.com"  // mailbox in its tenant
	walter = "walter@woodgrove.com" // mailbox on-premises
)

// TestEachTenantIsAHybridAndAStrangerToTheOther: within each hybrid mail is internal; between them it is mail of the Internet, which is handled
// for the sender's tenant first wherever it enters (T10.5, R3.6, T10.4).
func TestEachTenantIsAHybridAndAStrangerToTheOther(t *testing.T) {
	h := newHealthy(t, "hybrid-two-tenants")
	people := map[string]relay.Side{alice: "cloud", bob: "onprem", wendy: "cloud:woodgrove", walter: "onprem:woodgrove", erin: ""}
	for _, leg := range []struct{ from, to, as, tenants string }{
		{alice, bob, "Internal", ""},
		{bob, alice, "Internal", "contoso Originating"},
		{wendy, walter, "Internal", ""},
		{walter, wendy, "Internal", "woodgrove Originating"},
		{alice, wendy, "Anonymous", "woodgrove Incoming"},
		{alice, walter, "Anonymous", "woodgrove Incoming"},
		{bob, wendy, "Anonymous", "contoso Originating, woodgrove Incoming"},
		{bob, walter, "Anonymous", "contoso Originating, woodgrove Incoming"},
		{walter, alice, "Anonymous", "woodgrove Originating, contoso Incoming"},
		{wendy, bob, "Anonymous", "contoso Incoming"},
		{erin, walter, "Anonymous", "woodgrove Incoming"},
		{erin, bob, "Anonymous", "contoso Incoming"},
	} {
		t.Run(leg.from+" to "+leg.to, func(t *testing.T) {
			id := fmt.Sprintf("<%s-%s@test.invalid>", leg.from, leg.to)
			content := fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nSubject: Hello\r\nMessage-ID: %s\r\n\r\nLunch?\r\n", leg.from, leg.to, id)
			if side := people[leg.from]; side == "" {
				h.HostOf(leg.from).Send(leg.from, []string{leg.to}, content)
			} else {
				h.Submit(side, leg.from, []string{leg.to}, content)
			}
			if err := h.Settle(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range h.MailAt(leg.to, nil) {
				if m.Header.Get("Message-ID") == id {
					got = append(got, string(m.At)+" "+m.Header.Get(headers.AuthAs))
				}
			}
			if diff := cmp.Diff([]string{string(people[leg.to]) + " " + leg.as}, got); diff != "" {
				t.Errorf("where it arrived, and as what (-want +got):\n%s\n%s", diff, script.RenderEvents(h.Events(), false))
			}
			var passed []string
			for _, e := range h.Events() {
				if e.MessageID != id {
					continue
				}
				for _, d := range e.Decisions {
					if d.Question == relay.WhichAttribution {
						direction, _, _ := strings.Cut(d.Chosen, " ")
						passed = append(passed, h.Side(e.Side).Organization().Name+" "+direction)
					}
				}
			}
			if diff := cmp.Diff(leg.tenants, strings.Join(passed, ", ")); diff != "" {
				t.Errorf("whose mail it was at the service (-want +got):\n%s", diff)
			}
		})
	}
	h.undisturbed(t)
	for _, side := range []relay.Side{"onprem:woodgrove", "cloud:woodgrove"} {
		if queues := h.Side(side).Queues(); len(queues) > 0 {
			t.Errorf("mail waits at %s: %+v", side, queues)
		}
	}
}

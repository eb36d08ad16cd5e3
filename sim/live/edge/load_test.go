package edge_test

import (
	"errors"
	"fmt"
	"net/netip"
	"net/smtp"
	"strings"
	"sync"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/tested"
)

// TestParallelClientsLoseNothing: of 5,000 messages of twenty clients from several sources each is delivered once, or reported once.
func TestParallelClientsLoseNothing(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	const clients, sources = 20, 4
	each := 250
	if tested.Race {
		each = 100 // of as many clients at once
	}
	var doors []*edge.Door // a side, a source
	for i := range sources {
		from := netip.AddrFrom4([4]byte{192, 0, 2, byte(50 + i)})
		doors = append(doors, l.open(relay.Cloud, from), l.open(relay.OnPremises, from))
	}
	// Most stay on the side where they come in, some cross, and some come back as reports.
	recipients := []string{"alice@contoso.com", "bob@contoso.com", "alice@contoso.com", "bob@contoso.com", "nobody@contoso.com"}
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			c, err := smtp.Dial(doors[i%len(doors)].Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for j := range each {
				to := recipients[j%len(recipients)]
				err := one(c, "erin@fabrikam.com", to, mail("erin@fabrikam.com", to, fmt.Sprintf("message-%d-%d", i, j)))
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	err := l.Settle()
	for range 12 { // under the race detector it takes longer than anybody at a console would wait
		if errors.Is(err, live.ErrAtWork) {
			err = l.Settle()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{} // by subject: deliveries, and reports of those that cannot be delivered
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range l.World.Side(side).Deliveries() {
			seen[d.Item.Header.Get("Subject")+" to "+d.Mailbox]++
		}
	}
	for _, m := range l.World.Host("mx.fabrikam.com").Mailbox("erin@fabrikam.com") {
		header, _ := relay.SplitMessage(m.Content)
		if subject, ok := strings.CutPrefix(header.Get("Subject"), "Undeliverable: "); ok {
			seen[subject+" to "+recipients[len(recipients)-1]]++
		}
	}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, q := range l.World.Side(side).Queues() {
			t.Errorf("%s has %d messages for %s: %s", side, q.MessageCount, q.NextHopDomain, q.LastError)
		}
	}
	total := 0
	for i := range clients {
		for j := range each {
			if s := fmt.Sprintf("message-%d-%d to %s", i, j, recipients[j%len(recipients)]); seen[s] != 1 {
				t.Errorf("%s: %d deliveries or reports, want one", s, seen[s])
			}
			total++
		}
	}
	for _, n := range seen {
		total -= n
	}
	if total != 0 {
		t.Errorf("%d messages more were sent than are accounted for", total)
	}
}

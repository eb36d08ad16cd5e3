package live_test

import (
	"fmt"
	"net/netip"
	"net/smtp"
	"sync"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/live"
)

func TestParallelClientsLoseNothing(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	const clients, each, sources = 20, 250, 4
	var doors []*live.Door // a side, a source
	for i := range sources {
		from := netip.AddrFrom4([4]byte{192, 0, 2, byte(50 + i)})
		doors = append(doors, l.open(relay.Cloud, from), l.open(relay.OnPremises, from))
	}
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
				to := "alice@contoso.com"
				if j%5 == 0 {
					to = "bob@contoso.com"
				}
				err := one(c, "erin@fabrikam.com", to, mail("erin@fabrikam.com", to, fmt.Sprintf("message-%d-%d", i, j)))
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range l.World.Side(side).Deliveries() {
			seen[d.Item.Header.Get("Subject")]++
		}
	}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, q := range l.World.Side(side).Queues() {
			t.Errorf("%s has %d messages for %s: %s", side, q.MessageCount, q.NextHopDomain, q.LastError)
		}
	}
	for i := range clients {
		for j := range each {
			if s := fmt.Sprintf("message-%d-%d", i, j); seen[s] != 1 {
				t.Errorf("%s arrived %d times", s, seen[s])
			}
		}
	}
}

func one(c *smtp.Client, from, to string, content []byte) error {
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	data, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := data.Write(content); err != nil {
		return err
	}
	return data.Close()
}

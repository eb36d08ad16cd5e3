package live_test

import (
	"fmt"
	"net/smtp"
	"sync"
	"testing"

	"hybridsim/relay"
)

func TestParallelClientsLoseNothing(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	const clients, each = 20, 250
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			c, err := smtp.Dial(l.cloud.Addr().String())
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

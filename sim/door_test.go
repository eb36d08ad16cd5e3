package sim_test

import (
	"net/netip"
	"reflect"
	"slices"
	"sync"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim"
)

// TestWhoeverLooksAtAWorldMayDoSoWhileItChanges calls every exported method without arguments while others change what it shows.
// It is for the race detector; new methods are in it by themselves.
func TestWhoeverLooksAtAWorldMayDoSoWhileItChanges(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	host, err := l.AddHost("mx.example", []netip.Addr{netip.MustParseAddr("203.0.113.9")}, []string{"example"})
	if err != nil {
		t.Fatal(err)
	}
	driven := []string{"Close", "Settle"} // by whoever drives the world
	var all sync.WaitGroup
	lookedAt := []any{l.World, host}
	for _, side := range l.Sides() {
		lookedAt = append(lookedAt, side)
		for _, server := range side.Servers() {
			lookedAt = append(lookedAt, server)
		}
	}
	for _, of := range lookedAt {
		v := reflect.ValueOf(of)
		for i := range v.NumMethod() {
			name, method := v.Type().Method(i).Name, v.Method(i)
			if method.Type().NumIn() > 0 || slices.Contains(driven, name) {
				continue
			}
			all.Go(func() {
				for range 20 {
					method.Call(nil)
				}
			})
		}
	}
	ban := relay.MustParseAddressRange("198.51.100.8")
	change := []func(int){
		func(int) {
			l.Ban(relay.Listing{AddressRange: ban, List: relay.OwnList})
			if err := l.Delist(ban, relay.ByPortal); err != nil {
				t.Error(err)
			}
		},
		func(i int) {
			if err := l.Publish([]string{"2018", "today"}[i%2]); err != nil {
				t.Error(err)
			}
		},
		func(int) { l.Submit(relay.OnPremises, bob, []string{alice}, []byte("Subject: x\r\n\r\nx\r\n")) },
		func(int) { host.Send("x@example", []string{alice}, []byte("Subject: x\r\n\r\nx\r\n")) },
		func(int) {
			if err := host.AddMailbox("x@example"); err != nil {
				t.Error(err)
			}
		},
		func(int) { l.must(l.Distrust(publicCA, "")); l.must(l.Trust(publicCA, "")) },
		func(int) {
			if _, err := l.Issue(sim.CertificateRequest{Subject: "mx.example", Authority: "CN=Nobody", Server: "EX01"}); err != nil {
				t.Error(err)
			}
		},
	}
	for _, f := range change {
		all.Go(func() {
			for i := range 20 {
				f(i)
			}
		})
	}
	all.Wait()
}

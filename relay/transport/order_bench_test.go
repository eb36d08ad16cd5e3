package transport_test

import (
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// BenchmarkWhatNobodyUses delivers a message that no mail-flow rule, limit, forwarding or verdict is about, by the whole
// order and by the order without them, side by side in one run: the first must cost at most 1.1 times the second. On
// quiet cores: go test ./relay/transport -run - -bench WhatNobodyUses -count 6
func BenchmarkWhatNobodyUses(b *testing.B) {
	for name, o := range map[string]*relay.Organization{"on-premises": onPremises(relay.Exchange2016), "cloud": cloud(relay.EraToday)} {
		l := newLab(o)
		deliver := func(b *testing.B) {
			for b.Loop() {
				l.Submit("alice@contoso.com", []string{"bob@contoso.com"}, hello)
				for due, ok := l.Due(); ok && !due.After(l.now); due, ok = l.Due() {
					l.Step()
				}
				l.events = l.events[:0]
				l.Forget(l.now.AddDate(1, 0, 0))
			}
		}
		b.Run(name+"/with", deliver)
		b.Run(name+"/without", func(b *testing.B) { transport.WithoutPolicy(func() { deliver(b) }) })
	}
}

package script

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// TestJudgements: one row for each way in which a claim is judged, where it holds and where it does not.
func TestJudgements(t *testing.T) {
	first, second := &relay.Event{InternalID: 1}, &relay.Event{InternalID: 2}
	red, green := sight{says: "red"}, sight{says: "green", fits: true, brief: "it is green", event: second}
	nothing := sights{nothing: "no light", absence: "dark", event: first}
	shown := func(list ...sight) sights { return sights{list: list, nothing: "no light"} }
	twice := shown(green, green)
	twice.spoilt = "some twice"
	many := shown(red, red, red, green)
	many.most = 2
	told := shown(green)
	told.told = "a light"
	for _, tt := range []struct {
		name  string
		judge judgement
		seen  sights
		want  Finding
	}{
		{"one that fits is enough", judgement{kind: some}, shown(red, green, red), Finding{true, "red\ngreen\nred", "it is green", second}},
		{"none that fits is not", judgement{kind: some}, shown(red), Finding{Got: "red"}},
		{"neither is nothing, which is told with what explains it", judgement{kind: some}, nothing, Finding{Got: "no light", Brief: "dark", Event: first}},
		{"nothing may fit", judgement{kind: none}, shown(red), Finding{Holds: true, Got: "red"}},
		{"and there may be nothing", judgement{kind: none}, nothing, Finding{true, "no light", "dark", first}},
		{"but one fits, and explains", judgement{kind: none}, shown(green), Finding{false, "green", "it is green", second}},
		{"the latest fits", judgement{kind: latest}, shown(red, green), Finding{true, "green", "it is green", second}},
		{"the latest does not, whatever was before it", judgement{kind: latest}, shown(green, red), Finding{Got: "red"}},
		{"there is no latest", judgement{kind: latest}, nothing, Finding{Got: "no light", Brief: "dark", Event: first}},
		{"so many fit", judgement{kind: counted, counts: counts{1, 1}}, shown(red, green), Finding{true, "red\ngreen", "it is green", second}},
		{"fewer fit", judgement{kind: counted, counts: counts{2, 3}}, shown(red, green), Finding{false, "red\ngreen", "it is green", second}},
		{"all of so many fit", judgement{kind: every, counts: counts{1, 2}}, shown(green), Finding{true, "green", "it is green", second}},
		{"one of them does not", judgement{kind: every, counts: counts{1, 2}}, shown(green, red), Finding{false, "green\nred", "it is green", second}},
		{"there are too many of them", judgement{kind: every, counts: counts{1, 1}}, shown(green, green), Finding{false, "green\ngreen", "it is green", second}},
		{"what is spoilt does not count", judgement{kind: some}, twice, Finding{false, "green\ngreen, some twice", "it is green", second}},
		{"a long list is told in part", judgement{kind: some}, many, Finding{true, "red\nred\n... and 2 more", "it is green", second}},
		{"all are told together", judgement{kind: some}, told, Finding{true, "a light", "it is green", second}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.judge.of(tt.seen), cmp.Comparer(func(a, b *relay.Event) bool { return a == b })); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
		})
	}
}

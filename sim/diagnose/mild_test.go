package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/check"
	"hybridsim/sim/fault"
)

// TestWhoTellsOfLittleHasNoMore: of causes that fit equally well, the one that would lose other mail too, or would have told the sender, comes behind
// one that is rarer, where the symptom is of mail that arrives; where mail does not arrive anyway, the more common one comes first.
func TestWhoTellsOfLittleHasNoMore(t *testing.T) {
	end := func(to string, kind check.Kind, told bool) check.End {
		e := check.End{Recipient: to, Outcome: check.Outcome{Kind: kind}}
		if told {
			e.Report = &check.End{Outcome: check.Outcome{Kind: check.DeliveredInternal}}
		}
		return e
	}
	ann, ben := end("ann@a.example", check.DeliveredInternal, false), end("ben@b.example", check.DeliveredInternal, false)
	lost, refused := end("ben@b.example", check.Lost, false), end("ben@b.example", check.Refused, true)
	for _, row := range []struct {
		says    string
		symptom string
		often   []check.End // what the more common cause makes of a message to both
		rare    []check.End
		hurt    int // other messages that the more common cause loses
		want    string
	}{
		{"other mail arrives", "external", []check.End{ann, ben}, []check.End{ann, ben}, 1, "rare"},
		{"the other recipient has it", "external", []check.End{ann, lost}, []check.End{ann, ben}, 0, "rare"},
		{"the copy that is missing is told", "no copy at ben@b.example", []check.End{ann, lost}, []check.End{ann, lost}, 0, "often"},
		{"the sender has no report", "no copy at ben@b.example", []check.End{ann, refused}, []check.End{ann, lost}, 0, "rare"},
		{"mail that waits is not mild", "deferred", []check.End{ann, lost}, []check.End{ann, ben}, 1, "often"},
		{"nothing else is lost", "external", []check.End{ann, ben}, []check.End{ann, ben}, 0, "often"},
	} {
		t.Run(row.says, func(t *testing.T) {
			letter := &asConfigured{seen: &view{ends: []check.End{ann, ben}}}
			cause := func(name string, common fault.Common, ends []check.End, hurt int) Cause {
				return Cause{Name: name, common: common, faults: 1, Fit: 1, letter: letter, hurt: hurt, seen: &view{ends: ends}}
			}
			r := &Report{Causes: []Cause{cause("often", fault.Often, row.often, row.hurt), cause("rare", fault.Rare, row.rare, 0)}}
			d := &search{symptom: read(t, row.symptom)}
			r.sort()
			d.silence(r)
			if diff := cmp.Diff(row.want, r.Causes[0].Name); diff != "" {
				t.Errorf("the first (-want +got):\n%s", diff)
			}
		})
	}
}

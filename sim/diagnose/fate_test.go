package diagnose

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// TestWhatIsAskedNext: a keyword of an EHLO list, an event and another message's fate are asked about where they tell causes apart, and the
// answer leaves those that are as it says.
func TestWhatIsAskedNext(t *testing.T) {
	view := func(marks ...string) *view {
		v := &view{marks: map[string]bool{}, fates: true}
		v.add(marks)
		return v
	}
	const keyword, event, flow = "EHLO keyword STARTTLS in clear from gw.litware.com", "event 12014 of EX7", "flow from a@b.example to c@d.example: deferred"
	for _, row := range []struct{ says, mark, ask string }{
		{"a keyword", keyword, "Port 25 of gw.litware.com, EHLO in clear (or the rows behind EHLO in the sender's protocol log): is there STARTTLS?"},
		{"an event", event, "The application log of EX7 (Get-EventLog Application): is there an event 12014?"},
		{"another message", flow, "Send a message from a@b.example to c@d.example, or look for one in message trace: is it deferred?"},
	} {
		t.Run(row.says, func(t *testing.T) {
			causes := []Cause{{Name: "one", Fit: 1, seen: view(row.mark)}, {Name: "two", Fit: 1, seen: view()}}
			asked := questions(causes)
			if len(asked) != 1 || asked[0].Ask != row.ask || asked[0].Bits != 1 {
				t.Fatalf("%+v, want %q", asked, row.ask)
			}
			for answer, want := range map[string]string{"yes": "one", "no": "two"} {
				d := &search{o: Options{Also: []*Symptom{read(t, answer+": "+row.mark)}}}
				if left := d.consistent(slices.Clone(causes)); len(left) != 1 || left[0].Name != want {
					t.Errorf("%s leaves %+v, want %s", answer, left, want)
				}
			}
		})
	}
}

// TestAnotherMessageTellsCausesApart: what becomes of a message the other way round is asked, and the answer is taken.
func TestAnotherMessageTellsCausesApart(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	s := base(t, "hybrid-2013")
	const mark = "flow from bob@contoso.com to alice@contoso.com: delivered external"
	both, onlyThis := diagnosed(t, s, "external", "yes: "+mark), diagnosed(t, s, "external", "no: "+mark)
	names := func(r *Report) (list []string) {
		for _, c := range r.Causes {
			list = append(list, c.Name)
		}
		return list
	}
	if len(both.Causes)+len(onlyThis.Causes) < 3 || slices.ContainsFunc(names(both), func(n string) bool { return slices.Contains(names(onlyThis), n) && !strings.HasPrefix(n, "value") }) {
		t.Errorf("yes leaves %q, no leaves %q", names(both), names(onlyThis))
	}
}

// TestWhoIsAskedIsShownWhatTellsTheCause: a cause that is not the customer's has rows and reports to show, and none that would be there without it.
func TestWhoIsAskedIsShownWhatTellsTheCause(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	r := diagnosed(t, base(t, "hybrid-2013"), "450 4.4.316 Connection refused [Message=Socket error code 10061] [LastAttemptedServerName=mail.contoso.com]")
	at := slices.IndexFunc(r.Causes, func(c Cause) bool { return strings.HasPrefix(c.Name, "firewall") })
	if at < 0 {
		t.Fatalf("%s: %+v", r.Verdict, r.Causes)
	}
	c := r.Causes[at]
	if len(c.Fix) > 0 || len(c.Show) == 0 || !strings.Contains(c.Show[0], "DEFER") {
		t.Errorf("fix %q, show %q: want no fix, and the row that says it", c.Fix, c.Show)
	}
	if healthy := played(t, base(t, "hybrid-2013")); slices.ContainsFunc(c.Show, func(m string) bool { return healthy.marks[m] }) {
		t.Errorf("%q is there without the cause, too", c.Show)
	}
}

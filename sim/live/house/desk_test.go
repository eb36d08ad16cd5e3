package house_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/console"
	"hybridsim/sim/live/house"
	"hybridsim/sim/story"
)

// paper is a screen on which lines are written beforehand, and everything that is shown.
type paper struct {
	lines []string
	shown strings.Builder
}

func (p *paper) Line() (string, error) {
	if len(p.lines) == 0 {
		return "", io.EOF
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	return line, nil
}

func (p *paper) Prompted(line string) { p.shown.WriteString("prompted " + line + "\n") }
func (p *paper) Answer(text string)   { p.shown.WriteString(text) }
func (p *paper) Mistake(err error)    { p.shown.WriteString("mistake: " + err.Error() + "\n") }

func (p *paper) Events(list []relay.Event, decisions bool) {
	for _, e := range list {
		p.shown.WriteString("event " + string(e.ID) + map[bool]string{true: " with decisions"}[decisions && len(e.Decisions) > 0] + "\n")
	}
}

func TestHowItGoesAtADesk(t *testing.T) {
	const send, holds, fails = "alice@contoso.com> send to bob@contoso.com", "want mail at bob@contoso.com", "want no mail at bob@contoso.com"
	for _, tt := range []struct {
		name  string
		piped bool
		lines []string
		ends  bool
		want  house.Result
		shown []string
	}{
		{"an empty pipe is nobody's wish", true, nil, false, house.Result{}, nil},
		{"blank lines are no lines", true, []string{"", "  "}, false, house.Result{}, nil},
		{"a terminal that is left ends it", false, nil, true, house.Result{}, nil},
		{"lines that ran out end it", true, []string{send, holds}, true, house.Result{Seen: 2}, []string{"holds"}},
		{"nothing is read behind exit", true, []string{"exit", "nonsense"}, true, house.Result{}, nil},
		{"a claim that does not hold is told apart", true, []string{send, fails}, true, house.Result{Seen: 2, Failed: true}, []string{"does not hold"}},
		{"from what could not be done", true, []string{"nonsense", send, holds, "quit"}, true, house.Result{Seen: 3, Wrong: 1}, []string{"mistake: "}},
		{"events of piped lines come when they are asked for", true, []string{"events on", send, "events full", send}, true, house.Result{Seen: 4},
			[]string{"event RECEIVE\n", "event DELIVER", "event RECEIVE with decisions"}},
		{"events in a way that there is not", true, []string{"events loud"}, true, house.Result{Seen: 1, Wrong: 1}, []string{`"loud" is no way to show events`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
			if err != nil {
				t.Fatal(err)
			}
			w, err := s.World()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(w.Close)
			c := console.New(s)
			if err := c.Attach(w, w.Clock.Now()); err != nil {
				t.Fatal(err)
			}
			p := &paper{lines: tt.lines}
			d := house.NewDesk(&console.Session{Console: c}, p, tt.piped)
			d.Watch(w, 0)
			if ends := d.Read(); ends != tt.ends {
				t.Errorf("the house ends: %t, want %t", ends, tt.ends)
			}
			d.Finish()
			if diff := cmp.Diff(tt.want, d.Result()); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			left := p.shown.String()
			for _, want := range tt.shown {
				_, after, ok := strings.Cut(left, want)
				if !ok {
					t.Fatalf("%q is not where it should be in\n%s", want, p.shown.String())
				}
				left = after
			}
		})
	}
}

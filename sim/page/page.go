package page

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/journey"
	"hybridsim/sim/records"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/topology"
)

//go:embed page.html
var pageText string

//go:embed page.css
var style string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"chosen": chosen, "status": status, "time": clock, "lines": func(s string) []string {
		return strings.Split(s, "\n")
	},
}).Parse(pageText))

// Write renders the reports of played stories as one page.
func Write(w io.Writer, reports []*story.Report) error {
	data := struct {
		Title   string
		Style   template.CSS
		Stories []storyView
	}{Title: "hybridsim", Style: template.CSS(style + topology.Style)}
	for i, r := range reports {
		data.Stories = append(data.Stories, view(r, i))
	}
	if len(reports) == 1 {
		data.Title = reports[0].Story.Title
	}
	if err := pageTemplate.Execute(w, data); err != nil {
		return fmt.Errorf("rendering the page: %w", err)
	}
	return nil
}

// storyView is a story as the template sees it.
type storyView struct {
	ID       string
	Report   *story.Report
	Topology template.HTML
	Acts     []actView
	Notices  []noticeView
	Claims   []claimView
}

// IsAssertion reports whether the file only states what must hold.
func (v storyView) IsAssertion() bool { return v.Report.Story.Kind == story.Assertion }

// actView is a section of the story with what happened in it.
type actView struct {
	Name     string
	Lines    []string // what was typed
	Messages []messageView
}

// messageView is one message's way.
type messageView struct {
	Subject string
	From    string
	Diagram template.HTML
	Events  []relay.Event
	Count   int // messages that went the same way
	arrows  []arrow
}

// claimView is a claim in words.
type claimView struct {
	story.ClaimResult
	Mark string
}

// noticeView is a report as a mail client shows it.
type noticeView struct{ Mailbox, From, Subject, Date, Text string }

func view(r *story.Report, number int) storyView {
	told := followed(r)
	v := storyView{ID: fmt.Sprintf("s%d", number), Report: r, Topology: topology.Draw(r.Topology)}
	i := 0
	for section, events := range r.SectionEvents() {
		act := actView{Name: actName(r.Story, section), Lines: r.Story.LinesOf(section)}
		act.Messages = alike(told, events)
		for j := range act.Messages {
			m := &act.Messages[j]
			m.Diagram = sequence(m.arrows, fmt.Sprintf("%s-%d-%d", v.ID, i, j))
		}
		if len(act.Lines)+len(act.Messages) > 0 {
			v.Acts = append(v.Acts, act)
		}
		i++
	}
	for _, c := range r.Claims {
		v.Claims = append(v.Claims, claimView{c, string(c.Step.Mark.Kind)})
	}
	for _, n := range r.Notices {
		if shown := notice(n); !slices.ContainsFunc(v.Notices, shown.likeness) {
			v.Notices = append(v.Notices, shown)
		}
	}
	return v
}

// actName is what a section of the page is called: what was typed for it stands in two sections of the story.
func actName(s *story.Story, section string) string {
	switch {
	case section == "Symptoms":
		return "Cause and symptoms"
	case section == "Verification" && s.Kind != story.Assertion:
		return "Resolution and verification"
	}
	return section
}

// followed are the journeys of all messages of a play.
func followed(r *story.Report) (list []journey.Journey) {
	records := r.Records()
	for _, id := range journey.IDs(records) {
		list = append(list, journey.Of(records, id))
	}
	return list
}

// alike are the messages of a section, in order of first appearance. Those that look the same and went the same way
// stand together; the first stands for all.
func alike(told []journey.Journey, events []relay.Event) []messageView {
	if len(events) == 0 {
		return nil
	}
	first, last := events[0].Sequence, events[len(events)-1].Sequence
	var list []messageView
	for _, j := range told {
		m := messageView{From: j.Sender, Subject: j.Subject, Count: 1}
		for _, e := range j.Events {
			if e.Sequence >= first && e.Sequence <= last {
				m.Events = append(m.Events, e)
			}
		}
		for _, h := range j.Hops {
			if h.Event.Sequence >= first && h.Event.Sequence <= last {
				m.arrows = append(m.arrows, arrowsOf(h)...)
			}
		}
		if len(m.Events) > 0 {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b messageView) int {
		return cmp.Compare(a.Events[0].Sequence, b.Events[0].Sequence)
	})
	return together(list)
}

func together(messages []messageView) []messageView {
	var list []messageView
	for _, m := range messages {
		i := slices.IndexFunc(list, func(o messageView) bool {
			return o.Subject == m.Subject && o.From == m.From && slices.Equal(o.arrows, m.arrows)
		})
		if i >= 0 {
			list[i].Count++
		} else {
			list = append(list, m)
		}
	}
	return list
}

func notice(n script.Mail) noticeView {
	return noticeView{
		Mailbox: n.Mailbox, From: n.Header.Get("From"), Subject: n.Header.Get("Subject"), Date: n.Header.Get("Date"),
		Text: strings.TrimSpace(dsn.HumanText(n.Content())),
	}
}

// likeness reports whether two reports say the same to the same person.
func (n noticeView) likeness(o noticeView) bool {
	body := func(text string) string {
		said, _, _ := strings.Cut(text, "Original message headers")
		return said
	}
	return n.Mailbox == o.Mailbox && n.Subject == o.Subject && body(n.Text) == body(o.Text)
}

func chosen(d relay.Decision) string {
	switch {
	case d.NotModelled:
		return "NotModelled"
	case d.Chosen == "":
		return "none"
	}
	return d.Chosen
}

func status(e relay.Event) string { return records.Tone(e.ID) }

func clock(e relay.Event) string { return e.Time.UTC().Format("2 Jan 15:04:05") }

package page

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/topology"
)

// Lifelines, in the order in which they stand. Those of a further organization have its name behind a comma.
const (
	lifeCloudUser = "cloud mailbox"
	lifeCloud     = "cloud"
	lifeOnPrem    = "on-premises"
	lifeLocalUser = "on-premises mailbox"
	lifeOutside   = "outside host"
)

// arrow is one step of a sequence diagram. An arrow from a line to itself is a note.
type arrow struct {
	from, to string
	text     string
	kind     string // class of its colour
}

// diagram geometry, in pixels.
const (
	columnWidth = 200
	rowHeight   = 34
	headHeight  = 46
	margin      = 20
)

// sequence draws the way of one message.
func sequence(arrows []arrow, id string) template.HTML {
	columns := columnsOf(arrows)
	if len(columns) == 0 {
		return ""
	}
	width, height := margin*2+columnWidth*max(len(columns), 4), headHeight+rowHeight*len(arrows)+margin
	x := func(line string) int { return margin + columnWidth/2 + columnWidth*slices.Index(columns, line) }
	var b strings.Builder
	fmt.Fprintf(&b,
		`<svg class="seq" viewBox="0 0 %d %d" style="max-width:%dpx" role="img" aria-label="The way of the message">`, width, height, width)
	fmt.Fprintf(&b,
		`<defs><marker id="%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>`, id)
	for _, c := range columns {
		fmt.Fprintf(&b, `<line class="life" x1="%d" y1="%d" x2="%d" y2="%d"/>`, x(c), headHeight-8, x(c), height-6)
		fmt.Fprintf(&b,
			`<rect class="head %s" x="%d" y="8" width="%d" height="28" rx="5"/><text class="name" x="%d" y="27">%s</text>`, strings.ReplaceAll(kindOf(c), " ", "-"), x(c)-80, 160, x(c), html.EscapeString(c))
	}
	for i, a := range arrows {
		y := headHeight + rowHeight*i + 22
		if a.from == a.to {
			fmt.Fprintf(&b, `<circle class="dot %s" cx="%d" cy="%d" r="4"/>`, a.kind, x(a.from), y-4)
			fmt.Fprintf(&b, `<text class="note %s" x="%d" y="%d">%s</text>`, a.kind, x(a.from)+10, y,
				html.EscapeString(topology.Shorten(a.text, (width-x(a.from)-30)/7)))
			continue
		}
		from, to := x(a.from), x(a.to)
		fmt.Fprintf(&b, `<line class="msg %s" x1="%d" y1="%d" x2="%d" y2="%d" marker-end="url(#%s)"/>`, a.kind, from,
			y, to, y, id)
		fmt.Fprintf(&b, `<text class="label %s" x="%d" y="%d">%s</text>`, a.kind, (from+to)/2, y-6,
			html.EscapeString(topology.Shorten(a.text, abs(to-from)/7)))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// columnsOf are the lifelines of a diagram, by kind and then by organization.
func columnsOf(arrows []arrow) (columns []string) {
	for _, a := range arrows {
		for _, line := range []string{a.from, a.to} {
			if !slices.Contains(columns, line) {
				columns = append(columns, line)
			}
		}
	}
	kinds := []string{lifeCloudUser, lifeCloud, lifeOnPrem, lifeLocalUser, lifeOutside}
	slices.SortFunc(columns, func(a, b string) int {
		return cmp.Or(slices.Index(kinds, kindOf(a))-slices.Index(kinds, kindOf(b)), strings.Compare(a, b))
	})
	return columns
}

// kindOf is a lifeline without its organization.
func kindOf(line string) string {
	kind, _, _ := strings.Cut(line, ", ")
	return kind
}

// lifeline is the line of a place.
func lifeline(p journey.Place) string {
	line := lifeOutside
	kind, name, further := strings.Cut(p.At, ":")
	switch {
	case kind == string(relay.Cloud) && p.Mailbox:
		line = lifeCloudUser
	case kind == string(relay.Cloud):
		line = lifeCloud
	case kind == string(relay.OnPremises) && p.Mailbox:
		line = lifeLocalUser
	case kind == string(relay.OnPremises):
		line = lifeOnPrem
	}
	if further && line != lifeOutside {
		line += ", " + name
	}
	return line
}

// arrowsOf draws a step: what moved is an arrow, what happened in one place a note.
func arrowsOf(h journey.Hop) []arrow {
	e, from, to := h.Event, lifeline(h.From), lifeline(h.To)
	draw := func(text, kind string) []arrow { return []arrow{{from, to, text, kind}} }
	switch e.ID {
	case relay.EventReceive:
		if e.Source != "SMTP" {
			return draw("submit", "plain")
		}
		return draw(authText(e), authKind(e))
	case relay.EventSend:
		return draw("accepted by "+e.RemoteHost, "good")
	case relay.EventDeliver:
		return draw("deliver", "good")
	case relay.EventRefuse:
		return draw(e.Reply.String(), "bad")
	case relay.EventDefer:
		return draw("deferred "+clock(e)+": "+e.Reply.String(), "wait")
	case relay.EventFail, relay.EventBadMail, relay.EventDrop:
		failed := draw("fails: "+e.Reply.String(), "bad")
		if h.ByOutside {
			return append([]arrow{{lifeOutside, from, "refused by " + e.RemoteHost, "bad"}}, failed...)
		}
		return failed
	case relay.EventDSN:
		return draw("report written", "plain")
	case relay.EventConnect:
		return draw("a connection without all it needs", "wait")
	}
	return nil
}

func authText(e relay.Event) string {
	for _, d := range e.Decisions {
		if d.Question == relay.IsInternal {
			return "accepted, " + d.Chosen
		}
	}
	return "accepted"
}

func authKind(e relay.Event) string {
	if strings.HasSuffix(authText(e), string(relay.AuthInternal)) {
		return "good"
	}
	return "wait"
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
)

// renderEvent is one line of a trace, and beneath it the decisions, one line each.
func renderEvent(e relay.Event, all bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %-6s %-9s", e.Time.UTC().Format("01-02 15:04:05"), e.Side, e.ID)
	if len(e.Recipients) > 0 {
		fmt.Fprintf(&b, " %s", strings.Join(e.Recipients, ", "))
	}
	switch {
	case e.ID == relay.EventConnect:
		fmt.Fprintf(&b, " from %s", e.ClientIP)
	case e.ID == relay.EventReceive && e.Source == "SMTP" || e.ID == relay.EventRefuse:
		fmt.Fprintf(&b, " from <%s> at %s", e.Sender, e.ClientIP)
		if e.TranslatedFrom.IsValid() {
			fmt.Fprintf(&b, " (translated from %s)", e.TranslatedFrom)
		}
	case e.ID == relay.EventReceive:
		fmt.Fprintf(&b, " from <%s>", e.Sender)
	case e.ID == relay.EventSend:
		fmt.Fprintf(&b, " to %s", e.RemoteHost)
	}
	if e.ConnectorID != "" {
		fmt.Fprintf(&b, " by %s", Quote(e.ConnectorID))
	}
	if e.RecipientStatus != "" {
		fmt.Fprintf(&b, ": %s", e.RecipientStatus)
	}
	b.WriteByte('\n')
	for _, d := range e.Decisions {
		b.WriteString(RenderDecision(d, all))
	}
	return b.String()
}

// RenderDecision is a line, with all candidates beneath it when they are wanted.
func RenderDecision(d relay.Decision, candidates bool) string {
	chosen := d.Chosen
	switch {
	case d.NotModelled:
		chosen = "NotModelled"
	case chosen == "":
		chosen = "none"
	}
	s := fmt.Sprintf("  %s: %s, because %s [%s]\n", d.Question, chosen, d.Because, d.Source)
	if !candidates {
		return s
	}
	for _, c := range d.Candidates {
		mark := "-"
		if c.Chosen {
			mark = "+"
		}
		s += fmt.Sprintf("    %s %s: %s (%s)\n", mark, c.Name, c.Why, c.Property)
	}
	return s
}

// RenderEvents is a list of events.
func RenderEvents(events []relay.Event, all bool) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(renderEvent(e, all))
	}
	return b.String()
}

// RenderEnds says what became of messages, a line for each recipient.
func RenderEnds(records journey.Records) string {
	var b strings.Builder
	for _, id := range journey.IDs(records) {
		j := journey.Of(records, id)
		subject, sender := j.Subject, j.Sender
		if subject == "" {
			subject = "(no subject)"
		}
		fmt.Fprintf(&b, "%s from <%s>\n", subject, sender)
		for _, e := range j.Ends {
			fmt.Fprintf(&b, "  %s\n", e)
		}
	}
	return b.String()
}

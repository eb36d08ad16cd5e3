package script

import "hybridsim/relay"

// tracePrinter prints what happened since the section began.
type tracePrinter struct{ all bool }

var (
	_ = register(groupPrint, "trace", "trace",
		"Prints what happened to the messages since the section began, and each decision.",
		func(c *Cursor) (any, error) { return &tracePrinter{}, nil })
	_ = register(groupPrint, "explain", "explain",
		"As trace, with every candidate and the property that ruled it in or out.",
		func(c *Cursor) (any, error) { return &tracePrinter{all: true}, nil })
)

func (t *tracePrinter) print(p *Player) (string, error) {
	return RenderEvents(p.EventsSince(p.section, func(relay.Event) bool { return true }), t.all), nil
}

package lab

import (
	"fmt"
	"strings"

	"hybridsim/sim/script"
	"hybridsim/sim/story/tell"
)

// Task is what a student is told: the ticket if the author wrote one, what is reported, all that is graded, and who the
// student may be.
func (l *Lab) Task(p *script.Player) (string, error) {
	var b strings.Builder
	if l.Sheet.Ticket != "" {
		b.WriteString(l.Sheet.Ticket + "\n\n")
	}
	b.WriteString(tell.Task(l.Story, p))
	list, err := l.flows.healthy()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "It is done again for each turn that the world takes: sending addresses, servers, members.\n"+
		"And none of these %d flows, which were healthy before the fault, may be worse:\n", len(list))
	for _, f := range list {
		fmt.Fprintf(&b, "  - %s\n", f.Title)
	}
	var prompts []string
	for _, actor := range l.Actors() {
		prompts = append(prompts, actor+">")
	}
	fmt.Fprintf(&b, "You may change what is typed at %s", strings.Join(prompts, ", "))
	if l.Sheet.Lines > 0 {
		fmt.Fprintf(&b, ", in %d lines", l.Sheet.Lines)
	}
	b.WriteString(". You may look everywhere, send mail as anybody, and wait.\n")
	return b.String(), nil
}

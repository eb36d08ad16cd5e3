package diagnose

import (
	"slices"
	"strings"
)

// changes are the marks of lines that make a fault: what somebody would find who looks at the settings.
func changes(lines []string) (marks []string) {
	for _, line := range lines {
		_, typed, _ := strings.Cut(line, "> ")
		cmdlet, rest, _ := strings.Cut(typed, " ")
		object, pairs, sets := strings.Cut(rest, " -")
		if noun, is := strings.CutPrefix(cmdlet, "Set-"); is && sets {
			for _, pair := range strings.Split(pairs, " -") {
				property, value, _ := strings.Cut(pair, " ")
				marks = append(marks, "property "+property+" of "+noun+" "+object+" is "+value)
			}
		}
		if noun, is := strings.CutPrefix(cmdlet, "Remove-"); is {
			marks = append(marks, "no "+noun+" "+rest)
		}
	}
	return marks
}

// changed are the marks of lines that cure: a setting that somebody may have changed.
func changed(lines []string) (marks []string) {
	for _, m := range changes(lines) {
		what, _, _ := strings.Cut(m, " is ")
		marks = append(marks, "change of "+what)
	}
	return marks
}

// isChange reports whether a mark is about what was changed, and not about what became of mail.
func isChange(mark string) bool { return strings.HasPrefix(mark, "change of ") }

// ask is where to look for a mark, and for what.
func ask(mark string) string {
	what, rest, _ := strings.Cut(mark, " ")
	switch what {
	case "property":
		property, of, _ := strings.Cut(rest, " of ")
		object, value, _ := strings.Cut(of, " is ")
		return "Get-" + object + " | Format-List " + property + ": is it " + value + "?"
	case "no":
		return "Get-" + rest + ": is there none?"
	case "change":
		return "Search-AdminAuditLog: was " + strings.TrimPrefix(strings.TrimPrefix(rest, "of "), "property ") +
			" changed since mail was right?"
	case "header":
		name, whose, _ := strings.Cut(rest, " in what ")
		return "The message's header in the mailbox of " + strings.TrimSuffix(whose, " has") + ": is there a field " +
			name + "?"
	case "folder":
		name, whose, _ := strings.Cut(rest, " of ")
		return "The mailbox of " + whose + ": is it in " + name + "?"
	case "EHLO":
		what, host, _ := strings.Cut(strings.TrimPrefix(rest, "keyword "), " from ")
		name, when, _ := strings.Cut(what, " ")
		return "Port 25 of " + host + ", EHLO " + when + " (or the rows behind EHLO in the sender's protocol log): " +
			"is there " + name + "?"
	case "event":
		number, server, _ := strings.Cut(rest, " of ")
		return "The application log of " + server + " (Get-EventLog Application): is there an event " + number + "?"
	case "sender":
		name, whose, _ := strings.Cut(strings.TrimPrefix(rest, "shown as "), " at ")
		return "The mailbox of " + whose + ": is the sender shown as " + name + "?"
	case "part":
		kind, whose, _ := strings.Cut(rest, " in what ")
		return "The message in the mailbox of " + strings.TrimSuffix(whose, " has") + ": has it a part " + kind + "?"
	case "reply", "answer":
		by, says, _ := strings.Cut(strings.TrimPrefix(rest, "of "), ": ")
		kind := map[string]string{"reply": "an automatic reply", "answer": "an answer"}[what]
		return "The sender's mailbox: is there " + kind + " of " + by + " that says: " + says + "?"
	case "return":
		path, server, _ := strings.Cut(strings.TrimPrefix(rest, "path "), " of what ")
		return "Message trace, or the tracking log of " + strings.TrimSuffix(server, " sends") +
			": is the return path " + path + "?"
	case "flow":
		way, outcome, _ := strings.Cut(rest, ": ")
		return "Send a message " + way + ", or look for one in message trace: is it " + outcome + "?"
	case "outcome":
		return "Message trace, or Get-MessageTrackingLog: is the " + mark + "?"
	}
	for _, log := range []string{"protocol log", "message trace", "tracking log"} {
		if row, is := strings.CutPrefix(mark, log+" of "); is {
			server, row, _ := strings.Cut(row, ": ")
			return "The " + log + " of " + server + ": is there " + row + "?"
		}
	}
	return "Is there: " + mark + "?"
}

// consistent leaves the causes that are as the answers say.
func (d *search) consistent(causes []Cause) []Cause {
	return slices.DeleteFunc(causes, func(c Cause) bool {
		isOther := func(s *Symptom) bool { return !s.answers(c.seen) }
		return (c.seen.changes || c.seen.fates) && slices.ContainsFunc(d.o.Also, isOther)
	})
}

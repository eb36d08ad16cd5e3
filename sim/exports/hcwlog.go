package exports

import (
	"strings"
	"time"
)

func isHCWLog(head string) bool {
	for line := range strings.Lines(head) {
		if _, ok := parseLogLine(line); ok {
			return true
		}
	}
	return false
}

// logLine is a line of the log that is about a cmdlet: a head with the time, marks in brackets, and what is said.
type logLine struct {
	head, session, cmdlet, said string
	call                        string // session, cmdlet and thread
}

// parseLogLine reads "time [..., Session=Tenant, Cmdlet=Set-RemoteDomain, Thread=7] START ...".
func parseLogLine(line string) (l logLine, ok bool) {
	at := strings.Index(line, "Session=")
	if at < 0 {
		return l, false
	}
	opened := strings.LastIndexByte(line[:at], '[')
	marks, said, closed := strings.Cut(line[at:], "]")
	_, l.cmdlet, ok = strings.Cut(marks, ", Cmdlet=")
	if opened < 0 || !closed || !ok {
		return l, false
	}
	l.head, l.call, l.said = line[:opened], marks, strings.TrimSpace(said)
	l.session, _, _ = strings.Cut(marks[len("Session="):], ",")
	l.cmdlet, _, _ = strings.Cut(l.cmdlet, ",")
	return l, true
}

// logTime is how a line of the wizard's log begins; in UTC.
const logTime = "2006.01.02 15:04:05.000"

// readHCWLog reads the log of the Hybrid Configuration Wizard. It holds the commands as they were typed, and whether
// they failed; what they printed is in the .xhcw beside it.
func readHCWLog(s *source) error {
	var done []*Object
	begun := map[string][]int{} // the commands of a session and thread that may still fail: their places in done
	number, offset := 0, 0
	for text := range strings.Lines(s.text) {
		number++
		if offset += len(text); number%(1<<14) == 0 {
			s.tell(offset)
		}
		l, ok := parseLogLine(text)
		verb, noun, _ := strings.Cut(l.cmdlet, "-")
		if !ok || !changes(verb) {
			continue
		}
		if strings.Contains(l.head, "*ERROR*") || strings.HasPrefix(l.said, "ERROR") {
			if last := len(begun[l.call]) - 1; last >= 0 {
				done[begun[l.call][last]] = nil
				begun[l.call] = begun[l.call][:last]
				s.notice(number, "%s failed, so it is left out: %s", l.cmdlet, clip(l.said))
			}
			continue
		}
		if strings.HasPrefix(l.said, "FINISH") {
			delete(begun, l.call)
			continue
		}
		command, starts := strings.CutPrefix(l.said, "START")
		command = strings.TrimSpace(command)
		if !starts && !strings.HasPrefix(strings.ToLower(l.said), strings.ToLower(l.cmdlet)) {
			continue // what is said in between
		}
		if command == "" {
			s.notice(number, "the log does not show how %s was called", l.cmdlet)
			continue
		}
		o := &Object{Noun: noun, Verb: canonicalVerb(verb), Side: sessionSide(l.session),
			Time: s.logTime(l.head, number), At: s.at(number)}
		o.Properties = s.typedArguments(command, number)
		begun[l.call] = append(begun[l.call], len(done))
		done = append(done, o)
	}
	for _, o := range done {
		if o != nil {
			s.emit(o)
		}
	}
	return nil
}

// logTime reads the time at the head of a line.
func (s *source) logTime(head string, number int) time.Time {
	head = strings.TrimLeft(head, "\uFEFF ")
	t, err := time.Parse(logTime, head[:min(len(head), len(logTime))])
	if err != nil {
		s.notice(number, "the line does not begin with a time like %s", logTime)
	}
	return t
}

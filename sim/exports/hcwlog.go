package exports

import (
	"regexp"
	"strings"
	"time"
)

var sessionMark = regexp.MustCompile(`\[[^\]\n]*\bSession=(\w+), Cmdlet=([\w-]+)([^\]\n]*)\]`)

func isHCWLog(head string) bool { return sessionMark.MatchString(head) }

// logTime is how a line of the wizard's log begins; in UTC.
const logTime = "2006.01.02 15:04:05.000"

// logged is a command that the log says was begun.
type logged struct {
	object  *Object
	session string
	name    string
	thread  string
}

// readHCWLog reads the log of the Hybrid Configuration Wizard. It holds the commands as they were typed, and whether they
// failed; what they printed is in the .xhcw beside it.
func readHCWLog(s *source) error {
	var done []*logged
	number, offset := 0, 0
	for text := range strings.Lines(s.text) {
		number++
		if offset += len(text); number%(1<<14) == 0 {
			s.tell(offset)
		}
		text = strings.TrimRight(text, "\r\n")
		m := sessionMark.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		l := &logged{session: text[m[2]:m[3]], name: text[m[4]:m[5]], thread: strings.TrimSpace(text[m[6]:m[7]])}
		verb, noun, _ := strings.Cut(l.name, "-")
		if !changes(verb) {
			continue
		}
		head, rest := text[:m[0]], strings.TrimSpace(text[m[1]:])
		if strings.Contains(head, "*ERROR*") || strings.HasPrefix(rest, "ERROR") {
			done = s.drop(done, l, number, rest)
			continue
		}
		command, begun := strings.CutPrefix(rest, "START")
		command = strings.TrimSpace(command)
		if !begun && !strings.HasPrefix(strings.ToLower(rest), strings.ToLower(l.name)) {
			continue // FINISH, and what is said in between
		}
		l.object = &Object{Noun: noun, Verb: canonicalVerb(verb), Side: sessionSide(l.session), Time: s.logTime(head, number), At: s.at(number)}
		if command == "" {
			s.notice(number, "the log does not show how %s was called", l.name)
			continue
		}
		l.object.Properties = s.typedArguments(command, number)
		done = append(done, l)
	}
	for _, l := range done {
		s.emit(l.object)
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

// drop takes back the last command of a session and thread that failed.
func (s *source) drop(done []*logged, failed *logged, number int, why string) []*logged {
	for i := len(done) - 1; i >= 0; i-- {
		l := done[i]
		if l.session == failed.session && l.name == failed.name && l.thread == failed.thread {
			s.notice(number, "%s failed, so it is left out: %s", l.name, clip(why))
			return append(done[:i], done[i+1:]...)
		}
	}
	return done
}

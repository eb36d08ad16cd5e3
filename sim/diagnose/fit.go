package diagnose

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/relay/scrap"
	"hybridsim/sim/check"
)

// enough is the degree from which a view shows a symptom.
const enough = 0.65

// Fit is how well a view shows the symptom, from 0 to 1; healthy is what the message does as configured.
func (s *Symptom) fit(v, healthy *view) float64 {
	least := 1.0
	if !s.answers(v) {
		return 0
	}
	for _, w := range s.Words {
		if !s.shows(w, v, healthy) {
			return 0
		}
	}
	if s.Number != "" && !v.says(s.Number) {
		return 0
	}
	if s.validation != nil {
		least = min(least, fitTasks(s.validation.tasks, v.tasks))
	}
	if s.Event != 0 && !slices.ContainsFunc(v.apps, s.isEvent) {
		return 0
	}
	if s.ehlo != nil {
		least = min(least, fitEHLO(s.ehlo, v.ehlos))
	}
	for _, t := range s.talks {
		if f := fitTalk(t, v.talks); s.Scrap == nil {
			least = min(least, f)
		} else {
			least *= 0.85 + 0.15*f // what was refused says more
		}
	}
	if s.Headers != nil {
		least = min(least, fitHeaders(s.Headers, v))
	}
	switch f := fitFacts(s.facts, v, healthy); {
	case len(s.facts) == 0:
	case s.Scrap == nil:
		least = min(least, f)
	default:
		least *= 0.85 + 0.15*f
	}
	if s.Scrap != nil {
		for i := range s.Scrap.Cases {
			c := &s.Scrap.Cases[i]
			if c.Answer().OK() && len(s.Scrap.Cases) > 1 {
				continue // a row of what went well
			}
			least = min(least, fitCase(c, v))
		}
	}
	return least
}

// answers reports whether a view is as the answers say; what was changed shows in no message.
func (s *Symptom) answers(v *view) bool {
	for _, m := range s.yes {
		if !v.marks[m] && (!isChange(m) || v.changes) && (!isFate(m) || v.fates) {
			return false
		}
	}
	return !slices.ContainsFunc(s.no, func(m string) bool { return v.marks[m] })
}

func (v *view) says(text string) bool {
	return slices.ContainsFunc(v.replies, func(r said) bool { return strings.Contains(r.String(), text) }) ||
		slices.ContainsFunc(v.status, func(s string) bool { return strings.Contains(s, text) })
}

func (v *view) some(kinds ...check.Kind) bool {
	return slices.ContainsFunc(v.ends, func(e check.End) bool { return slices.Contains(kinds, e.Outcome.Kind) })
}

func (s *Symptom) shows(w Word, v, healthy *view) bool {
	switch w {
	case External:
		return v.some(check.DeliveredExternal, check.ExternalText, check.ReportExternal)
	case Deferred:
		return v.some(check.Deferred)
	case InInbox:
		return v.arrives() && slices.Contains(v.folders, mailbox.Inbox)
	case Junk:
		junk := func(folder string) bool { return strings.Contains(strings.ToLower(folder), "junk") }
		return slices.ContainsFunc(v.folders, junk)
	case Quarantined:
		return slices.Contains(v.events, relay.EventQuarantine)
	case NoReply:
		return v.arrives() && !v.answered
	case NobodyTold:
		if s.has(Copies) { // who has it is told, too
			return v.reports == 0
		}
		unreported := func(e check.End) bool { return e.Report != nil && !e.Report.Outcome.Kind.Arrives() }
		return len(v.ends) == 0 || v.some(check.Lost, check.Quarantined) || slices.ContainsFunc(v.ends, unreported)
	case OnlyMembers:
		return !v.arrives() && slices.ContainsFunc(v.ends, func(e check.End) bool { return e.Outcome.Kind.Arrives() })
	case WrongWay:
		return v.arrives() && (v.way() != healthy.way()) != healthy.otherWay
	case NotThrough:
		return v.arrives() && !v.through(s.Host)
	case NoSession:
		return !v.meets(s.Host)
	case Absent:
		return v.arrives() && len(v.headers) > 0 && !v.has(s.Header)
	case Lost:
		return !v.arrives()
	case NoLog:
		return len(v.passages) == 0
	case Copies, ShownAs, PartLost:
		return s.showsMailboxes(w, v)
	case Loop:
		return v.says("5.4.6") || v.says("5.4.14") || v.says("hop count") || v.says("loop")
	}
	return false
}

// isEvent reports whether an event is the one of the symptom, of the server that it names, if it names one.
func (s *Symptom) isEvent(e relay.ApplicationEvent) bool {
	m := atServer.FindStringSubmatch(s.Text)
	return e.ID == s.Event && (m == nil || strings.EqualFold(m[1], e.Server))
}

var atServer = regexp.MustCompile(`(?i)\b(?:at|of|on) ([\w-]+)\b`)

func (v *view) has(header string) bool {
	_, there := v.headers[strings.ToLower(header)]
	return there
}

// fitHeaders is how much the X- fields of a message have in common with those of one that lies in a mailbox: the one
// that has most.
func fitHeaders(want map[string]string, v *view) (best float64) {
	best = fitFields(want, v.headers)
	for _, l := range v.letters {
		got := map[string]string{}
		for _, f := range l.Header {
			got[strings.ToLower(f.Name)] = strings.TrimSpace(f.Value)
		}
		best = max(best, fitFields(want, got))
	}
	return best
}

// fitFields is how much the X- fields of two messages have in common. What a field says that tells how far mail is
// trusted must be the same; other values differ from message to message.
func fitFields(want, got map[string]string) float64 {
	both, all := 0, len(want)
	for name, value := range want {
		there, is := got[name]
		if is {
			both++
		}
		if is && strings.HasSuffix(name, "-authas") && !strings.EqualFold(there, value) {
			return 0
		}
	}
	for name := range got {
		if _, there := want[name]; strings.HasPrefix(name, "x-") && !there {
			all++
		}
	}
	return float64(both) / float64(max(all, 1))
}

func (v *view) through(host string) bool {
	host = strings.ToLower(host)
	for name := range v.servers {
		if name == host || strings.HasPrefix(name, host+".") {
			return true
		}
	}
	return false
}

// meets reports whether a server has a session of the message, from whomever it comes.
func (v *view) meets(host string) bool {
	return slices.ContainsFunc(v.talks, func(t *talk) bool {
		server, _, _ := strings.Cut(t.connector, `\`)
		return t.receives && strings.EqualFold(server, label(host))
	})
}

// way is the hosts that had the message.
func (v *view) way() string { return strings.Join(slices.Sorted(maps.Keys(v.servers)), " ") }

// met are the labels of the servers that had the message or opened a door for it, and the addresses that it was handed
// over from.
func (v *view) met() []string {
	all := maps.Clone(v.sources)
	for name := range v.servers {
		all[label(name)] = true
	}
	for _, e := range v.ehlos {
		all[label(e.host)] = true
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

// path is its way with whatever else it met.
func (v *view) path() string { return v.way() + " by " + strings.Join(v.met(), " ") }

// fitCase is the best fit of a case with any reply that was seen: its code decides whether it is one at all; words,
// writer and peer say how near it is.
func fitCase(c *scrap.Case, v *view) (best float64) {
	for _, r := range v.replies {
		for n, link := range c.Chain {
			f := fitReply(link.Reply, r, c)
			if n < len(c.Chain)-1 { // around another answer, which is the reason
				f = min(f, aroundReason)
			}
			best = max(best, f)
		}
		if len(c.Chain) == 0 && c.Status != "" && c.Status == r.Status() {
			best = max(best, enough)
		}
	}
	if len(c.Chain) == 0 && c.Status == "" && c.Waits && v.some(check.Deferred) {
		best = max(best, enough)
	}
	return best
}

// aroundReason is how much it says that the answer around the reason is the same: not enough.
const aroundReason = 0.6

func fitReply(want relay.Reply, got said, c *scrap.Case) float64 {
	wanted, there := words(want.Message()), words(got.Message())
	same := alike(wanted, there)
	code := want.Code() == got.Code() || want.Code() == 0
	enhanced := want.Enhanced() == "" || want.Enhanced() == got.Enhanced() || byRule(want) && byRule(got.Reply)
	switch quoted := strings.Contains(got.String(), want.Enhanced()) && want.Enhanced() != ""; {
	case code && enhanced && len(wanted) == 0 && want.Code() != 0:
		same = 0.5 // a bare code
	case want.Code() == 0 && want.Enhanced() == "" && mentions(want, got.Enhanced()):
		same = within(there, wanted) * 0.9 // a number in somebody's own sentence
	case want.Code() == 0 && want.Enhanced() == "" && same < 0.5:
		return 0 // words alone must be most of the answer
	case code && enhanced:
	case quoted && same > 0.3:
		same *= 0.9
	default:
		return 0
	}
	if a, b := detail(want), detail(got.Reply); a != "" && b != "" && a != b {
		return 0 // two answers of one code that give different reasons
	}
	f := 0.4 + 0.4*same
	if got.end {
		f += 0.05
	}
	f += agree(c.Writer, got.writer, 0.08)
	f += agree(cmp.Or(c.RefusedBy, c.Host), got.peer, 0.07)
	return min(f, 1)
}

// byRule reports whether a mail-flow rule gives an answer: which code it has, whoever wrote the rule chose (P7.3).
func byRule(r relay.Reply) bool { return strings.Contains(r.String(), "TRANSPORT.RULES.RejectMessage") }

// reason is what an answer names as the reason among much that is always there.
var reason = regexp.MustCompile(`(?i)\[(?:Message|Error)=([^\]]+)\]`)

func detail(r relay.Reply) string {
	if m := reason.FindStringSubmatch(r.String()); m != nil {
		return strings.ToLower(strings.TrimSpace(m[1]))
	}
	return ""
}

// agree is what two names add: nothing said counts as agreement.
func agree(want, got string, weight float64) float64 {
	if want == "" || label(want) == label(got) {
		return weight
	}
	return 0
}

// words are those of a text in lower case, without what differs from message to message.
func words(text string) (list []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '@'
	}) {
		w = strings.Trim(w, ".-")
		if w != "" && !strings.ContainsFunc(w, unicode.IsDigit) && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// mentions reports whether a text has an enhanced status code as a word of its own.
func mentions(text relay.Reply, code string) bool {
	return code != "" && slices.ContainsFunc(strings.Fields(text.String()), func(w string) bool {
		return strings.Trim(w, `.,;:()[]"'`) == code
	})
}

// within is what part of a list of words is in another.
func within(list, other []string) float64 {
	if len(list) == 0 {
		return 1
	}
	return common(list, other) / float64(len(list))
}

// alike is how much two lists of words have in common.
func alike(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	return 2 * common(a, b) / float64(len(a)+len(b))
}

// common counts the words of a list that are in another.
func common(a, b []string) (n float64) {
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}

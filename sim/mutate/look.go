package mutate

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// fact is something that anybody could see of a probe, as a line of the story language says it.
type fact struct {
	claim  string // holds where it is so
	denial string // holds where it is not; empty: no line says that
	plain  int    // how far from what people see: 0 is mail in a mailbox
}

// seen is a probe that was played, and what was to be seen.
type seen struct {
	player         *script.Player
	began          script.Moment
	received, sent map[relay.Side]int
	facts          []fact
	index          map[string]bool
}

func begin(p *script.Player) *seen {
	s := &seen{player: p, began: p.Now(), received: map[relay.Side]int{}, sent: map[relay.Side]int{},
		index: map[string]bool{}}
	for _, side := range p.World().Sides() {
		s.received[side.Name], s.sent[side.Name] = side.ReceivedLog().Count(), side.SentLog().Count()
	}
	return s
}

func (s *seen) close() { s.player.World().Close() }

// add notes a fact, unless the language cannot say it.
func (s *seen) add(plain int, claim, denial string) {
	if !s.index[claim] && len(claim) < 300 {
		s.index[claim] = true
		s.facts = append(s.facts, fact{claim, denial, plain})
	}
}

// look gathers everything that can be seen.
func (s *seen) look() {
	w := s.player.World()
	events := w.EventLog().Since(s.began.Events)
	for _, l := range w.Mail(s.began.Mail) {
		s.letter(l)
	}
	var ids []string
	for _, e := range events {
		if e.MessageID != "" && !slices.Contains(ids, e.MessageID) {
			ids = append(ids, e.MessageID)
		}
	}
	for _, id := range ids {
		for _, end := range w.Journey(id).Ends {
			s.end(end)
		}
	}
	for _, e := range events {
		s.event(e)
	}
	s.decisions(events)
	for _, e := range w.ApplicationEvents() {
		if e.Side.Kind() == relay.OnPremises {
			at := fmt.Sprintf("event %d at %s from %s", e.ID, e.Side, e.Source)
			s.add(6, "want "+at, "want no "+at)
		}
	}
	for _, side := range w.Sides() {
		s.conversations(side)
	}
	for _, h := range w.Hosts() {
		s.replies(h)
	}
}

// letter is what a mailbox shows.
func (s *seen) letter(l sim.Letter) {
	if l.IsReport() {
		s.report(l)
		return
	}
	at := "mail at " + l.Mailbox
	s.add(0, "want "+at, "want no "+at)
	if m := (script.Mail{Letter: l}); m.Sender() != "" && m.Header.Get("Auto-Submitted") != "" {
		reply := "reply at " + l.Mailbox + " from " + m.Sender()
		s.add(0, "want "+reply, "want no "+reply)
		for _, word := range []string{"inside", "outside"} {
			if strings.Contains(string(l.Body), word) {
				s.add(0, fmt.Sprintf("want %s containing %q", reply, word), "")
			}
		}
	}
	if as := l.Header.Get("X-MS-Exchange-Organization-AuthAs"); as != "" {
		s.add(0, "want "+at+", with AuthAs "+as, "")
	}
	if l.Side != "" {
		s.add(1, "want "+at+", in "+l.Folder, "")
		if l.ShownAs != "" {
			s.add(2, "want "+at+", shown as "+script.Quote(l.ShownAs), "")
		}
	}
	part := ", with part application/ms-tnef"
	if strings.Contains(string(l.Content()), "application/ms-tnef") {
		s.add(1, "want "+at+part, "want "+at+strings.Replace(part, "with", "without", 1))
	}
	for _, f := range l.Header {
		value := strings.TrimSpace(f.Value)
		if n := strings.ToLower(f.Name); strings.HasPrefix(n, "x-") && !strings.HasSuffix(n, "id") &&
			!strings.Contains(n, "time") && !strings.ContainsAny(value, "\"\r\n") && value != "" {
			s.add(4, fmt.Sprintf("want %s, with %s %q", at, f.Name, value),
				fmt.Sprintf("want %s, without %s", at, f.Name))
		}
	}
}

// report is a delivery report in a mailbox.
func (s *seen) report(l sim.Letter) {
	r := script.Mail{Letter: l}.Report()
	if r == nil {
		return
	}
	for _, rcpt := range r.Recipients {
		about := fmt.Sprintf("NDR to %s about %s", l.Mailbox, rcpt.Address)
		s.add(1, "want "+about, "want no "+about)
	}
}

// end is where a message ended.
func (s *seen) end(e journey.End) {
	answer := strings.TrimSpace(fmt.Sprint(e.Reply.Code(), " ", e.Reply.Enhanced()))
	switch e.Kind {
	case journey.Failed:
		if e.Report != "" && !e.Reply.IsZero() {
			s.add(1, fmt.Sprintf("want NDR to %s about %s: %s", e.Event.Sender, e.Address(), answer), "")
		}
	case journey.Quarantined:
		s.add(1, "want quarantined for "+e.Address(), "want not quarantined for "+e.Address())
	}
}

// traces are the words of message trace for events.
var traces = map[relay.EventID]string{relay.EventReceive: "Receive", relay.EventSend: "Send", relay.EventDefer: "Defer",
	relay.EventFail: "Fail", relay.EventDeliver: "Deliver", relay.EventExpand: "Expand", relay.EventBadMail: "Drop"}

// event is a row of a tracking log or of message trace, and by whom it came about.
func (s *seen) event(e relay.Event) {
	for _, to := range e.Recipients {
		if word := traces[e.ID]; word != "" {
			row := fmt.Sprintf("message trace at %s: %s for %s", e.Side, word, to)
			s.add(3, "want "+row, "want no "+row)
		}
		for _, host := range []string{e.Server, e.RemoteHost} {
			if host != "" && (e.ID == relay.EventSend || e.ID == relay.EventReceive || e.ID == relay.EventDeliver) {
				way := fmt.Sprintf("way to %s by host %s", to, host)
				s.add(3, "want "+way, "want no "+way)
			}
		}
		if e.ConnectorID != "" {
			way := fmt.Sprintf("way to %s by connector %s", to, script.Quote(e.ConnectorID))
			s.add(2, "want "+way, "want no "+way)
		}
		if e.ID == relay.EventDefer {
			late := fmt.Sprintf("deferral at %s for %s", e.Side, to)
			denial := "want no " + late + " since the last send"
			s.add(2, "want "+late+`: ""`, denial)
			if text := short(e.RecipientStatus); text != "" {
				s.add(3, fmt.Sprintf("want %s: %s", late, script.Quote(text)), denial)
			}
		}
	}
}

// short is the beginning of a text that a line can quote.
func short(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	return strings.TrimSpace(text[:min(len(text), 120)])
}

// asked are the decisions that claims know.
var asked = []relay.Question{relay.WhichReceiveConnector, relay.WhichCertificate, relay.WhichAttribution,
	relay.WhichSendConnector, relay.WhichOutboundConnector, relay.WhichRoute, relay.CrossPremises,
	relay.WhichCapabilities, relay.WhichReturnPath, relay.WhichPool, relay.IsModerated}

// decisions are the latest of each kind.
func (s *seen) decisions(events []relay.Event) {
	type key struct {
		side     relay.Side
		question relay.Question
	}
	latest := map[key]string{}
	var order []key
	for _, e := range events {
		for _, d := range e.Decisions {
			k := key{e.Side, d.Question}
			if !slices.Contains(asked, d.Question) {
				continue
			}
			if _, there := latest[k]; !there {
				order = append(order, k)
			}
			latest[k] = d.Chosen
		}
	}
	for _, k := range order {
		s.add(3, fmt.Sprintf("want %s %s at %s", k.question, script.Quote(latest[k]), k.side), "")
	}
}

// conversations are the protocol logs of an organization on-premises.
func (s *seen) conversations(side *sim.Side) {
	if side.Name.Kind() != relay.OnPremises {
		return
	}
	for _, t := range side.SentLog().Since(s.sent[side.Name]) {
		to := fmt.Sprintf("line to %s in %s SmtpSend", t.Remote.Addr(), side.Name)
		s.rows(t, to)
	}
	for _, t := range side.ReceivedLog().Since(s.received[side.Name]) {
		from := fmt.Sprintf("line from %s in %s SmtpReceive", t.Remote.Addr(), side.Name)
		s.rows(t, from)
	}
}

func (s *seen) rows(t *sim.Transcript, where string) {
	if !t.Logged {
		return
	}
	s.add(5, "want "+where, "want no "+where)
	for _, l := range t.Lines() {
		for _, text := range []string{l.Data, l.Context} {
			if text = short(text); text == "" {
				continue
			}
			plain := 6
			for _, varies := range []string{" SIZE=", " ready at "} { // who claims a size or a time claims too much
				if verb, _, there := strings.Cut(text, varies); there {
					row := where + ": " + script.Quote(verb)
					s.add(plain, "want "+row, "want no "+row)
					plain = 9
				}
			}
			row := where + ": " + script.Quote(text)
			s.add(plain, "want "+row, "want no "+row)
		}
	}
}

// replies are those that a client got who talked by hand.
func (s *seen) replies(h *sim.Host) {
	for _, t := range h.Sent() {
		for _, l := range t.Lines() {
			if l.Event == '<' && len(l.Data) > 3 {
				s.add(1, "want reply "+script.Quote(short(l.Data)), "")
			}
		}
	}
}

// holds reports whether a claim holds of what was played; one that makes no sense there does not.
func (s *seen) holds(claim string) bool {
	step, err := script.Parse("claim", 1, claim)
	if err != nil || step == nil || !step.IsClaim() {
		return false
	}
	f, err := s.player.Check(step)
	return err == nil && f.Holds
}

package diagnose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim"
	"hybridsim/sim/story"
)

// artefact is the one thing that somebody looks at first: what it says, and who wrote to whom as it says; and where it lies, if that is another place
// than the usual one.
type artefact struct{ text, from, to, folder string }

// firstSeen plays a story until its first claim, and is what that claim looks at.
func firstSeen(s *story.Story) (a artefact, err error) {
	w, err := s.Faulty()
	if err != nil {
		return a, err
	}
	defer w.Close()
	at := slices.IndexFunc(s.Symptoms, func(step *story.Step) bool { return step.IsClaim() })
	began := w.EventLog().Count()
	if err := s.Continue(w, s.Symptoms[:at]); err != nil {
		return a, err
	}
	w.WaitIdle() // the other end writes its last row after the client has gone
	events := w.EventLog().Since(began)
	for _, e := range events {
		if e.Sender != "" && len(e.Recipients) > 0 {
			a.from, a.to = e.Sender, strings.Join(e.Recipients, ",")
			break
		}
	}
	if m := sentBy.FindStringSubmatch(s.Symptoms[at-1].Text); m != nil && a.from == "" {
		a.from, a.to = m[1]+m[3], m[2]+m[4]
	}
	return a, a.of(s, w, events)
}

// of is what the first claim of a story looks at in a world: a report, a header, rows, what a mailbox shows, or that there is none.
func (a *artefact) of(s *story.Story, w *sim.World, events []relay.Event) error {
	text := s.FirstClaim()
	claim := strings.Fields(text)
	who := address(claim)
	side, typed := sideAt(w, text), s.Symptoms[slices.IndexFunc(s.Symptoms, (*story.Step).IsClaim)-1].Text
	switch what := claim[0] + " " + claim[1]; {
	case claim[0] == "mail" && strings.Contains(text, ", shown as "):
		a.text = "sender shown as " + w.MailAt(who, nil)[0].ShownAs
	case claim[0] == "mail" && strings.HasSuffix(text, ", in Inbox"):
		a.text = string(InInbox)
	case claim[0] == "mail" && strings.Contains(text, ", without part "):
		_, part, _ := strings.Cut(text, ", without part ")
		a.text = "part " + part + " absent"
	case claim[0] == "mail" && strings.Contains(text, ": between "):
		a.text = fmt.Sprintf("%d of %d copies at %s", len(w.MailAt(who, nil)), submitted(events), who)
	case claim[0] == "NDR", claim[0] == "mail" && headerClaim.MatchString(text):
		for _, l := range slices.Backward(w.MailAt(who, nil)) {
			if l.Header.IsReport() == (claim[0] == "NDR") {
				a.ofLetter(l)
				return nil
			}
		}
		return fmt.Errorf("%s has nothing of the kind", who)
	case claim[0] == "answer", what == "reply at", claim[0] == "mail":
		l := w.MailAt(who, nil)
		if last := l[len(l)-1]; claim[0] == "mail" && last.Side != "" {
			a.ofTracking(w.Side(last.Side).Organization(), events)
		} else {
			a.text = string(last.Content())
		}
	case claim[0] == "SPF":
		l := w.MailAt(a.to, nil)
		a.text = string(l[len(l)-1].Content())
	case what == "no reply":
		a.text = string(NoReply)
	case what == "no message" && strings.Contains(text, " at onprem:"):
		a.text = "not through " + w.Sides()[0].Servers()[0].Name
	case claim[0] == "no" && !strings.Contains(a.to, ",") && (who == a.to || what == "no NDR"):
		a.text = string(NobodyTold)
		if len(events) == 0 {
			a.text += ", and no log has it"
		}
		for _, l := range w.MailAt(a.from, nil) {
			if l.Header.IsReport() { // he is, and that is what he has
				a.ofLetter(l)
			}
		}
	case claim[0] == "no":
		a.text = "no copy at " + who + ", and nobody is told"
		for _, l := range w.MailAt(a.from, nil) {
			if l.Header.IsReport() {
				a.ofLetter(l)
			}
		}
	case claim[0] == "quarantined":
		a.text = string(Quarantined)
	case claim[0] == "TLS", claim[0] == "receive":
		a.ofSession(side)
	case claim[0] == "reply" && strings.Contains(typed, "Validate-"):
		prompt, line, _ := strings.Cut(typed, "> ")
		printed, err := w.Console(relay.Side(prompt)).Run(line)
		a.text = line + "\n" + printed
		return err
	case claim[0] == "reply" && len(events) > 0:
		if a.ofSession(w.Sides()[0]); a.text == "" { // it was had elsewhere
			a.ofRows(events)
		}
	case side != nil:
		a.ofTracking(side.Organization(), events)
	default:
		a.ofRows(events)
	}
	return nil
}

var (
	headerClaim = regexp.MustCompile(`AuthAs|X-MS-|Junk Email`)
	claimedSide = regexp.MustCompile(`\b(?:at|by organization) ((?:cloud|onprem)(?::\w+)?)$`)
	sentBy      = regexp.MustCompile(`^(\S+@\S+)> send .* to (\S+)$|> submit \S+ from (\S+) to (\S+) at `)
)

// sideAt is the organization that a claim looks at; nil: none.
func sideAt(w *sim.World, claim string) *sim.Side {
	if m := claimedSide.FindStringSubmatch(claim); m != nil {
		return w.Side(relay.Side(m[1]))
	}
	return nil
}

// submitted is how many messages mailboxes gave to their servers.
func submitted(events []relay.Event) (n int) {
	for _, e := range events {
		if e.ID == relay.EventReceive && e.Source == "STOREDRIVER" {
			n++
		}
	}
	return n
}

// ofTracking is what an organization's message tracking, or the extended report of its trace, has of the message.
func (a *artefact) ofTracking(o *relay.Organization, events []relay.Event) {
	id := ""
	extended, log := exlog.NewExtended(o), exlog.NewTrackingLog(o)
	for _, e := range events {
		if id == "" && strings.EqualFold(e.Sender, a.from) {
			id = e.MessageID
		}
		if e.MessageID == id {
			extended.Add(e)
			log.Add(e)
		}
	}
	if a.text = "Trace of " + o.DefaultDomain() + "\n" + string(extended.Text().Bytes()); !o.InCloud() {
		a.text = ""
		for _, f := range log.Files() {
			a.text += string(f.Text().Bytes())
		}
	}
}

// ofSession is the last session in the protocol log of a side.
func (a *artefact) ofSession(side *sim.Side) {
	var rows []string
	for _, f := range side.Logs() {
		if !strings.Contains(f.Path, "SmtpReceive") {
			continue
		}
		for _, row := range strings.Split(strings.TrimSpace(string(f.Text().Bytes())), "\n") {
			if fields := strings.Split(row, ","); len(fields) > 7 && !strings.HasPrefix(row, "#") {
				if len(rows) > 0 && strings.Split(rows[0], ",")[2] != fields[2] {
					rows = nil
				}
				rows = append(rows, row)
			}
		}
	}
	a.text = strings.Join(rows, "\n")
}

// address is the first one that a claim names.
func address(words []string) string {
	for _, w := range words {
		if strings.Contains(w, "@") {
			return strings.TrimRight(w, ",:")
		}
	}
	return ""
}

// ofLetter is a report as it came, a message in Junk Email, or the header of a message.
func (a *artefact) ofLetter(l sim.Letter) {
	a.from, a.to = "", "" // it says so itself
	var b strings.Builder
	for _, f := range l.Header {
		fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
	}
	switch a.text = b.String(); {
	case strings.Contains(l.Folder, "Junk"):
		a.folder = string(Junk)
	case l.Header.IsReport():
		a.text, a.from = a.text+"\n"+string(l.Body), l.Mailbox
	}
}

// ofRows is what the last row says that says anything.
func (a *artefact) ofRows(events []relay.Event) {
	for _, e := range slices.Backward(events) {
		if e.RecipientStatus == "" && (e.Reply.IsZero() || e.Reply.OK()) {
			continue
		}
		if a.text = e.RecipientStatus; a.text == "" {
			a.text = e.Reply.String()
		}
		if len(e.Recipients) > 0 {
			a.from, a.to = e.Sender, e.Recipients[0]
		}
		return
	}
}

package check

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim"
	"hybridsim/sim/caveat"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Letter is one message to send through a subject.
type Letter struct {
	From    string // envelope sender; "" is the null sender
	To      []string
	Content []byte     // with any line ends; empty: a few words
	Source  netip.Addr // client outside that sends it; zero: the sender's mailbox does
	Server  string     // to which that client gives it, by name; empty: to whom MX says
	User    string     // mailbox that the client logs on with, at port 587, and hands it in once; empty: it does not
	Side    relay.Side // whose mailbox it is, where both sides have one; empty: where there is one
	Primary bool       // the mailbox sends with the address that is its primary one by now
	Wait    time.Duration
	Turn    int // so many messages went before it, for whatever takes turns: servers, smart hosts, addresses
	// Through is the on-premises server that mail from outside meets, where a name leads to several; empty: as it comes
	Through string
	Bare    bool    // the lines of its text end in LF alone
	Earlier Earlier // what went before it
}

// Earlier are messages like a letter that its sender sent before it: a limit may have been reached.
type Earlier struct {
	Messages int
	Wait     time.Duration // between them and the letter
}

// Sent is what became of a letter. The caller closes the world.
type Sent struct {
	World  *sim.World
	Events []relay.Event
	Ends   []End       // at least one for each recipient, in the order in which they were named
	Answer relay.Reply // the last one to a client that logs on; zero: none does

	Outdated []Outdated
}

// NotLookedAt is what could change the ends and nothing here reads, the nearest to the message first.
func (s *Sent) NotLookedAt() caveat.List {
	var path caveat.Path
	path.Follow(s.Events)
	return caveat.Of(s.World.Organizations()...).Nearest(path)
}

// End is where a letter ended for one recipient.
type End struct {
	Recipient string   `json:"recipient"` // as the letter was addressed
	Via       []string `json:"via"`       // what the recipient turned into: members of groups, other addresses
	Where     string   `json:"where"`     // side or outside host that has it, or had it last
	Outcome   Outcome  `json:"outcome"`
	Decided   Decision `json:"decided"`
	Report    *End     `json:"report,omitempty"` // where the report about it ended
	// where else it ended, if it went to several: the members of the group that had sent the letter
	AlsoReported []End `json:"alsoReported,omitempty"`
}

// Send sends a letter through a fresh world of the subject.
func Send(subject *Subject, l Letter) (*Sent, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	j, err := send(w, l)
	if err != nil {
		w.Close()
		return nil, err
	}
	return j, nil
}

func send(w *sim.World, l Letter) (*Sent, error) {
	s := &witness{w: w, began: w.EventLog().Count()}
	began := w.Clock.Now()
	by, err := l.sender(w)
	if err != nil {
		return nil, err
	}
	for _, s := range scenes(w) {
		if l.Through != "" && slices.Contains(s.reached(), l.Through) {
			through(w, s.hybrid, l.Through)
		}
	}
	w.Turn(l.Turn)
	for n := range l.Earlier.Messages {
		earlier, _ := l.content(w, n+2)
		if _, err := l.give(w, by, earlier); err != nil {
			return nil, err
		}
		if err := w.Settle(); err != nil {
			return nil, err
		}
	}
	if l.Earlier.Messages > 0 {
		if err := w.Wait(l.Earlier.Wait); err != nil {
			return nil, err
		}
		s.began = w.EventLog().Count()
	}
	content, id := l.content(w, 1)
	answer, err := l.give(w, by, content)
	if err == nil {
		err = w.Settle()
	}
	if err == nil && l.Wait > 0 {
		err = w.Wait(l.Wait)
	}
	if err != nil {
		return nil, err
	}
	ends := s.ends(id, l.To)
	if len(ends) == 0 && l.User != "" {
		ends = l.turnedDown(by, answer)
	}
	return &Sent{World: w, Events: s.events(), Ends: ends, Answer: answer, Outdated: outdatedSince(w, began)}, nil
}

// content is the letter with CR LF and a Message-ID by which it is found again, of its own for each number.
func (l *Letter) content(w *sim.World, number int) ([]byte, string) {
	c := l.Content
	if len(c) == 0 {
		c = fmt.Appendf(nil, "From: <%s>\nTo: <%s>\nSubject: hybridsim send\n\nAre you there?\n", l.From,
			strings.Join(l.To, ">, <"))
	}
	header, body := relay.SplitMessage(relay.WholeLines(c))
	if l.Bare {
		body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	}
	header = header.Completed(fmt.Sprintf("<%d@send.hybridsim.invalid>", number), w.Clock.Now())
	return relay.Content(header, body), header.Get("Message-ID")
}

// sender finds out who sends the letter: a mailbox of a side, an outside host, or a client at an address.
func (l *Letter) sender(w *sim.World) (sim.Sender, error) {
	if l.User != "" && !l.Source.IsValid() {
		l.Source = anywhere
	}
	if l.Source.IsValid() {
		server, err := serverNamed(w, l.Server)
		if err != nil {
			return sim.Sender{}, err
		}
		h, err := hostAt(w, l.Source)
		return sim.Sender{Host: h, Server: server}, err
	}
	if l.Server != "" {
		return sim.Sender{}, mistake.New("add --source IP: the address of the printer or application that sends",
			"only a client outside is told which server to give it to")
	}
	by, err := w.Sender(l.From, l.Side)
	var nobody *sim.NoSenderError
	switch {
	case !errors.As(err, &nobody):
		if l.Primary && by.Host == nil {
			if r := w.Side(by.Side).Organization().Recipient(l.From); r != nil {
				l.From = r.PrimarySmtpAddress
			}
		}
		return by, err
	case nobody.Both:
		return by, mistake.New("choose one with --side onprem or --side cloud", "%w", err)
	case l.From == "":
		return by, mistake.New("say which side sends it with --side onprem or --side cloud, or which client with "+
			"--source IP", "%w", err)
	}
	var known []string
	for _, m := range w.Mailboxes() {
		known = append(known, m.Address)
	}
	hint := suggest.DidYouMean(l.From, known)
	if hint != "" {
		hint += " "
	}
	return by, mistake.New(fmt.Sprintf("%sA client outside sends with --source IP", hint), "%w", err)
}

// serverNamed is the name on the network of a server that somebody means: one of either side by any of its names, or
// whatever else has a name there.
func serverNamed(w *sim.World, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	host := w.ServerName(name)
	if _, err := w.Destination(host); err == nil {
		return host, nil
	}
	var known []string
	for _, side := range w.Sides() {
		for _, s := range side.Servers() {
			known = append(known, s.Name)
		}
	}
	return "", mistake.New(suggest.DidYouMean(name, known), "there is no server %q", name)
}

// hostAt is the outside host with an address, or a new one.
func hostAt(w *sim.World, a netip.Addr) (*sim.Host, error) {
	at := w.Net.HostAt(a)
	if at == nil {
		return w.AddHost("client-"+strings.NewReplacer(".", "-", ":", "-").Replace(a.String())+".example",
			[]netip.Addr{a}, nil)
	}
	if h := w.Host(at.Name()); h != nil {
		return h, nil
	}
	return nil, mistake.New("leave --source out, and --from names the mailbox that sends",
		"%s is %s, which belongs to one of the two sides", a, at.Name())
}

// ends are where a letter ended for each of its recipients.
func (s *witness) ends(id string, to []string) []End {
	list := []End{}
	all := s.w.Journey(id).Ends
	for i, recipient := range to {
		if slices.ContainsFunc(to[:i], func(r string) bool { return relay.SameAddress(r, recipient) }) {
			continue
		}
		for _, e := range all {
			if relay.SameAddress(e.Recipient, recipient) {
				list = append(list, s.end(e))
			}
		}
	}
	return list
}

func (s *witness) end(e journey.End) End {
	v := verdictOf(e)
	end := End{Recipient: e.Recipient, Via: append([]string{}, e.Via...), Where: e.At, Outcome: v.Outcome,
		Decided: v.decided}
	if e.Report != "" {
		for i, back := range s.w.Journey(e.Report).Ends {
			reported := s.end(back)
			if i == 0 {
				end.Report = &reported
			} else {
				end.AlsoReported = append(end.AlsoReported, reported)
			}
		}
	}
	return end
}

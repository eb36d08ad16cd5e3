package check

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
)

// Letter is one message to send through a subject.
type Letter struct {
	From    string // envelope sender; "" is the null sender
	To      []string
	Content []byte     // with any line ends; empty: a few words
	Source  netip.Addr // client outside that sends it; zero: the sender's mailbox does
	Side    relay.Side // whose mailbox it is, where both sides have one; empty: where there is one
	Wait    time.Duration
}

// Journey is what became of a letter. The caller closes the world.
type Journey struct {
	World  *sim.World
	Events []relay.Event
	Ends   []End
}

// End is where a letter ended for one recipient.
type End struct {
	Recipient string   `json:"recipient"`
	Where     string   `json:"where"` // side or outside host; empty: nowhere
	Outcome   Outcome  `json:"outcome"`
	Decided   Decision `json:"decided"`
}

// Send sends a letter through a fresh world of the subject.
func Send(subject *Subject, l Letter) (*Journey, error) {
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

func send(w *sim.World, l Letter) (*Journey, error) {
	began := len(w.Events())
	content, id := l.content(w)
	s := &stage{flow: &flow{}, w: w, from: player{address: l.From}, began: began, ids: []string{id}}
	switch {
	case l.Source.IsValid():
		h, err := hostAt(w, l.Source)
		if err != nil {
			return nil, err
		}
		h.Send(l.From, l.To, content)
	default:
		side, host, err := l.origin(w)
		if err != nil {
			return nil, err
		}
		if host != nil {
			host.Send(l.From, l.To, content)
		} else {
			s.from.side = side
			w.Submit(side, l.From, l.To, content)
		}
	}
	err := w.Settle()
	if err == nil && l.Wait > 0 {
		err = w.Wait(l.Wait)
	}
	if err != nil {
		return nil, err
	}
	return &Journey{World: w, Events: s.events(), Ends: s.ends(id, l)}, nil
}

// content is the letter with CR LF and a Message-ID by which it is found again.
func (l *Letter) content(w *sim.World) ([]byte, string) {
	c := l.Content
	if len(c) == 0 {
		c = fmt.Appendf(nil, "From: <%s>\nTo: <%s>\nSubject: hybridsim send\n\nAre you there?\n", l.From, strings.Join(l.To, ">, <"))
	}
	c = bytes.ReplaceAll(bytes.ReplaceAll(c, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	header, body := relay.SplitMessage(c)
	header = header.Completed("<1@send.hybridsim.invalid>", w.Clock.Now())
	return relay.Content(header, body), header.Get("Message-ID")
}

// origin finds out who sends the letter: a mailbox of a side, or an outside host.
func (l *Letter) origin(w *sim.World) (relay.Side, *sim.Host, error) {
	if l.From == "" && l.Side != "" {
		return l.Side, nil, nil
	}
	var sides []relay.Side
	var known []string
	for _, side := range relay.BothSides {
		for _, r := range w.Side(side).Organization().Recipients {
			if r.Type != relay.UserMailbox {
				continue
			}
			known = append(known, r.PrimarySmtpAddress)
			if r.HasAddress(l.From) && (l.Side == "" || l.Side == side) {
				sides = append(sides, side)
			}
		}
	}
	for _, h := range w.Hosts() {
		known = append(known, h.Mailboxes()...)
	}
	host := w.HostOf(l.From)
	switch {
	case l.From == "":
		return "", nil, fmt.Errorf("the null sender has no mailbox\n    hint: say which side sends it with --side onprem or --side cloud, or which client with --source IP")
	case len(sides) == 1:
		return sides[0], nil, nil
	case len(sides) > 1:
		return "", nil, fmt.Errorf("%s has a mailbox on both sides\n    hint: choose one with --side onprem or --side cloud", l.From)
	case host != nil && l.Side == "":
		return "", host, nil
	}
	hint := suggest.DidYouMean(l.From, known)
	if hint != "" {
		hint += " "
	}
	return "", nil, fmt.Errorf("%s has no mailbox to send from\n    hint: %sA client outside sends with --source IP", l.From, hint)
}

// hostAt is the outside host with an address, or a new one.
func hostAt(w *sim.World, a netip.Addr) (*sim.Host, error) {
	at := w.Net.HostAt(a)
	if at == nil {
		return w.AddHost("client-"+strings.NewReplacer(".", "-", ":", "-").Replace(a.String())+".example", []netip.Addr{a}, nil)
	}
	if h := w.Host(at.Name()); h != nil {
		return h, nil
	}
	return nil, fmt.Errorf("%s is %s, which belongs to one of the two sides\n    hint: leave --source out, and --from names the mailbox that sends", a, at.Name())
}

// ends lists where a letter ended, for each recipient that it came to have.
func (s *stage) ends(id string, l Letter) []End {
	list := []End{}
	for _, side := range relay.BothSides {
		for _, d := range s.w.Side(side).Deliveries() {
			if d.Item.Header.Get("Message-ID") == id {
				v := s.endOf(id, d.Mailbox)
				list = append(list, End{d.Mailbox, string(side), v.Outcome, v.decided})
			}
		}
	}
	for _, h := range s.w.Hosts() {
		for _, m := range h.Mail() {
			if header, _ := relay.SplitMessage(m.Content); header.Get("Message-ID") == id {
				list = append(list, End{m.Mailbox, h.Name, Outcome{Kind: DeliveredExternal}, s.whyRouted(id)})
			}
		}
	}
	waiting := map[string]relay.Event{}
	var order []string
	for _, e := range s.events() {
		if e.MessageID != id {
			continue
		}
		for _, r := range e.Recipients {
			switch {
			case e.Disposition == relay.Deferred || e.Disposition == relay.Unreachable:
				if _, there := waiting[r]; !there {
					order = append(order, r)
				}
				waiting[r] = e
			case slices.Contains(endings, e.ID) && e.ID != relay.EventRefuse:
				delete(waiting, r)
				v, _ := s.ended(id, []string{strings.ToLower(r)})
				list = append(list, End{r, "", v.Outcome, v.decided})
			case e.ID == relay.EventSend:
				delete(waiting, r)
			}
		}
	}
	for _, r := range order {
		if e, still := waiting[r]; still {
			list = append(list, End{r, string(e.Side), replied(Deferred, e.Reply), s.whyDeferred(e)})
		}
	}
	if len(list) == 0 && s.from.side == "" { // it never came in
		for _, r := range l.To {
			v := s.refusedOutside(r)
			list = append(list, End{r, "", v.Outcome, v.decided})
		}
	}
	return list
}

// refusedOutside is the end of a letter that no side took from a client outside.
func (s *stage) refusedOutside(recipient string) verdict {
	for _, e := range s.events() {
		if e.ID == relay.EventRefuse && (len(e.Recipients) == 0 || slices.ContainsFunc(e.Recipients, func(r string) bool { return relay.SameAddress(r, recipient) })) {
			kind := Refused
			if e.Reply.Temporary() {
				kind = Deferred
			}
			return verdict{Outcome: replied(kind, e.Reply), decided: s.whyEnded(e)}
		}
	}
	return verdict{Outcome: Outcome{Kind: Deferred, Status: "it waits outside"}, decided: s.last()}
}

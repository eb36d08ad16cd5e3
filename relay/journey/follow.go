package journey

import (
	"slices"

	"hybridsim/relay"
)

// node is a recipient of a copy.
type node struct {
	address string
	copy    *held
	kind    Kind
	event   relay.Event   // the last that tells of it
	events  []relay.Event // all that name it
	became  []*node       // members, another address
	keeps   bool          // although it became others, it has a copy itself
	onward  *node         // where the next organization has it
	outside *Outside      // what an outside host says of it
	report  string
}

// held is a message as one organization holds it, from the event that brought it.
type held struct {
	arrival relay.Event
	nodes   []*node
}

// at finds a recipient of the copy.
func (h *held) at(address string) *node {
	for _, n := range h.nodes {
		if relay.SameAddress(n.address, address) {
			return n
		}
	}
	return nil
}

// copyOf is the copy that an event is about; nil: it begins one. Each on-premises server counts its own messages, so
// two may have the same number; that a mailbox has one is told by the server of the mailbox.
func (f *following) copyOf(e relay.Event) (found *held) {
	for _, c := range f.copies {
		if c.arrival.Side != e.Side || c.arrival.InternalID != e.InternalID {
			continue
		}
		if e.Side.Kind() == relay.Cloud || keeper(c.arrival) == keeper(e) {
			return c
		}
		if e.ID != relay.EventReceive {
			found = c
		}
	}
	return found
}

// keeper is the server that has the message: of one that a front end took, the back end.
func keeper(e relay.Event) string {
	for _, d := range e.Decisions {
		if d.Question == relay.WhichBackEnd && d.Chosen != "" {
			return d.Chosen
		}
	}
	return e.Server
}

// need finds a recipient of the copy, or adds it.
func (h *held) need(address string, kind Kind, e relay.Event) *node {
	n := h.at(address)
	if n == nil {
		n = &node{address: address, copy: h, kind: kind, event: e}
		h.nodes = append(h.nodes, n)
	}
	return n
}

// following is a message being followed.
type following struct {
	id      string
	sender  string
	subject string
	events  []relay.Event // of the message, and those of sessions about it
	copies  []*held
	roots   []*node
	outside []*Outside
	capable []string
}

func follow(r Records, id string) *following {
	f := &following{id: id, capable: r.Capable}
	var failed []*node // just now; a report follows at once
	for i, e := range r.Events {
		about := failed
		failed = nil
		switch {
		case id == "":
		case e.MessageID == id:
			f.events = append(f.events, e)
			if now := f.apply(e); now != nil {
				failed = append(about, now...)
			}
		case e.ID == relay.EventDSN && e.SourceContext == id:
			for _, n := range about {
				n.report = e.MessageID
			}
		case e.MessageID == "" && owner(r, i) == id:
			f.events = append(f.events, e)
		}
	}
	for i := range r.Outside {
		if r.Outside[i].MessageID == id {
			f.outside = append(f.outside, &r.Outside[i])
		}
	}
	if len(f.copies) == 0 && len(f.outside) > 0 { // nobody took it
		f.sender, f.subject = f.outside[0].From, f.outside[0].Subject
	}
	f.join()
	return f
}

// apply moves the copy of an event on, and returns recipients that failed.
func (f *following) apply(e relay.Event) (failed []*node) {
	c := f.copyOf(e)
	if c == nil {
		c = &held{arrival: e}
		f.copies = append(f.copies, c)
		if len(f.copies) == 1 {
			f.sender, f.subject = e.Sender, e.Subject
		}
	}
	kind := After(e)
	if e.ID == relay.EventExpand || e.ID == relay.EventRedirect {
		group := c.need(e.SourceContext, Passed, e)
		group.events = append(group.events, e)
		group.kind, group.event = Passed, e
		group.keeps = e.ID == relay.EventRedirect && e.Reply.IsZero() && e.Source != "AGENT" // P7.3
		if len(e.Recipients) == 0 {
			group.kind = NoMembers
		}
		for _, member := range e.Recipients {
			group.turns(c.need(member, InHand, e))
		}
		return nil
	}
	for _, address := range e.Recipients {
		n := c.need(address, kind, e)
		n.events = append(n.events, e)
		if before, other := Before(e); other {
			old := c.need(before, Passed, e)
			old.kind = Passed
			old.turns(n)
		}
		if kind != "" {
			n.kind, n.event = kind, e
		}
		if kind == Failed {
			failed = append(failed, n)
		}
	}
	return failed
}

// turns notes what a recipient became.
func (n *node) turns(into *node) {
	if n != into && !slices.Contains(n.became, into) {
		n.became = append(n.became, into)
	}
}

// join joins the copies: each RECEIVE by SMTP to the SEND that it answers, and both to what outside hosts know. What
// nobody known had sent on is where the message began.
func (f *following) join() {
	passed := map[*node]bool{} // recipients that are not where the message began
	for _, c := range f.copies {
		for _, n := range c.nodes {
			for _, m := range n.became {
				passed[m] = true
			}
		}
	}
	for _, c := range f.copies {
		if c.arrival.Source != "SMTP" {
			continue
		}
		for _, address := range c.arrival.Recipients {
			if from := f.sentTo(c, address); from != nil {
				from.onward = c.at(address)
				passed[c.at(address)] = true
			}
		}
	}
	for _, c := range f.copies {
		for _, n := range c.nodes {
			if !passed[n] {
				f.roots = append(f.roots, n)
			}
		}
	}
	for _, o := range f.outside {
		if n := f.relayedTo(o); n != nil {
			n.outside = o
			continue
		}
		if !f.arrivedFrom(o) {
			f.roots = append(f.roots, &node{address: o.To, kind: o.State, outside: o})
		}
	}
}

// sentTo is the recipient of another copy that was sent on to where a copy arrived. The sender records its SEND when
// the answer has come, so it may stand behind the RECEIVE; but it had the message before.
func (f *following) sentTo(c *held, address string) *node {
	var found *node
	for _, other := range f.copies {
		if other == c || other.arrival.Sequence > c.arrival.Sequence {
			continue
		}
		n := other.at(address)
		if n == nil || n.kind != RelayedOn || n.onward != nil {
			continue
		}
		if found == nil || found.event.ServerIP != c.arrival.ServerIP && n.event.ServerIP == c.arrival.ServerIP {
			found = n
		}
	}
	return found
}

// relayedTo is the recipient of a copy that went on to an outside host.
func (f *following) relayedTo(o *Outside) *node {
	for _, c := range f.copies {
		n := c.at(o.To)
		if n != nil && n.kind == RelayedOn && n.onward == nil && n.outside == nil &&
			(o.From == "") == (n.event.Sender == "") {
			return n
		}
	}
	return nil
}

// arrivedFrom reports whether what an outside host keeps of its own message is told by a copy: the message came in
// after all.
func (f *following) arrivedFrom(o *Outside) bool {
	return o.State == Waits && slices.ContainsFunc(f.roots, func(n *node) bool {
		return relay.SameAddress(n.address, o.To)
	})
}

package transport

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"hybridsim/relay"
)

// Change is one thing about an organization's mail that has to outlive the process, for whoever keeps it. One member is
// set. All changes in their order, given to [Transport.Restore], make the same mail again.
type Change struct {
	Waits     *Waiting              // a message waits at a place, or waits there for other recipients than before
	Left      int                   // a place at which nothing waits any more
	Delivered *Delivered            // a message came into a mailbox
	Answered  *Answered             // a mailbox has sent an automatic reply
	Silent    string                // a mailbox that has forgotten whom it has sent one
	Told      int                   // a message, by internal id, whose sender has had a delay report
	Outdated  *relay.OutdatedServer // an on-premises server was found to be out of date
	Counted   *Counters             // how far the counters are
	Held      *Held                 // a message came into quarantine, or was released
	Pending   *Pending              // a message waits for a moderator, or does not any more
	Forgotten time.Time             // mail that was delivered before this is gone
}

// Waiting is a message that waits, for the categorizer or in a queue. Which of the two is not told: mail that outlived
// its process goes through the categorizer again.
type Waiting struct {
	Place int             // unlike that of any other waiting message of the organization
	Item  *relay.MailItem // its Recipients are those that it waits for
}

// Answered is a mailbox and a sender to whom it has sent an automatic reply, both in lower case.
type Answered struct{ Mailbox, Sender string }

// Counters are what identifiers follow from.
type Counters struct {
	Messages, Sessions, Reports, Outgoing, Places int

	Forgotten int // deliveries
}

// waiting is a message in the submission queue.
type waiting struct {
	item  *relay.MailItem
	place int
}

// keeping is what the transport notes for whoever keeps its mail.
type keeping struct {
	on      bool
	changes []Change
	touched []*delivery // whose changes are still to be noted: it may be joined by many recipients, one by one
	counted Counters    // as noted last
}

// Keep makes the transport note changes from now on.
func (t *Transport) Keep() { t.keeping.on = true }

// Changes returns the changes since the last call, without the counters.
func (t *Transport) Changes() []Change {
	k := &t.keeping
	for _, d := range k.touched {
		if d.touched = false; !d.gone {
			k.changes = append(k.changes, Change{Waits: d.waiting()})
		}
	}
	k.touched = nil
	changes := k.changes
	k.changes = nil
	return changes
}

// Counted returns how far the counters are, if they have moved since the last call. Alone they identify nothing that is
// kept, and can wait for other changes.
func (t *Transport) Counted() (c Change, moved bool) {
	now := t.counters()
	moved = now != t.keeping.counted
	t.keeping.counted = now
	return Change{Counted: &now}, moved
}

func (t *Transport) counters() Counters {
	return Counters{t.ids.messages, t.ids.sessions, t.ids.reports, t.outgoing, t.places, t.mailboxes.all.Forgotten()}
}

// newPlace is where a message will wait.
func (t *Transport) newPlace() int {
	t.places++
	return t.places
}

// await puts an item before the categorizer.
func (t *Transport) await(item *relay.MailItem) {
	w := waiting{item, t.newPlace()}
	t.submission = append(t.submission, w)
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Waits: &Waiting{w.place, w.item}})
	}
}

// vacate notes that nothing waits at a place any more.
func (t *Transport) vacate(place int) {
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Left: place})
	}
}

// touch notes that a delivery is new or has other recipients.
func (t *Transport) touch(d *delivery) {
	if t.keeping.on && !d.touched {
		d.touched = true
		t.keeping.touched = append(t.keeping.touched, d)
	}
}

func (d *delivery) waiting() *Waiting {
	item := *d.item
	item.Recipients = d.recipients
	return &Waiting{d.place, &item}
}

// put adds to a mailbox.
func (t *Transport) put(d Delivered) {
	t.mailboxes.all.Add(d)
	if t.keeping.on {
		kept := d
		t.keeping.changes = append(t.keeping.changes, Change{Delivered: &kept})
	}
}

// tell notes that a sender has had its delay report.
func (t *Transport) tell(internalID int) {
	t.told[internalID] = true
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Told: internalID})
	}
}

// Snapshot returns changes that make the mail as it is now.
func (t *Transport) Snapshot() []Change {
	counters := t.counters()
	list := []Change{{Counted: &counters}}
	wait := func(w *Waiting) {
		list = append(list, Change{Waits: w})
		if t.told[w.Item.InternalID] {
			list = append(list, Change{Told: w.Item.InternalID})
		}
	}
	for _, w := range t.submission {
		wait(&Waiting{w.place, w.item})
	}
	for _, q := range t.queues {
		for _, d := range q.deliveries {
			wait(d.waiting())
		}
	}
	for _, d := range t.mailboxes.all.Known() {
		list = append(list, Change{Delivered: &d})
	}
	for _, h := range t.quarantined {
		list = append(list, Change{Held: &h})
	}
	for _, p := range t.pending {
		list = append(list, Change{Pending: &p})
	}
	for _, mailbox := range slices.Sorted(maps.Keys(t.mailboxes.answered)) {
		for _, sender := range t.mailboxes.answered[mailbox].order {
			list = append(list, Change{Answered: &Answered{mailbox, sender}})
		}
	}
	for _, server := range t.OutdatedServers() {
		list = append(list, Change{Outdated: &server})
	}
	return list
}

// Restore replaces the organization's mail by what changes tell. Everything that waits goes through the categorizer,
// oldest place first; its expiry still counts from its first submission.
func (t *Transport) Restore(changes []Change) {
	places := map[int]*Waiting{}
	t.quarantined, t.pending = nil, nil
	t.submission, t.queues, t.mailboxes, t.told = nil, nil, mailboxes{}, map[int]bool{}
	for _, c := range changes {
		switch {
		case c.Waits != nil:
			places[c.Waits.Place] = c.Waits
		case c.Left != 0:
			delete(places, c.Left)
		case c.Delivered != nil:
			t.mailboxes.all.Add(*c.Delivered)
		case c.Answered != nil:
			t.rememberReply(c.Answered.Mailbox, c.Answered.Sender)
		case c.Silent != "":
			delete(t.mailboxes.answered, c.Silent)
		case c.Told != 0:
			t.told[c.Told] = true
		case c.Outdated != nil:
			t.remember(*c.Outdated)
		case c.Held != nil:
			t.restoreHeld(*c.Held)
		case c.Pending != nil:
			t.restorePending(*c.Pending)
		case c.Counted != nil:
			t.ids.messages, t.ids.sessions, t.ids.reports = c.Counted.Messages, c.Counted.Sessions, c.Counted.Reports
			t.outgoing, t.places = c.Counted.Outgoing, c.Counted.Places
			t.mailboxes.all.Skip(c.Counted.Forgotten)
		case !c.Forgotten.IsZero():
			t.mailboxes.forget(c.Forgotten)
			t.forgetHeld(c.Forgotten)
		}
	}
	for _, w := range slices.SortedFunc(maps.Values(places), func(a, b *Waiting) int {
		return cmp.Compare(a.Place, b.Place)
	}) {
		t.submission = append(t.submission, waiting{w.Item, w.Place})
	}
}

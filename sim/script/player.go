package script

import (
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
)

// Player plays steps on a world. It knows no story: whose steps they are, and what a claim that does not hold means, is
// asked elsewhere. It is for one goroutine.
type Player struct {
	// Settle lets the work be done that is due. It is [sim.World.Settle] unless the caller replaces it; whoever drives
	// the world by the wall clock need not wait here.
	Settle func() error
	// Wait lets time pass, for the line "wait 30m". It is [sim.World.Wait] unless the caller replaces it.
	Wait func(d time.Duration) error

	w       *sim.World
	files   map[string][]byte // messages that can be sent, by name
	section Moment            // when the present section began
	sent    *Moment           // before the last send; nil: nothing was sent
	talk    *talk             // the section's last conversation by hand
	names   []string          // that the network administrator gave DNS records
	queued  map[string]bool   // next hops that on-premises mail has waited for, in lower case
}

// On is a player on a world, with the messages that can be sent there.
func On(w *sim.World, files map[string][]byte) *Player {
	return &Player{w: w, files: files, queued: map[string]bool{}, Settle: w.Settle, Wait: w.Wait}
}

// World is the world that is played on.
func (p *Player) World() *sim.World { return p.w }

// Moment is a point in the records: how much of each there was.
type Moment struct {
	Events int
	Mail   sim.Mark

	applications, queries int
	received, sent        map[relay.Side]int
}

// Now is the present moment.
func (p *Player) Now() Moment {
	m := Moment{
		Events: p.w.EventLog().Count(), Mail: p.w.Marked(), applications: p.w.ApplicationLog().Count(),
		queries:  p.w.Net.QueryLog().Count(),
		received: map[relay.Side]int{}, sent: map[relay.Side]int{},
	}
	for _, side := range p.w.SideNames() {
		m.received[side] = p.w.Side(side).ReceivedLog().Count()
		m.sent[side] = p.w.Side(side).SentLog().Count()
	}
	return m
}

// Begin starts a section: claims, trace and explain look at what happens from here on.
func (p *Player) Begin() { p.section, p.talk = p.Now(), nil }

// Section is when the present section began.
func (p *Player) Section() Moment { return p.section }

// FromTheBeginning makes the present section begin with the world itself.
func (p *Player) FromTheBeginning() { p.section = Moment{} }

// Perform does what an acting step says, and the work that follows from it.
func (p *Player) Perform(s *Step) error {
	err := s.act.do(p)
	if err == nil {
		err = p.Settle()
	}
	if err == nil {
		p.noteQueues()
	}
	return s.Wrap(err)
}

// Check looks at a claim. An error means that the claim could not have failed, or makes no sense.
func (p *Player) Check(s *Step) (Finding, error) {
	f, err := s.claim.check(p)
	return f, s.Wrap(err)
}

// Print returns what a printing step prints.
func (p *Player) Print(s *Step) (string, error) {
	output, err := s.print.print(p)
	return output, s.Wrap(err)
}

// EventsSince returns the events since a moment that f accepts.
func (p *Player) EventsSince(since Moment, f func(relay.Event) bool) []relay.Event {
	var list []relay.Event
	for _, e := range p.w.EventLog().Since(since.Events) {
		if f(e) {
			list = append(list, e)
		}
	}
	return list
}

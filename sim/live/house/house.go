package house

import (
	"context"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/capture"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/web"
	"hybridsim/sim/story"
)

// House is a world with everything that lives with it.
type House struct {
	Story   *story.Story // what the world begins as: a base, or a story in its faulty state
	Lab     bool         // it begins as somebody finds it who is called
	Speed   float64      // of its clock, as a multiple of the wall clock's
	Folder  *Folder      // nil: nothing outlives the process
	Keep    live.Bound   // how much evidence stays
	Doors   edge.Options
	Windows Windows
	Console *console.Console // what people type goes through it, wherever it comes from
	Teller  Teller
	Capture *capture.File // takes what passes on the network while the world lives; nil: nothing does
	// Show is handed the world's site, again when the world has been reset, in place of a server at Windows.HTTP; nil:
	// nobody else shows it.
	Show func(*web.Site)

	server *web.Server // over all worlds; nil: not open
}

// Teller is told what happens, as it happens.
type Teller interface {
	Opened(*Opened) // the world is there, and open; again when it has been reset
	// Happened tells of events, the newest of the world that was opened last.
	Happened([]relay.Event)
	Warn(text string) // of something that needs somebody's attention
}

// Opened is what there is to tell when a world has been opened.
type Opened struct {
	World   *sim.World
	Told    int // events that happened before anybody could want to know
	Edge    *edge.Plan
	Windows []Window
	Folder  *Folder // nil: nothing is kept
	Lab     bool
}

// grace is how long connected clients may take to finish when the house is told to end.
const grace = 5 * time.Second

// Live lets the world live until the context ends; with another world from when somebody resets it.
func (h *House) Live(whole context.Context) error {
	defer func() {
		if h.server != nil {
			h.server.Close()
		}
	}()
	for again := true; again; {
		life, over := context.WithCancel(whole)
		restarted := make(chan bool, 1)
		go func() {
			select {
			case <-h.Console.Restarts():
				restarted <- true
				over()
			case <-life.Done():
				restarted <- false
			}
		}()
		err := h.once(life)
		over()
		if h.Folder != nil {
			h.Folder.held = nil // a world that is reset begins anew
		}
		if again = <-restarted && whole.Err() == nil; err != nil {
			return err
		}
	}
	return nil
}

// once is the life of one world.
func (h *House) once(stop context.Context) error {
	if h.Folder.begunAgain() {
		h.Folder.held = nil
	}
	w, began, err := h.world()
	if err != nil {
		return err
	}
	told := 0
	if h.Lab || h.Folder.Held() {
		told = w.EventLog().Count()
	}
	plan, err := edge.Prepare(w, h.Doors) // while the world stands still: its mail may be for a bridged host
	if err != nil {
		w.Close()
		return err
	}
	engine := live.Start(w, h.Speed)
	engine.Keep(h.Keep)
	if h.Capture != nil {
		w.Net.Tap(capture.Living(h.Capture, engine.Now))
	}
	windows := &windows{Windows: h.Windows}
	defer windows.close()
	h.Folder.start(engine.Now, h.Speed, h.Teller)
	defer engine.Stop()
	doors := edge.New(engine)
	defer doors.Close(grace)
	if err := doors.OpenAll(plan); err != nil {
		return err
	}
	if err := windows.open(engine, h); err != nil {
		return err
	}
	h.Teller.Opened(&Opened{World: w, Told: told, Edge: plan, Windows: windows.opened, Folder: h.Folder, Lab: h.Lab})
	h.Folder.remember(h.Console, engine)
	if err := h.Console.Attach(w, began); err != nil {
		return err
	}
	for {
		events := engine.Events(told, stop.Done())
		if len(events) == 0 {
			return nil
		}
		told = events[len(events)-1].Sequence
		h.Teller.Happened(events)
	}
}

// world builds the world so that its clock stands at the wall clock once its set-up is done, which may take virtual
// time. A lab begins at the time of its story: what the service does depends on the date, and so do thumbprints. It
// also returns when it was as the story has it.
func (h *House) world() (w *sim.World, began time.Time, err error) {
	if h.Folder.Held() {
		return h.Folder.world(h.Story, h.begin, h.Teller)
	}
	if h.Lab {
		if w, err = h.begin(); err != nil {
			return nil, time.Time{}, err
		}
		return w, w.Clock.Now(), h.Folder.create(h.Story, h.Lab, w)
	}
	start := time.Now()
	for took := time.Duration(0); ; {
		h.Story.Headers.Clock = start.Add(-took)
		if w, err = h.begin(); err != nil {
			return nil, time.Time{}, err
		}
		if ahead := w.Clock.Now().Sub(h.Story.Headers.Clock); ahead > took {
			w.Close()
			took = ahead
			continue
		}
		return w, w.Clock.Now(), h.Folder.create(h.Story, h.Lab, w)
	}
}

// begin builds the world: in a lab as it is found by somebody who is called.
func (h *House) begin() (*sim.World, error) {
	if h.Lab {
		return h.Story.Reported()
	}
	return h.Story.Faulty()
}

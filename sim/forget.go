package sim

import (
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/transport"
	"hybridsim/sim/outside"
)

// Forgotten is what a world has forgotten of its past.
type Forgotten struct {
	Before       time.Time // nothing is known of what happened earlier; zero: nothing is forgotten
	By           string    // who wanted it, in the words of whoever did
	Events       int       // how many are forgotten, for those who count them
	Applications int       // the same, of the rows of application logs
}

// keptAttempts is how many connection attempts, and how many DNS queries, a world that forgets still knows.
const keptAttempts = 10_000

// Forgotten tells what is forgotten.
func (w *World) Forgotten() Forgotten {
	return look(w, func(in *Inside) Forgotten { return w.at(in).forgotten })
}

// Forget forgets the evidence of what happened before a time: events with their decisions, rows of logs and traces,
// transcripts of connections, and mail in mailboxes. What waits in a queue stays, and all numbers go on. By says who
// wants it, for those who ask for what is gone. What a keeper keeps is made short when that pays.
func (w *World) Forget(before time.Time, by string) {
	w.Do(func(in *Inside) {
		w.forget(in, before)
		s := w.at(in)
		s.forgotten = Forgotten{before, by, s.events.Forgotten(), s.appEvents.Forgotten()}
		f := s.forgotten
		w.note(in, Change{Forgotten: &f})
		s.shorten = true
	})
	w.Net.Forget(keptAttempts)
}

func (w *World) forget(in *Inside, before time.Time) {
	s := w.at(in)
	s.events.Forget(func(e relay.Event) bool { return !e.Time.Before(before) })
	s.appEvents.Forget(func(e relay.ApplicationEvent) bool { return !e.Time.Before(before) })
	talk := func(t *Transcript) bool { return !t.Time.Before(before) }
	for _, side := range w.sides {
		here := side.at(in)
		here.received.Forget(talk)
		here.sent.Forget(talk)
		for _, server := range side.servers {
			at := server.at(in)
			at.connections.Forget(func(c *exlog.Connection) bool { return !c.Time.Before(before) })
			at.transport.Forget(before)
		}
	}
	for _, h := range s.hosts {
		here := h.kept.At(in)
		here.received.Forget(talk)
		here.sent.Forget(talk)
		h.Forget(in, before)
	}
}

// restoreForgotten forgets what was forgotten at this point of the changes that are being restored, of which mail and
// those of outside hosts are gathered.
func (s *state) restoreForgotten(f Forgotten, mail map[*Server][]transport.Change,
	outsiders map[*Host][]outside.Change) {
	s.forgotten = f
	s.events.Forget(func(e relay.Event) bool { return !e.Time.Before(f.Before) })
	s.appEvents.Forget(func(e relay.ApplicationEvent) bool { return !e.Time.Before(f.Before) })
	s.events.Skip(f.Events)
	s.appEvents.Skip(f.Applications)
	for server, list := range mail {
		mail[server] = append(list, transport.Change{Forgotten: f.Before})
	}
	for h, list := range outsiders {
		outsiders[h] = append(list, outside.Change{Forgotten: f.Before})
	}
}

// Remembered is a piece of evidence, as far as its size matters.
type Remembered struct {
	Time    time.Time
	Size    int    // bytes that it takes in memory, more or less
	Message string // Message-ID, of an event about one
	Talk    bool   // it is the transcript of a connection
}

// Rough sizes in memory of what evidence consists of, beside its texts: as values, and as rows of logs and traces.
const (
	eventSize      = 2500
	decisionSize   = 400
	candidateSize  = 150
	transcriptSize = 700
	letterSize     = 1500
	fieldSize      = 64
)

// Remembered goes through everything that [World.Forget] could forget, list by list.
func (w *World) Remembered(yield func(Remembered)) {
	var (
		events []relay.Event
		talks  [][]*Transcript
		mail   [][]transport.Delivered
		others [][]outside.Mail
	)
	look(w, func(in *Inside) bool {
		s := w.at(in)
		events = s.events.Known()
		for _, side := range w.sides {
			here := side.at(in)
			talks = append(talks, here.received.Known(), here.sent.Known())
			for _, server := range side.servers {
				mail = append(mail, server.at(in).transport.Deliveries().Known())
			}
		}
		for _, h := range s.hosts {
			here := h.kept.At(in)
			talks = append(talks, here.received.Known(), here.sent.Known())
			others = append(others, h.Letters(in))
		}
		return true
	})
	for _, e := range events {
		yield(Remembered{Time: e.Time, Size: sizeOf(e), Message: e.MessageID})
	}
	for _, list := range talks {
		for _, t := range list {
			yield(Remembered{Time: t.Time, Size: transcriptSize + t.Size(), Talk: true})
		}
	}
	for _, list := range mail {
		for _, d := range list {
			size := letterSize + len(d.Item.Body)
			for _, f := range d.Item.Header {
				size += fieldSize + len(f.Name) + len(f.Value)
			}
			yield(Remembered{Time: d.Time, Size: size})
		}
	}
	for _, list := range others {
		for _, m := range list {
			yield(Remembered{Time: m.Time, Size: letterSize + len(m.Content)})
		}
	}
}

func sizeOf(e relay.Event) int {
	size := eventSize + len(e.RecipientStatus) + len(e.Subject)
	for _, r := range e.Recipients {
		size += len(r) + fieldSize
	}
	for _, d := range e.Decisions {
		size += decisionSize + len(d.Because) + candidateSize*len(d.Candidates)
	}
	return size
}

package live

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// Bound is how much evidence a living world keeps; what is older it forgets. One member is set, or none: it keeps all.
type Bound struct {
	Messages int           // the newest that came into the world
	Age      time.Duration // by the world's clock
	Bytes    int           // of memory, more or less
}

// DefaultBound is what a world keeps for whom nobody said how much.
const DefaultBound = "128MB"

// keepAll is the bound of a world that forgets nothing.
const keepAll = "all"

// sizes are the units of memory.
var sizes = []struct {
	unit  string
	bytes int
}{{"GB", 1 << 30}, {"MB", 1 << 20}}

// leastBytes is the least memory that makes sense: a single message may take more than a tenth of it.
const leastBytes = 16 << 20

// ParseBound reads a bound: 1000 (messages), 24h or 7d (age), 128MB or 2GB (memory), all.
func ParseBound(text string) (b Bound, err error) {
	const hint = "1000 keeps that many messages, 24h or 7d what is not older, 128MB what takes so much memory, " +
		"all everything"
	wrong := func(why string) (Bound, error) { return Bound{}, mistake.New(hint, "%q %s", text, why) }
	if text == keepAll {
		return Bound{}, nil
	}
	for _, s := range sizes {
		if number, ok := strings.CutSuffix(text, s.unit); ok {
			n, err := strconv.Atoi(number)
			switch {
			case err != nil || n > 1<<40/s.bytes:
				return wrong("is no amount of memory")
			case n*s.bytes < leastBytes:
				return wrong(fmt.Sprintf("is too little memory; the least is %s", Bound{Bytes: leastBytes}))
			}
			return Bound{Bytes: n * s.bytes}, nil
		}
	}
	if n, err := strconv.Atoi(text); err == nil {
		if n < 1 {
			return wrong("messages are too few; the least is 1")
		}
		return Bound{Messages: n}, nil
	}
	age, err := parseAge(text)
	switch {
	case err != nil:
		return wrong("is no number, age or amount of memory")
	case age < time.Minute:
		return wrong("is too short; the least is 1m")
	}
	return Bound{Age: age}, nil
}

func parseAge(text string) (time.Duration, error) {
	if number, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(number)
		if err == nil && (n < 1 || n > 36500) {
			err = strconv.ErrRange
		}
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// String is the bound as [ParseBound] reads it.
func (b Bound) String() string {
	switch {
	case b.Messages > 0:
		return strconv.Itoa(b.Messages)
	case b.Age > 0 && b.Age%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", b.Age/(24*time.Hour))
	case b.Age > 0 && b.Age%time.Hour == 0:
		return fmt.Sprintf("%dh", b.Age/time.Hour)
	case b.Age > 0 && b.Age%time.Minute == 0:
		return fmt.Sprintf("%dm", b.Age/time.Minute)
	case b.Age > 0:
		return b.Age.String()
	}
	for _, s := range sizes {
		if b.Bytes > 0 && b.Bytes%s.bytes == 0 {
			return fmt.Sprintf("%d%s", b.Bytes/s.bytes, s.unit)
		}
	}
	return keepAll
}

// talksPerMessage is how many connections a bound of messages allows for each: what people ask for is mail, and
// connections without any are not to fill the memory.
const talksPerMessage = 10

// remembered is all evidence of a world, and what bounds look at.
type remembered struct {
	list    []sim.Remembered
	total   int // bytes
	talks   int
	oldest  time.Time
	arrived map[string]time.Time // when each message came
}

func remembers(w *sim.World) *remembered {
	all := &remembered{arrived: map[string]time.Time{}}
	w.Remembered(func(r sim.Remembered) {
		all.list = append(all.list, r)
		all.total += r.Size
		if r.Talk {
			all.talks++
		}
		if _, seen := all.arrived[r.Message]; !seen && r.Message != "" {
			all.arrived[r.Message] = r.Time
		}
		if all.oldest.IsZero() || r.Time.Before(all.oldest) {
			all.oldest = r.Time
		}
	})
	return all
}

// Before is the time before which a world has to forget by now; zero when it need not. It forgets a good deal at a
// time, since views are made anew then: messages and ages are kept a quarter longer than the bound says, and of memory
// at most as much as it says.
func (b Bound) Before(w *sim.World, now time.Time) (before time.Time) {
	all := remembers(w)
	switch most := b.Messages + b.Messages/4; {
	case b.Age > 0 && all.oldest.Before(now.Add(-b.Age-b.Age/4)):
		before = now.Add(-b.Age)
	case b.Bytes > 0 && all.total > b.Bytes:
		before = all.newest(b.Bytes*3/4, func(r sim.Remembered) int { return r.Size })
	case b.Messages > 0 && len(all.arrived) > most:
		came := slices.SortedFunc(maps.Values(all.arrived), time.Time.Compare)
		before = came[len(came)-b.Messages]
	case b.Messages > 0 && all.talks > talksPerMessage*most:
		before = all.newest(talksPerMessage*b.Messages, func(r sim.Remembered) int {
			if r.Talk {
				return 1
			}
			return 0
		})
	}
	if len(all.list) == 0 || !before.After(all.oldest) {
		return time.Time{}
	}
	return before
}

// newest is the time from which on the newest evidence weighs no more than a weight. What happened at one time stays or
// goes as a whole.
func (all *remembered) newest(weight int, of func(sim.Remembered) int) time.Time {
	known := all.list
	slices.SortStableFunc(known, func(a, b sim.Remembered) int { return b.Time.Compare(a.Time) })
	from := known[0].Time // which stays, even if it is too much alone
	for i := 0; i < len(known); {
		at, end := known[i].Time, i
		for ; end < len(known) && known[end].Time.Equal(at); end++ {
			weight -= of(known[end])
		}
		if weight < 0 {
			break
		}
		from, i = at, end
	}
	return from
}

// look is how often somebody looks whether there is something to forget, unless looking takes more than one part in
// ease of the time.
const (
	look = 250 * time.Millisecond
	ease = 20
)

// Keep has the world forget what is beyond a bound from now on. It is called once.
func (e *Engine) Keep(b Bound) {
	if b == (Bound{}) {
		return
	}
	e.ended.Go(func() {
		for seen, took := -1, time.Duration(0); ; {
			select {
			case <-time.After(max(look, ease*took)):
			case <-e.stop:
				return
			}
			if now := e.seen(); now != seen || b.Age > 0 {
				begin := time.Now()
				e.forget(b)
				seen, took = now, time.Since(begin)
			}
		}
	})
}

// forget has the world forget what is beyond a bound now.
func (e *Engine) forget(b Bound) {
	if before := b.Before(e.World, e.Now()); !before.IsZero() {
		e.World.Forget(before, "--keep "+b.String())
	}
}

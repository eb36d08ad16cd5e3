package capture

import (
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"

	"hybridsim/sim/vnet"
)

// Recorder is a listener to one network ([vnet.Tap]).
type Recorder struct {
	now  func() time.Time
	file *File
	pile *pile // nil: everything is written at once

	mu      sync.Mutex
	flows   map[flowKey]*flow
	named   map[netip.Addr]bool
	keys    keyring
	comment string    // of the next packet
	latest  time.Time // in virtual time: when the last connection was over, for the next one follows from it
}

var _ vnet.Tap = (*Recorder)(nil)

// flowKey tells ways apart.
type flowKey struct {
	attempt int
	behind  bool
}

// pile is what waits for the end of a play.
type pile struct {
	names   []func(*File)
	secrets []byte
	packets []packet
}

// Virtual records a play in virtual time; [Recorder.Finish] writes the file.
func Virtual(f *File, now func() time.Time) *Recorder {
	r := Living(f, now)
	r.pile = &pile{}
	return r
}

// Living records a world in wall-clock time into the file, as it lives.
func Living(f *File, now func() time.Time) *Recorder {
	return &Recorder{now: now, file: f, flows: map[flowKey]*flow{}, named: map[netip.Addr]bool{}}
}

// Chapter begins a part of what happens, which the next packet tells of in a comment.
func (r *Recorder) Chapter(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.comment = name
}

// Finish writes what waits, in the order of its times: names and secrets first, so that whoever reads the packets knows
// them. It returns the file's first error.
func (r *Recorder) Finish() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.pile; p != nil {
		for _, name := range p.names {
			name(r.file)
		}
		if len(p.secrets) > 0 {
			r.file.secret(p.secrets)
		}
		slices.SortStableFunc(p.packets, func(a, b packet) int { return a.at.Compare(b.at) })
		for _, packet := range p.packets {
			r.file.packet(packet)
		}
		r.pile = &pile{}
	}
	return r.file.Err()
}

// Opening implements [vnet.Tap].
func (r *Recorder) Opening(w vnet.Way, name func(netip.Addr) string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := newFlow(w)
	for _, v := range f.views {
		r.introduce(v.from.Addr(), name)
		r.introduce(v.to.Addr(), name)
	}
	if f.at = r.now(); r.pile != nil && f.at.Before(r.latest) {
		f.at = r.latest
	}
	if w.Outcome == vnet.Connected || w.Outcome == vnet.WasReset {
		r.flows[flowKey{w.Number, w.Behind}] = f
	}
	r.open(f, w.Outcome)
}

// introduce writes how an address is called, once. The caller holds r.mu.
func (r *Recorder) introduce(a netip.Addr, name func(netip.Addr) string) {
	if r.named[a] {
		return
	}
	r.named[a] = true
	called := name(a)
	switch {
	case called == "":
	case r.pile != nil:
		r.pile.names = append(r.pile.names, func(f *File) { f.name(a, called) })
	default:
		r.file.name(a, called)
	}
}

// Passing implements [vnet.Tap].
func (r *Recorder) Passing(w vnet.Way, up bool, p []byte) {
	r.on(w, func(f *flow) { r.send(f, endOf(up), p) })
}

// Closing implements [vnet.Tap].
func (r *Recorder) Closing(w vnet.Way, up bool) {
	r.on(w, func(f *flow) { r.close(f, endOf(up)) })
}

// Resetting implements [vnet.Tap].
func (r *Recorder) Resetting(w vnet.Way) { r.on(w, r.reset) }

// on does something about a way, unless it is over.
func (r *Recorder) on(w vnet.Way, do func(*flow)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := flowKey{w.Number, w.Behind}
	f := r.flows[key]
	if f == nil {
		return
	}
	if do(f); f.over {
		delete(r.flows, key)
	}
}

// Keys implements [vnet.Tap].
func (r *Recorder) Keys() io.Writer { return (*secrets)(r) }

// secrets takes lines with secrets, each in one call of Write.
type secrets Recorder

// Write implements [io.Writer].
func (s *secrets) Write(line []byte) (int, error) {
	r := (*Recorder)(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.keys.fresh(line):
	case r.pile != nil:
		r.pile.secrets = append(r.pile.secrets, line...)
	default:
		r.file.secret(line)
	}
	return len(line), nil
}

// keyring remembers the newest secrets: the two ends of a session tell the same.
type keyring struct {
	known [64]string
	next  int
}

func (k *keyring) fresh(line []byte) bool {
	if slices.Contains(k.known[:], string(line)) {
		return false
	}
	k.known[k.next%len(k.known)] = string(line)
	k.next++
	return true
}

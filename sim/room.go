package sim

import (
	"sync"

	"hybridsim/relay"
)

// maxInTransit bounds what the content of all messages takes together while their clients are still sending it. A
// message alone may be as large as its connector allows.
const maxInTransit = 64 << 20

// room is the room for content in transit.
type room struct {
	mu    sync.Mutex
	taken int64
}

var _ relay.Room = (*room)(nil)

// Take implements [relay.Room].
func (r *room) Take(held, more int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if alone := r.taken == held; !alone && r.taken+more > maxInTransit {
		return false
	}
	r.taken += more
	return true
}

// Give implements [relay.Room].
func (r *room) Give(held int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken -= held
}

package outside

import (
	"maps"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// probed is what the next system said to a host that asked for a recipient, and until when the host goes by it.
type probed struct {
	answer relay.Reply
	remote string
	until  time.Time
}

// How long a host goes by an answer, as Postfix does unless told otherwise.
const (
	goesByAcceptance = 31 * 24 * time.Hour
	goesByRefusal    = 3 * time.Hour
)

// Probe makes the host ask the next system for each recipient whose mail it passes on, as a sender of its own, before
// it takes the mail; without a sender it asks no more.
func (h *Host) Probe(as string) { h.change(func(here *state) { here.prober = as }) }

// vouched is the answer to a recipient whose mail the host passes on. A session holds no other conversation meanwhile:
// the first time the recipient is put off and asked for, and when the client comes again the answer is known.
func (h *state) vouched(sender, to string) relay.Reply {
	if h.prober == "" {
		return relay.Reply{}
	}
	known, asked := h.probed[strings.ToLower(to)]
	switch now := h.env.Now(); {
	case asked && known.until.After(now) && known.answer.OK():
		return relay.Reply{}
	case asked && known.until.After(now):
		return reply.PlainUndeliverable(to, known.remote, known.answer)
	}
	for _, m := range h.outgoing {
		if m.probes != "" && relay.SameAddress(m.to, to) {
			return reply.PlainUnverified(to)
		}
	}
	h.sent++
	h.moved = true
	now := h.env.Now()
	h.outgoing = append(h.outgoing, &outgoing{from: h.prober, to: to, probes: sender, submitted: now, next: now,
		number: h.sent})
	return reply.PlainUnverified(to)
}

// learned keeps what a probe found. A refusal for now, or none at all, tells nothing.
func (h *state) learned(m *outgoing, answer relay.Reply, remote string) {
	keep := goesByAcceptance
	switch {
	case answer.Permanent():
		keep = goesByRefusal
	case !answer.OK():
		return
	}
	h.probed = maps.Clone(h.probed)
	if h.probed == nil {
		h.probed = map[string]probed{}
	}
	h.probed[strings.ToLower(m.to)] = probed{answer, remote, h.env.Now().Add(keep)}
}

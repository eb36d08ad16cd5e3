package sim

import (
	"errors"
	"fmt"

	"hybridsim/relay"
)

// Sender is whose mailbox an address is: of a side, or of an outside host.
type Sender struct {
	Side relay.Side // empty: Host's
	Host *Host

	As     string // in whose name a side's mailbox sends; empty: its own
	Server string // to which Host gives the message, whatever MX says; empty: MX says
}

// At is the name of the place, as in [Mailbox].
func (s Sender) At() string {
	if s.Host != nil {
		return s.Host.Name
	}
	return string(s.Side)
}

// NoSenderError says why nobody can send as an address.
type NoSenderError struct {
	Address string
	Both    bool // it has a mailbox on both sides
}

// Error implements error.
func (e *NoSenderError) Error() string {
	switch {
	case e.Both:
		return e.Address + " has a mailbox on both sides"
	case e.Address == "":
		return "the null sender has no mailbox"
	}
	return fmt.Sprintf("%s has no mailbox to send from", e.Address)
}

// Sender finds who sends as an address: the one side, or the outside host, on which it is a mailbox. A side that is
// given is the only one that is asked; it sends with the null sender, too. The error is a [NoSenderError].
func (w *World) Sender(address string, on relay.Side) (Sender, error) {
	if address == "" && on != "" {
		return Sender{Side: on}, nil
	}
	var sides []relay.Side
	for _, side := range w.SideNames() {
		if (on == "" || on == side) && w.Side(side).Holds(address) {
			sides = append(sides, side)
		}
	}
	host := w.HostOf(address)
	switch {
	case len(sides) == 1:
		return Sender{Side: sides[0]}, nil
	case len(sides) > 1:
		return Sender{}, &NoSenderError{address, true}
	case host != nil && on == "":
		return Sender{Host: host}, nil
	}
	return Sender{}, &NoSenderError{Address: address}
}

// ErrFull tells that nothing can be kept at present, so that nothing is taken.
var ErrFull = errors.New("nothing can be stored at present")

// Post sends a message from a mailbox: submitted on a side, or put into the queue of an outside host. Without an error
// it is kept; with another than [ErrFull] it is on its way all the same, unless the process ends first.
func (w *World) Post(by Sender, from string, to []string, content []byte) error {
	if w.full() {
		return ErrFull
	}
	if by.Host != nil {
		by.Host.SendBy(by.Server, from, to, content)
	} else {
		w.submit(by.Side, from, by.As, to, content)
	}
	return w.Kept()
}

// Submit lets a mailbox user send a message; the address decides whose mailbox it is.
func (w *World) Submit(side relay.Side, from string, to []string, content []byte) {
	w.submit(side, from, "", to, content)
}

func (w *World) submit(side relay.Side, from, as string, to []string, content []byte) {
	w.Do(func(in *Inside) { w.Side(side).servers[0].at(in).transport.SubmitAs(from, as, to, content) })
}

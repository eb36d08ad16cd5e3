package outside

import (
	"slices"

	"hybridsim/relay"
)

// Script is a reply that a server gives in place of its own, a number of times.
type Script struct {
	Verb string // CONNECT, EHLO, STARTTLS, MAIL, RCPT or DATA
	// Address is the sender's, or the recipient's, at DATA one of theirs; at EHLO the client's name. Empty: any
	Address string
	Reply   relay.Reply // or relay.HangUp
	Times   int         // 0 is always
}

// usedUp is how often a script is still given that was given as often as it says.
const usedUp = -1

// Scripts are those of a server, in the order in which they are asked. They are given by count and never at random.
type Scripts []*Script

// Next takes the reply that a verb gets which concerns some addresses; a zero one if none applies. counted says that it
// is given so many times, and that one of them is over.
func (list Scripts) Next(verb string, concerned ...string) (r relay.Reply, counted bool) {
	for _, s := range list {
		if s.Verb != verb || s.Times < 0 || s.Address != "" && !slices.ContainsFunc(concerned, s.names) {
			continue
		}
		if s.Times > 0 {
			if s.Times--; s.Times == 0 {
				s.Times = usedUp
			}
			counted = true
		}
		return s.Reply, counted
	}
	return relay.Reply{}, false
}

func (s *Script) names(address string) bool { return relay.SameAddress(s.Address, address) }

// Left is how often each is still to be given.
func (list Scripts) Left() (times []int) {
	for _, s := range list {
		times = append(times, s.Times)
	}
	return times
}

// Restore sets how often each is still to be given.
func (list Scripts) Restore(times []int) {
	for i, n := range times {
		if i < len(list) {
			list[i].Times = n
		}
	}
}

// Fork returns scripts that are used up by themselves.
func (list Scripts) Fork() (own Scripts) {
	for _, s := range list {
		other := *s
		own = append(own, &other)
	}
	return own
}

package journey

import (
	"slices"

	"hybridsim/relay"
)

// ends walks from a recipient to where its way ended.
func (f *following) ends(n *node, recipient string, via []string, path []relay.Event,
	seen map[*node]bool) (list []End) {
	if seen[n] {
		return nil
	}
	seen[n] = true
	if last := append([]string{recipient}, via...); !relay.SameAddress(n.address, last[len(last)-1]) {
		via = append(slices.Clip(via), n.address)
	}
	path = append(slices.Clip(path), f.steps(n, path)...)
	if len(n.became) == 0 || n.keeps {
		list = f.own(n, recipient, via, path, seen)
	}
	for _, m := range n.became {
		list = append(list, f.ends(m, recipient, via, path, seen)...)
	}
	return list
}

// own is where the way of the recipient itself ended.
func (f *following) own(n *node, recipient string, via []string, path []relay.Event, seen map[*node]bool) []End {
	switch {
	case n.onward != nil:
		return f.ends(n.onward, recipient, via, path, seen)
	case n.outside != nil:
		return []End{f.outsideEnd(n, recipient, via, path)}
	}
	end := End{Recipient: recipient, Via: via, Kind: n.kind, At: string(n.event.Side), Reply: n.event.Reply,
		Event: n.event, Arrival: n.copy.arrival, Report: n.report, Path: path, capable: f.capable}
	switch n.kind {
	case RelayedOn:
		end.At = n.event.RemoteHost
	case Failed, Dropped, Waits:
		for _, s := range end.sessions(n.event) {
			if s.ID == relay.EventRefuse {
				end.Refusal = s
			}
		}
	case InHand:
		if slices.ContainsFunc(n.copy.nodes, func(o *node) bool { return o.kind != InHand }) {
			end.Kind = Once // the categorizer has seen them all
		}
	}
	return []End{end}
}

// outsideEnd is an end that an outside host knows of.
func (f *following) outsideEnd(n *node, recipient string, via []string, path []relay.Event) End {
	o := n.outside
	end := End{Recipient: recipient, Via: via, Kind: o.State, At: o.Host, Reply: o.Reply, Report: o.Report,
		Path: path, Outside: o, capable: f.capable}
	if n.copy != nil {
		end.Event, end.Arrival = n.event, n.copy.arrival
	}
	if o.State == Delivered {
		return end
	}
	end.Refusal = f.refusedTo(o)
	if n.copy == nil && o.State == Failed && end.Refusal.Sequence > 0 {
		end.Kind, end.At = Refused, string(end.Refusal.Side)
	}
	if o.State == Failed && o.From == "" { // nobody is sent a report about a report
		end.Kind = Dropped
	}
	if end.Refusal.Sequence > 0 {
		end.Path = append(slices.Clip(path), end.Refusal)
	}
	return end
}

package content

import "hybridsim/relay"

// Removal is a message without the parts of some media type.
type Removal struct {
	Body    []byte // the same slice when nothing was removed
	Removed int    // parts taken out
	// Empty says that nothing else would remain: the message is nothing but such parts. Body is then untouched.
	Empty bool
}

// Without takes all parts of a media type out of a message. A multipart that holds nothing else goes with them. Bytes
// outside of the removed parts and their delimiter lines stay as they are and in their order.
func Without(h relay.Header, body []byte, mediaType string) Removal {
	root := Read(h, body)
	removed := root.mark(mediaType)
	switch {
	case root.goes:
		return Removal{Body: body, Removed: removed, Empty: true}
	case removed == 0:
		return Removal{Body: body}
	}
	cuts := root.cuts(nil)
	kept, at := make([]byte, 0, len(body)), 0
	for _, c := range cuts {
		if c.from > at {
			kept = append(kept, body[at:c.from]...)
		}
		at = max(at, c.to)
	}
	return Removal{Body: append(kept, body[at:]...), Removed: removed}
}

// cut is a range of bytes to leave out.
type cut struct{ from, to int }

// mark finds what is to go: the parts of the media type, and multiparts that hold nothing else. It counts the former.
func (p *Part) mark(mediaType string) (removed int) {
	if p.Type == mediaType {
		p.goes = true
		return 1
	}
	p.goes = len(p.Parts) > 0
	for i := range p.Parts {
		removed += p.Parts[i].mark(mediaType)
		p.goes = p.goes && p.Parts[i].goes
	}
	return removed
}

// cuts adds the ranges to leave out of a multipart of which something stays, in order.
func (p *Part) cuts(list []cut) []cut {
	for i := range p.Parts {
		child := &p.Parts[i]
		if !child.goes {
			list = child.cuts(list)
			continue
		}
		c := cut{child.place.open, child.place.next}
		if i > 0 && p.endsWithout(i) {
			// No closing delimiter follows: the line end before this one is the delimiter's, not the part's before it.
			c.from = p.Parts[i-1].place.end
		}
		list = append(list, cut{p.at + c.from, p.at + c.to})
	}
	return list
}

// endsWithout reports whether the parts from i on all go and no closing delimiter stands behind them.
func (p *Part) endsWithout(i int) bool {
	for _, later := range p.Parts[i:] {
		if !later.goes {
			return false
		}
	}
	return p.Parts[len(p.Parts)-1].place.last
}

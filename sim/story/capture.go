package story

import (
	"io"

	"hybridsim/sim"
	"hybridsim/sim/capture"
)

// Capture plays the story as [Story.EvidenceFiles] does and writes what passed on the network as a packet capture, with
// the names of hosts and the secrets of TLS, which is real in this play.
func (s *Story) Capture(out io.Writer) error {
	var r *capture.Recorder
	watched := *s
	watched.byWord = false
	watched.tapped = func(w *sim.World) {
		r = capture.Virtual(capture.NewFile(out), w.Clock.Now)
		w.Net.Tap(r)
	}
	p, err := newPlay(&watched)
	if err != nil {
		return err
	}
	defer p.close()
	for _, st := range s.stages() {
		r.Chapter(st.name)
		p.Begin()
		if err := p.do(st.steps); err != nil {
			return err
		}
	}
	return r.Finish()
}

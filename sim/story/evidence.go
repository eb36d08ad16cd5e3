package story

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"hybridsim/relay"
	"hybridsim/sim"
)

// evidence is a digest of everything that a play leaves behind: events with their decisions, transcripts of both ends,
// application events, mailboxes, DNS queries and connection attempts.
func (p *play) evidence() string {
	h := sha256.New()
	p.writeEvidence(h)
	return hex.EncodeToString(h.Sum(nil))
}

// writeEvidence writes the evidence as text, stream by stream.
func (p *play) writeEvidence(out io.Writer) {
	for _, e := range p.w.Events() {
		fmt.Fprintf(out, "%+v\n", e)
	}
	for _, a := range p.w.ApplicationEvents() {
		fmt.Fprintf(out, "%+v\n", a)
	}
	for _, side := range relay.BothSides {
		s := p.w.Side(side)
		writeTranscripts(out, s.Received())
		writeTranscripts(out, s.Sent())
		for _, d := range s.Deliveries() {
			fmt.Fprintf(out, "%s %s\n%s\n", d.Time, d.Mailbox, d.Content())
		}
		fmt.Fprintf(out, "%+v\n", s.Queues())
	}
	for _, h := range p.w.Hosts() {
		writeTranscripts(out, h.Received())
		writeTranscripts(out, h.Sent())
		fmt.Fprintf(out, "%+v\n", h.Mail())
	}
	for _, a := range p.w.Net.Attempts() {
		fmt.Fprintf(out, "%d %s %s %s %s\n", a.Number, a.Src, a.SrcSeen, a.Dst, a.Outcome)
	}
	fmt.Fprintf(out, "%+v\n", p.w.Net.Queries())
}

func writeTranscripts(out io.Writer, list []*sim.Transcript) {
	for _, t := range list {
		fmt.Fprintf(out, "%s %s %s %s %s\n", t.Time, t.Connector, t.SessionID, t.Local, t.Remote)
		for _, line := range t.Lines() {
			fmt.Fprintf(out, "%c %s | %s\n", line.Event, line.Data, line.Context)
		}
	}
}

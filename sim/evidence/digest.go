package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"hybridsim/sim"
)

// Digest is one of everything that happened in a world: events with their decisions, transcripts of both ends,
// application events, mailboxes, DNS queries and connection attempts.
func Digest(w *sim.World) string {
	h := sha256.New()
	writeAll(h, w)
	return hex.EncodeToString(h.Sum(nil))
}

// writeAll writes the evidence as text, stream by stream.
func writeAll(out io.Writer, w *sim.World) {
	for _, e := range w.Events() {
		fmt.Fprintf(out, "%+v\n", e)
	}
	for _, a := range w.ApplicationEvents() {
		fmt.Fprintf(out, "%+v\n", a)
	}
	for _, s := range w.Sides() {
		writeTranscripts(out, s.Received())
		writeTranscripts(out, s.Sent())
		fmt.Fprintf(out, "%+v\n", s.Queues())
	}
	for _, h := range w.Hosts() {
		writeTranscripts(out, h.Received())
		writeTranscripts(out, h.Sent())
	}
	for _, l := range w.Mail(nil) {
		fmt.Fprintf(out, "%s %s %s %s %+v\n%s\n", l.ID, l.Time, l.From, l.Mailbox, l.Placement, l.Content())
	}
	for _, a := range w.Net.Attempts() {
		fmt.Fprintf(out, "%d %s %s %s %s\n", a.Number, a.Src, a.SrcSeen, a.Dst, a.Outcome)
	}
	fmt.Fprintf(out, "%+v\n", w.Net.Queries())
}

func writeTranscripts(out io.Writer, list []*sim.Transcript) {
	for _, t := range list {
		fmt.Fprintf(out, "%s %s %s %s %s\n", t.Time, t.Connector, t.SessionID, t.Local, t.Remote)
		for _, line := range t.Lines() {
			fmt.Fprintf(out, "%c %s | %s\n", line.Event, line.Data, line.Context)
		}
	}
}

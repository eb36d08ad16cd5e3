// Package evidence writes what a world left behind as files: logs in Exchange's folders and formats, mailboxes,
// reports, queues, message trace, what outside hosts saw, and the decisions behind it all (docs/evidence.md). It knows
// no story and opens no file.
package evidence

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// File is a piece of evidence as a file: a name with slashes, and what is in it.
type File struct {
	Name    string
	Content []byte
}

// Chapter is a part of what happened, for the decisions: its name, and how many events there were before it.
type Chapter struct {
	Name  string
	Event int
}

// Of returns what an investigator would find in a world at this moment, and the decisions behind it, chapter by
// chapter.
func Of(w *sim.World, chapters ...Chapter) ([]File, error) {
	c := &collection{numbers: map[string]int{}}
	for _, side := range relay.BothSides {
		c.mailboxes(w.Side(side))
	}
	for _, h := range w.Hosts() {
		for _, m := range h.Mail() {
			c.message("outside/"+fileName(h.Name)+"/mailboxes/"+fileName(m.Mailbox), m.Content)
		}
	}
	c.logs(w)
	c.text("decisions.txt", decisions(w, chapters))
	return c.files, c.err
}

// Logs are those of the files that hold no mail.
func Logs(w *sim.World) ([]File, error) {
	c := &collection{}
	c.logs(w)
	return c.files, c.err
}

// collection gathers files. The first error stays.
type collection struct {
	files   []File
	numbers map[string]int // of the last file in a folder of numbered ones
	err     error
}

func (c *collection) text(name, content string) {
	if content != "" {
		c.files = append(c.files, File{name, []byte(content)})
	}
}

// render keeps what a writer of package exlog writes.
func (c *collection) render(name string, write func(*bytes.Buffer) error) {
	var b bytes.Buffer
	if err := write(&b); err != nil && c.err == nil {
		c.err = err
	}
	c.files = append(c.files, File{name, b.Bytes()})
}

// message keeps a message under the next number of a folder.
func (c *collection) message(folder string, content []byte) {
	c.numbers[folder]++
	c.files = append(c.files, File{fmt.Sprintf("%s/%03d.eml", folder, c.numbers[folder]), content})
}

func (c *collection) logs(w *sim.World) {
	c.local(w)
	c.cloud(w)
	for _, h := range w.Hosts() {
		c.text("outside/"+fileName(h.Name)+"/received.txt", conversations(h.Received()))
		c.text("outside/"+fileName(h.Name)+"/sent.txt", conversations(h.Sent()))
	}
}

func (c *collection) mailboxes(side *sim.Side) {
	for _, d := range side.Deliveries() {
		c.message(fmt.Sprintf("%s/mailboxes/%s", side.Name, fileName(d.Mailbox)), d.Content())
		if d.Item.Header.IsReport() {
			c.message(fmt.Sprintf("%s/reports/%s", side.Name, fileName(d.Mailbox)), d.Content())
		}
	}
}

// local is what the on-premises administrator has: logs, the event log, the queues.
func (c *collection) local(w *sim.World) {
	side := w.Side(relay.OnPremises)
	for _, f := range side.Logs() {
		c.render("onprem/"+f.Path, func(b *bytes.Buffer) error { return f.Render(b) })
	}
	var events []relay.ApplicationEvent
	for _, e := range w.ApplicationEvents() {
		if e.Side == relay.OnPremises {
			events = append(events, e)
		}
	}
	c.render("onprem/Application.csv", func(b *bytes.Buffer) error { return exlog.WriteApplication(b, events) })
	c.cmdlets(w, relay.OnPremises, "Get-Queue", "Get-Queue | Format-List", "Get-Message")
}

// cloud is what the tenant's administrator has: message trace and its reports.
func (c *collection) cloud(w *sim.World) {
	o, events := w.Side(relay.Cloud).Organization(), w.Events()
	trace := exlog.MessageTrace(o, events)
	c.render("cloud/MessageTrace.csv", func(b *bytes.Buffer) error { return exlog.WriteTrace(b, trace) })
	c.render("cloud/MessageTrace.json", func(b *bytes.Buffer) error { return exlog.WriteTraceJSON(b, trace) })
	c.render("cloud/MessageTraceDetail.csv", func(b *bytes.Buffer) error {
		return exlog.WriteTraceDetail(b, o, events)
	})
	c.render("cloud/MessageTraceEnhanced.csv", func(b *bytes.Buffer) error { return exlog.WriteEnhanced(b, o, events) })
	c.render("cloud/MessageTraceExtended.csv", func(b *bytes.Buffer) error { return exlog.WriteExtended(b, o, events) })
	c.cmdlets(w, relay.Cloud, "Get-MessageTrace")
}

// cmdlets keeps what lines print when an administrator types them.
func (c *collection) cmdlets(w *sim.World, side relay.Side, lines ...string) {
	for _, line := range lines {
		output, err := w.Run(side, line)
		if err != nil && c.err == nil {
			c.err = fmt.Errorf("%s: %w", line, err)
		}
		name := fmt.Sprintf("%s/%s.txt", side, strings.ReplaceAll(line, " | ", "-"))
		c.files = append(c.files, File{name, []byte(output)}) // an empty one too: nothing waited
	}
}

// conversations prints transcripts for people.
func conversations(list []*sim.Transcript) string {
	var b strings.Builder
	for i, t := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s  %s - %s\n", t.Time.UTC().Format("2006-01-02T15:04:05Z"), t.Local, t.Remote)
		for _, l := range t.Lines() {
			b.WriteString(strings.TrimRight(fmt.Sprintf("%c %s %s", l.Event, l.Data, l.Context), " ") + "\n")
		}
	}
	return b.String()
}

// decisions are all events with all candidates, chapter by chapter.
func decisions(w *sim.World, chapters []Chapter) string {
	var b strings.Builder
	for chapter, events := range Chapters(chapters, w.Events()) {
		if len(events) > 0 {
			fmt.Fprintf(&b, "== %s\n%s\n", chapter, script.RenderEvents(events, true))
		}
	}
	return b.String()
}

// Chapters goes through chapters with the events of each, of which there may be none.
func Chapters(chapters []Chapter, events []relay.Event) iter.Seq2[string, []relay.Event] {
	return func(yield func(string, []relay.Event) bool) {
		for i, c := range chapters {
			end := len(events)
			if i+1 < len(chapters) {
				end = chapters[i+1].Event
			}
			if !yield(c.Name, events[c.Event:end]) {
				return
			}
		}
	}
}

// fileName makes an address or a host name fit for any file system.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '@', r == '.', r == '_', r == '+', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, strings.TrimLeft(s, "."))
}

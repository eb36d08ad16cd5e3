package story

import (
	"bytes"
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim"
)

// File is a piece of evidence as a file: a name with slashes, and what is in it.
type File struct {
	Name    string
	Content []byte
}

// Folders of the states in which evidence is taken.
const (
	Faulty       = "faulty"   // the end of Symptoms: what somebody finds who is called
	Cured        = "cured"    // the end of the first Verification; logs and mailboxes go on from Faulty
	ContrastOnly = "contrast" // the end of a contrast's Verification: its cause does no harm
	Asserted     = "asserted" // the end of an assertion's Verification
)

// EvidenceFiles plays the story with its cause, its symptoms and its first cure and returns what an investigator would find
// at the end of Symptoms and at the end of Verification: logs in Exchange's folders and formats, mailboxes, reports, queues,
// message trace, what outside hosts saw, and the decisions behind it all (docs/evidence.md).
func (s *Story) EvidenceFiles() ([]File, error) {
	p, err := newPlay(s)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var all []File
	chapters := []SectionStart{{"Setup", 0}}
	take := func(state string) error {
		files, err := p.files(chapters)
		for _, f := range files {
			all = append(all, File{state + "/" + f.Name, f.Content})
		}
		return err
	}
	type stage struct {
		name  string
		steps []*Step
		state string
	}
	stages, cure := []stage{{"Cause", s.Cause, ""}}, s.Cures[0]
	switch {
	case s.Kind == Assertion:
		stages = append(stages, stage{"Verification", cure.Verification, Asserted})
	case s.Contrast != "":
		stages = append(stages, stage{"Verification", cure.Verification, ContrastOnly})
	default:
		stages = append(stages, stage{"Symptoms", s.Symptoms, Faulty}, stage{"Resolution", cure.Resolution, ""}, stage{"Verification", cure.Verification, Cured})
	}
	for _, st := range stages {
		p.begin()
		chapters = append(chapters, SectionStart{st.name, len(p.w.Events())})
		if err := p.do(st.steps); err != nil {
			return nil, err
		}
		if st.state != "" {
			if err := take(st.state); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// FilesOf returns what an investigator would find in a world, as [Story.EvidenceFiles] does; chapter names what happened in it.
func FilesOf(w *sim.World, chapter string) ([]File, error) {
	return on(&Story{}, w).files([]SectionStart{{chapter, 0}})
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

// files are the evidence of this moment.
func (p *play) files(chapters []SectionStart) ([]File, error) {
	c := &collection{numbers: map[string]int{}}
	for _, side := range relay.BothSides {
		c.mailboxes(p.w.Side(side))
	}
	for _, h := range p.w.Hosts() {
		for _, m := range h.Mail() {
			c.message("outside/"+fileName(h.Name)+"/mailboxes/"+fileName(m.Mailbox), m.Content)
		}
	}
	c.logs(p.w)
	c.text("decisions.txt", p.decisions(chapters))
	return c.files, c.err
}

// LogFiles are the files of [Story.EvidenceFiles] that hold no mail, as they are at this moment in a world.
func LogFiles(w *sim.World) ([]File, error) {
	c := &collection{}
	c.logs(w)
	return c.files, c.err
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
		if (message{header: d.Item.Header}).isReport() {
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
	c.render("cloud/MessageTraceDetail.csv", func(b *bytes.Buffer) error { return exlog.WriteTraceDetail(b, o, events) })
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

// decisions are all events with all candidates, section by section.
func (p *play) decisions(chapters []SectionStart) string {
	var b strings.Builder
	for chapter, events := range bySection(chapters, p.w.Events()) {
		if len(events) > 0 {
			fmt.Fprintf(&b, "== %s\n%s\n", chapter, RenderEvents(events, true))
		}
	}
	return b.String()
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

package evidence

import (
	"fmt"
	"strings"
	"sync"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim"
)

// Book is what of a world's evidence holds no mail, as it grows: what happened is rendered once, whoever asks for it
// and however often. Any number of goroutines may read it.
type Book struct {
	w *sim.World

	mu      sync.Mutex
	from    int // number of the event that the traces begin with
	events  int // and of the one that they have to know next
	tenants []tenantTrace
	talks   map[*sim.Transcript]*talk // of outside hosts
	printed map[string]printed        // what cmdlets print that look at events only, by side and line
}

// tenantTrace is message trace of one tenant.
type tenantTrace struct {
	side     relay.Side
	trace    *exlog.Trace
	extended *exlog.Extended
}

// Page is a file of the book: a name with slashes, and what is in it.
type Page struct {
	Name string
	exlog.Text
}

// NewBook begins a book about a world.
func NewBook(w *sim.World) *Book {
	b := &Book{w: w, printed: map[string]printed{}}
	b.begin(0)
	return b
}

// Pages are all files as they are now.
func (b *Book) Pages() ([]Page, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := &pages{book: b}
	p.all()
	return p.list, p.err
}

// Follow renders what happened since the last time, so that who asks for pages need not wait for it. It leaves out
// what cmdlets print, which is made anew as a whole.
func (b *Book) Follow() {
	b.mu.Lock()
	defer b.mu.Unlock()
	(&pages{book: b, recorded: true}).all()
}

// Trace is message trace of a tenant as it is now, newest first: its rows, and as objects. There is none of others.
func (b *Book) Trace(tenant relay.Side) ([]exlog.TraceRow, exlog.Text) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.follow()
	for _, t := range b.tenants {
		if t.side == tenant {
			return t.trace.Rows(), t.trace.JSON()
		}
	}
	return nil, nil
}

// begin begins anew, with the event of a number.
func (b *Book) begin(from int) {
	b.tenants, b.talks = nil, map[*sim.Transcript]*talk{}
	for _, o := range b.w.Organizations() {
		if o.Side.Kind() == relay.Cloud {
			b.tenants = append(b.tenants, tenantTrace{o.Side, exlog.NewTrace(o), exlog.NewExtended(o)})
		}
	}
	b.from, b.events = from, from
}

// follow brings message trace up to date. When what it begins with was forgotten it is made anew of what was not, so
// that it never depends on who has read it before.
func (b *Book) follow() {
	log := b.w.EventLog()
	if b.from != log.Forgotten() {
		b.begin(log.Forgotten())
	}
	for _, e := range log.Since(b.events) {
		for _, t := range b.tenants {
			t.trace.Add(e)
			t.extended.Add(e)
		}
	}
	b.events = log.Count()
}

// pages gathers files. The first error stays.
type pages struct {
	book     *Book
	recorded bool // only what was recorded is wanted, not what cmdlets print
	list     []Page
	err      error
}

func (p *pages) all() {
	p.book.follow()
	p.local()
	p.cloud()
	for _, h := range p.book.w.Hosts() {
		p.conversations("outside/"+fileName(h.Name)+"/received.txt", h.Received())
		p.conversations("outside/"+fileName(h.Name)+"/sent.txt", h.Sent())
	}
}

func (p *pages) add(name string, text exlog.Text) { p.list = append(p.list, Page{name, text}) }

// local is what the on-premises administrator has: logs, the event log, the queues.
func (p *pages) local() {
	w := p.book.w
	for _, s := range w.Sides() {
		folder, console := "onprem/", w.Console(relay.OnPremises)
		switch edge := s.Servers()[0].Name; {
		case s.Name.Kind() != relay.OnPremises:
			continue
		case s.Organization().IsEdge(): // its administrator sits at it
			folder += edge + "/"
			console, _ = w.ConsoleAt(edge)
		case s.Name != relay.OnPremises:
			folder, console = folderOf(s.Name)+"/", w.Console(s.Name)
		}
		for _, f := range s.Logs() {
			p.add(folder+f.Path, f.Text())
		}
		var events []relay.ApplicationEvent
		for _, e := range w.ApplicationEvents() {
			if e.Side == s.Name {
				events = append(events, e)
			}
		}
		p.add(folder+"Application.csv", exlog.Application(events))
		p.cmdlets(folder, console, "Get-Queue", "Get-Queue | Format-List", "Get-Message")
	}
}

// cloud is what each tenant's administrator has: message trace and its reports.
func (p *pages) cloud() {
	for _, t := range p.book.tenants {
		folder := folderOf(t.side) + "/"
		p.add(folder+"MessageTrace.csv", t.trace.Summary())
		p.add(folder+"MessageTrace.json", t.trace.JSON())
		p.add(folder+"MessageTraceDetail.csv", t.trace.Details())
		p.add(folder+"MessageTraceEnhanced.csv", t.trace.Enhanced())
		p.add(folder+"MessageTraceExtended.csv", t.extended.Text())
		p.since(t.side, "Get-MessageTrace")
	}
}

// cmdlets keeps what lines print when an administrator types them.
func (p *pages) cmdlets(folder string, at sim.Console, lines ...string) {
	if p.recorded {
		return
	}
	for _, line := range lines {
		output, err := at.Run(line)
		if err != nil && p.err == nil {
			p.err = fmt.Errorf("%s: %w", line, err)
		}
		name := folder + strings.ReplaceAll(line, " | ", "-") + ".txt"
		p.add(name, exlog.Text{[]byte(output)}) // an empty one too: nothing waited
	}
}

// printed is what a cmdlet printed of the events between two numbers.
type printed struct {
	from, events int
	page         Page
}

// since keeps what a line prints that looks at nothing but events, until there are more of them.
func (p *pages) since(side relay.Side, line string) {
	key := string(side) + "> " + line
	known, ok := p.book.printed[key]
	if p.recorded {
		return
	}
	if !ok || known.from != p.book.from || known.events != p.book.events {
		p.cmdlets(folderOf(side)+"/", p.book.w.Console(side), line)
		p.book.printed[key] = printed{p.book.from, p.book.events, p.list[len(p.list)-1]}
		return
	}
	p.list = append(p.list, known.page)
}

// conversations prints transcripts for people; those of nobody make no file.
func (p *pages) conversations(name string, list []*sim.Transcript) {
	var text exlog.Text
	for i, t := range list {
		if i > 0 {
			text = append(text, []byte("\n"))
		}
		known := p.book.talks[t]
		if known == nil {
			known = &talk{}
			p.book.talks[t] = known
		}
		text = append(text, known.of(t))
	}
	if text != nil {
		p.add(name, text)
	}
}

// talk is a conversation as far as it was rendered.
type talk struct {
	lines int
	text  []byte
}

// of is the text of a transcript, whose lines only grow.
func (k *talk) of(t *sim.Transcript) []byte {
	if k.text == nil {
		k.text = fmt.Appendf(nil, "%s  %s - %s\n", t.Time.UTC().Format("2006-01-02T15:04:05Z"), t.Local, t.Remote)
	}
	lines := t.Lines()
	for _, l := range lines[k.lines:] {
		k.text = append(k.text, strings.TrimRight(fmt.Sprintf("%c %s %s", l.Event, l.Data, l.Context), " ")+"\n"...)
	}
	k.lines = len(lines)
	return k.text
}

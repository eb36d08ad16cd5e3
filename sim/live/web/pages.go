package web

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/exlog"
	"hybridsim/relay/journey"
	"hybridsim/sim/diagnose"
	"hybridsim/sim/records"
	"hybridsim/sim/topology"
)

//go:embed page.html style.css live.js console.js
var assets embed.FS

var pages = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"time":    func(t time.Time) string { return t.UTC().Format("2 Jan 15:04:05") },
	"size":    size,
	"segment": segment,
	"words":   words,
	"spoken":  func() string { return diagnose.Spoken },
	"sender":  sender,
	"join":    func(list []string) string { return strings.Join(list, ", ") },
	"tone":    records.Tone,
	"root":    func() string { return rootMark },
	"token":   func() string { return tokenMark },
	"kind":    func(at any) string { kind, _, _ := strings.Cut(fmt.Sprint(at), ":"); return kind },
	"place":   place,
	"repeats": repeats,
}).ParseFS(assets, "page.html"))

// place is an organization in a heading.
func place(side any) string {
	kind, name, further := strings.Cut(fmt.Sprint(side), ":")
	heading := map[string]string{string(relay.OnPremises): "On-premises", string(relay.Cloud): "Cloud"}[kind]
	if further {
		heading += " " + name
	}
	return heading
}

// asset serves a file of ours.
func asset(mediaType, name string) func(*Site, http.ResponseWriter, *http.Request) {
	return func(_ *Site, w http.ResponseWriter, _ *http.Request) {
		content, err := fs.ReadFile(assets, name)
		if err != nil {
			panic(err) // unreachable: it is embedded
		}
		if name == "style.css" {
			content = append(content, topology.Style...)
		}
		w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
		w.Write(content)
	}
}

// frame is what every page has around its content.
type frame struct {
	Kind    string // the template that shows Content
	Title   string
	World   worldJSON
	Places  []placeView
	Fresh   bool // the page follows the events
	Links   []Link
	Lab     *labView // nil: it is none
	Hidden  bool     // decisions are, and so is what a diagnosis would tell
	Content any
}

// placeView is a place with its mailboxes, in the list at the side.
type placeView struct {
	At        string
	Mailboxes []mailboxJSON
}

func (s *Site) page(w http.ResponseWriter, r *http.Request, kind, title string, fresh bool, content any) {
	dress := dressOf(r)
	f := frame{Kind: kind, Title: title, World: s.world(), Fresh: fresh, Content: content, Links: dress.Links,
		Lab: s.labView(dress.ReadOnly), Hidden: s.console.Hidden()}
	list, _ := s.mailboxes()
	for _, m := range list {
		if n := len(f.Places); n == 0 || f.Places[n-1].At != m.At {
			f.Places = append(f.Places, placeView{At: m.At})
		}
		last := &f.Places[len(f.Places)-1]
		last.Mailboxes = append(last.Mailboxes, m)
	}
	var b bytes.Buffer
	if err := pages.Execute(&b, f); err != nil {
		fail(w, http.StatusInternalServerError, err.Error(), "tell the authors")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(dress.put(b.Bytes()))
}

// maxShown is how many rows a page has.
const maxShown = 200

func (s *Site) pageStart(w http.ResponseWriter, r *http.Request) {
	var list []messageJSON
	_, letters := s.mailboxes()
	for _, in := range letters {
		for _, l := range in[:min(maxShown, len(in))] {
			list = append(list, newMessageJSON(l))
		}
	}
	slices.SortFunc(list, func(a, b messageJSON) int { // equal times do not flicker
		if c := b.Time.Compare(a.Time); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	s.page(w, r, "start", "Newest messages", true, list[:min(maxShown, len(list))])
}

// mailboxView is a mailbox as a page.
type mailboxView struct {
	mailboxJSON
	List []messageJSON
	More int // messages that are not shown
}

func (s *Site) pageMailbox(w http.ResponseWriter, r *http.Request) {
	m, letters, ok := s.mailbox(w, r)
	if !ok {
		return
	}
	v := mailboxView{mailboxJSON: m}
	shown := letters[:min(maxShown, len(letters))]
	for _, l := range shown {
		v.List = append(v.List, newMessageJSON(l))
	}
	v.More = len(letters) - len(shown)
	s.page(w, r, "mailbox", m.Address, true, v)
}

func (s *Site) pageClear(w http.ResponseWriter, r *http.Request) {
	if m, letters, ok := s.mailbox(w, r); ok {
		if s.remove(w, letters...) {
			http.Redirect(w, r, dressOf(r).Root+mailboxPath(m.At, m.Address), http.StatusSeeOther)
		}
	}
}

func mailboxPath(at, address string) string {
	return "/mailbox/" + segment(at) + "/" + segment(address)
}

// messageView is a message as a page.
type messageView struct {
	wholeJSON
	Attachments []Part
	Way         []relay.Event // what happened to it, and to the message that the report is about
	Ends        []journey.End // what became of that message, or of this one
	Hidden      bool          // decisions are
	Traced      string        // whose decisions the link leads to: of that message, or of this one
}

func (s *Site) pageMessage(w http.ResponseWriter, r *http.Request) {
	l, ok := s.letter(w, r)
	if !ok {
		return
	}
	v := messageView{wholeJSON: newWhole(l)}
	v.Traced, v.Hidden = v.MessageID, s.console.Hidden()
	for _, p := range v.Parts {
		if p.Attachment {
			v.Attachments = append(v.Attachments, p)
		}
	}
	if v.Report != nil {
		if report, err := dsn.Read(l.Content()); err == nil && report.Original.Has("Message-ID") {
			v.Traced = report.Original.Get("Message-ID")
		}
	}
	records := s.engine.World.Records()
	told := journey.Of(records, v.MessageID)
	v.Way = told.Events
	if v.Traced != v.MessageID {
		told = journey.Of(records, v.Traced)
		v.Way = append(slices.Clip(told.Events), v.Way...)
		slices.SortStableFunc(v.Way, func(a, b relay.Event) int { return cmp.Compare(a.Sequence, b.Sequence) })
	}
	v.Way, v.Ends = s.visible(v.Way), told.Ends
	title := v.Subject
	if title == "" {
		title = "(no subject)"
	}
	s.page(w, r, "message", title, false, v)
}

// pageHTML is the HTML of a message, for the frame: it may run nothing, load nothing and lead nowhere.
func (s *Site) pageHTML(w http.ResponseWriter, r *http.Request) {
	l, ok := s.letter(w, r)
	if !ok {
		return
	}
	list, _ := parts(l)
	_, html := shown(list)
	if html == nil {
		fail(w, http.StatusNotFound, "the message has no HTML", "GET /message/"+segment(l.ID)+" shows what it has")
		return
	}
	w.Header().Set("Content-Security-Policy", mailPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, html.Text)
}

func (s *Site) pageSource(w http.ResponseWriter, r *http.Request) {
	if l, ok := s.letter(w, r); ok {
		plain(w, []byte(strings.ToValidUTF8(string(lineFeeds(l.Content())), "\uFFFD")))
	}
}

func (s *Site) pageDelete(w http.ResponseWriter, r *http.Request) {
	if l, ok := s.letter(w, r); ok {
		if s.remove(w, l) {
			http.Redirect(w, r, dressOf(r).Root+mailboxPath(l.At, l.Mailbox), http.StatusSeeOther)
		}
	}
}

// queuesView is where messages wait, as a picture and as lists.
type queuesView struct {
	Picture template.HTML
	Sides   []queuesJSON
}

// picture draws who stands where and what waits there. What the network does to connections may be what somebody is to
// find out.
func (s *Site) picture() template.HTML {
	m := topology.Of(s.engine.World)
	if s.console.Hidden() {
		m.Firewall, m.NAT = nil, nil
	}
	return topology.Draw(m)
}

func (s *Site) pageQueues(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, "queues", "Queues", true, queuesView{s.picture(), s.queues()})
}

// traceView is message trace of the tenants and message tracking of the on-premises organizations.
type traceView struct {
	Tenants       []tenantRows
	Organizations []trackingRows
	Hidden        bool // decisions are
}

type tenantRows struct {
	Side relay.Side
	Rows []traceRow
}

type trackingRows struct {
	Side     relay.Side
	Tracking []exlog.TrackingEntry // the newest first
}

// traceRow is a row with the message as it lies in a mailbox, and why it is where it is.
type traceRow struct {
	exlog.TraceRow
	Letter  string // an ID; empty: it lies in no mailbox
	Reasons []string
}

// maxReasons is of how many messages a page tells why they did not arrive.
const maxReasons = 40

func (s *Site) pageTrace(w http.ResponseWriter, r *http.Request) {
	v := traceView{Hidden: s.console.Hidden()}
	for _, o := range s.engine.World.Organizations() {
		if o.Side.Kind() == relay.Cloud {
			v.Tenants = append(v.Tenants, tenantRows{o.Side, s.traceRows(o.Side)})
			continue
		}
		tracking := exlog.Tracking(o, s.engine.World.Events())
		slices.Reverse(tracking)
		v.Organizations = append(v.Organizations, trackingRows{o.Side, tracking[:min(maxShown, len(tracking))]})
	}
	s.page(w, r, "trace", "Message trace", true, v)
}

// traceRows are the newest rows of a tenant's message trace.
func (s *Site) traceRows(tenant relay.Side) (list []traceRow) {
	rows, _ := s.book.Trace(tenant)
	lies := map[string]string{} // by Message-ID
	_, letters := s.mailboxes()
	for _, in := range letters {
		for _, l := range in {
			lies[l.Header.Get("Message-ID")] = l.ID
		}
	}
	known, told := s.engine.World.Records(), 0
	for _, row := range rows[:min(maxShown, len(rows))] {
		t := traceRow{TraceRow: row, Letter: lies[row.MessageId]}
		if row.Status != "Delivered" && told < maxReasons {
			told++
			for _, e := range journey.Of(known, row.MessageId).Events {
				if e.Side == tenant && e.RecipientStatus != "" {
					t.Reasons = []string{e.RecipientStatus} // the last one
				}
			}
		}
		list = append(list, t)
	}
	return list
}

func (s *Site) pageLogs(w http.ResponseWriter, r *http.Request) {
	var list []logJSON
	files, ok := s.logs(w)
	for _, f := range files {
		list = append(list, newLogJSON(f))
	}
	if ok {
		s.page(w, r, "logs", "Logs", false, struct {
			Logs   []logJSON
			Hidden bool // decisions are
		}{list, s.console.Hidden()})
	}
}

// maxLive is how many events the live page begins with.
const maxLive = 100

func (s *Site) pageLive(w http.ResponseWriter, r *http.Request) {
	log := s.engine.World.EventLog()
	recent := slices.Clone(s.visible(log.Since(log.Count() - maxLive)))
	slices.Reverse(recent)
	s.page(w, r, "live", "Live events", false, struct {
		Events []relay.Event
		Last   int
	}{recent, log.Count()})
}

// sender is who a From field names, in short: the name if there is one.
func sender(from string) string {
	if a, err := mail.ParseAddress(from); err == nil && a.Name != "" {
		return a.Name
	} else if err == nil {
		return a.Address
	}
	if from == "" {
		return "(nobody)"
	}
	return from
}

// size is a number of bytes for people.
func size(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}

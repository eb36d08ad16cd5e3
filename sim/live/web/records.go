package web

import (
	"bytes"
	"cmp"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim"
	"hybridsim/sim/evidence"
	"hybridsim/sim/records"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// worldJSON is the world in a few words.
type worldJSON struct {
	Title string     `json:"title"`
	Time  time.Time  `json:"time"`
	Sides []sideJSON `json:"sides"`
	Hosts []string   `json:"hosts"` // outside

	Forgotten *forgottenJSON `json:"forgotten,omitempty"` // nil: nothing is
}

type sideJSON struct {
	Side    string   `json:"side"`
	Server  string   `json:"server"`  // the first
	Servers []string `json:"servers"` // all
	Domains []string `json:"domains"`
}

func (s *Site) world() worldJSON {
	w := s.engine.World
	document := worldJSON{Title: s.title, Hosts: []string{}, Forgotten: s.forgotten()}
	if s.console.Hidden() { // the name of a story tells
		document.Title = "lab"
	}
	// through the door, which brings the clock up to date
	w.Do(func(*sim.Inside) { document.Time = w.Clock.Now().UTC() })
	for _, side := range w.Sides() {
		o := side.Organization()
		j := sideJSON{Side: string(side.Name), Server: o.FirstServer().In(relay.RoleFrontDoor).Fqdn,
			Domains: []string{}}
		for _, s := range o.Servers {
			j.Servers = append(j.Servers, s.In(relay.RoleFrontDoor).Fqdn)
		}
		for _, d := range o.AcceptedDomains {
			j.Domains = append(j.Domains, d.DomainName)
		}
		document.Sides = append(document.Sides, j)
	}
	for _, h := range w.Hosts() {
		document.Hosts = append(document.Hosts, h.Name)
	}
	return document
}

func (s *Site) apiWorld(w http.ResponseWriter, _ *http.Request) { write(w, http.StatusOK, s.world()) }

// queueJSON is a queue with the property names of Get-Queue.
type queueJSON struct {
	Identity         string
	DeliveryType     relay.DeliveryType
	Status           relay.QueueStatus
	MessageCount     int
	NextHopDomain    string
	NextHopConnector string
	TlsDomain        string
	LastError        string
	RetryCount       int
	FirstRetryTime   time.Time `json:",omitzero"`
	LastRetryTime    time.Time `json:",omitzero"`
	NextRetryTime    time.Time `json:",omitzero"`
}

// queuesJSON are the queues of a side and the messages that wait in them, with the names of Get-Queue and Get-Message.
type queuesJSON struct {
	Side     string              `json:"side"`
	Queues   []queueJSON         `json:"queues"`
	Messages []relay.MessageInfo `json:"messages"`
	// Quarantine is what a tenant holds and has released, with the names of Get-QuarantineMessage.
	Quarantine []relay.QuarantinedMessage `json:"quarantine,omitempty"`
}

func (s *Site) queues() (list []queuesJSON) {
	for _, side := range s.engine.World.SideNames() {
		j := queuesJSON{string(side), []queueJSON{}, []relay.MessageInfo{}, s.engine.World.Side(side).Quarantine()}
		for _, q := range s.engine.World.Side(side).Queues() {
			j.Queues = append(j.Queues, queueJSON(q))
		}
		for _, m := range s.engine.World.Side(side).Messages() {
			m.Recipients = append([]string{}, m.Recipients...)
			j.Messages = append(j.Messages, m)
		}
		list = append(list, j)
	}
	return list
}

// sidesJSON are the queues of all sides.
type sidesJSON struct {
	Sides []queuesJSON `json:"sides"`
}

func (s *Site) apiQueues(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, sidesJSON{s.queues()})
}

func (s *Site) apiTrace(w http.ResponseWriter, r *http.Request) {
	side, ok := s.organization(w, r, relay.Cloud)
	if !ok {
		return
	}
	_, objects := s.book.Trace(side.Name)
	w.Header().Set("Content-Type", "application/json")
	objects.WriteTo(w)
}

// trackingJSON is the message tracking log.
type trackingJSON struct {
	Entries []exlog.TrackingEntry `json:"entries"`
}

// organization is whose record a request wants: the one that ?side= names, else the first of a kind.
func (s *Site) organization(w http.ResponseWriter, r *http.Request, kind relay.Side) (*sim.Side, bool) {
	name := cmp.Or(r.URL.Query().Get("side"), string(kind))
	var known []string
	for _, side := range s.engine.World.Sides() {
		if side.Name.Kind() != kind {
			continue
		}
		if side == s.engine.World.Side(relay.Side(strings.ToLower(name))) {
			return side, true
		}
		known = append(known, string(side.Name))
	}
	fail(w, http.StatusNotFound, "there is no organization "+quoted(name)+" with such a record",
		cmp.Or(suggest.DidYouMean(name, known), "there is "+strings.Join(known, ", ")))
	return nil, false
}

func (s *Site) apiTracking(w http.ResponseWriter, r *http.Request) {
	side, ok := s.organization(w, r, relay.OnPremises)
	if !ok {
		return
	}
	entries := exlog.Tracking(side.Organization(), s.engine.World.Events())
	for i := range entries { // a list is never null
		entries[i].Recipients = append([]string{}, entries[i].Recipients...)
		entries[i].RecipientStatus = append([]string{}, entries[i].RecipientStatus...)
	}
	write(w, http.StatusOK, trackingJSON{append([]exlog.TrackingEntry{}, entries...)})
}

// conversationJSON is an SMTP conversation as one end saw it.
type conversationJSON struct {
	At        string     `json:"at"`
	Received  bool       `json:"received"` // the other end began it
	Time      time.Time  `json:"time"`
	Connector string     `json:"connector"`
	SessionID string     `json:"sessionId"`
	Logged    bool       `json:"logged"` // it is in the protocol log
	Local     string     `json:"local"`
	Remote    string     `json:"remote"`
	Lines     []lineJSON `json:"lines"`
}

// lineJSON is a line of a protocol log.
type lineJSON struct {
	Event   string `json:"event"` // + - > < *
	Data    string `json:"data"`
	Context string `json:"context,omitempty"`
}

// conversationsJSON are conversations, the newest first.
type conversationsJSON struct {
	Conversations []conversationJSON `json:"conversations"`
}

// maxConversations is how many are shown unless the client asks for another number.
const maxConversations = 100

func (s *Site) apiConversations(w http.ResponseWriter, r *http.Request) {
	limit, ok := number(w, r, "limit")
	if !ok {
		return
	}
	if limit == 0 {
		limit = maxConversations
	}
	type talk struct {
		at       string
		received bool
		*sim.Transcript
	}
	var all []talk
	add := func(at string, received bool, list []*sim.Transcript) {
		for _, t := range list {
			all = append(all, talk{at, received, t})
		}
	}
	for _, side := range s.engine.World.SideNames() {
		add(string(side), true, s.engine.World.Side(side).Received())
		add(string(side), false, s.engine.World.Side(side).Sent())
	}
	for _, h := range s.engine.World.Hosts() {
		add(h.Name, true, h.Received())
		add(h.Name, false, h.Sent())
	}
	slices.SortStableFunc(all, func(a, b talk) int { return b.Time.Compare(a.Time) })
	document := conversationsJSON{[]conversationJSON{}}
	for _, t := range all[:min(limit, len(all))] {
		j := conversationJSON{t.at, t.received, t.Time.UTC(), t.Connector, t.SessionID, t.Logged, t.Local.String(),
			t.Remote.String(), []lineJSON{}}
		for _, l := range t.Lines() {
			j.Lines = append(j.Lines, lineJSON{string(rune(l.Event)), l.Data, l.Context})
		}
		document.Conversations = append(document.Conversations, j)
	}
	write(w, http.StatusOK, document)
}

// logJSON is a log file in the list.
type logJSON struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

// logsJSON lists log files.
type logsJSON struct {
	Logs []logJSON `json:"logs"`
}

// logs are the log files as they are now. When they cannot be written the answer is given.
func (s *Site) logs(w http.ResponseWriter) ([]evidence.Page, bool) {
	pages, err := s.book.Pages()
	if err != nil {
		fail(w, http.StatusInternalServerError, err.Error(), "tell the authors")
	}
	return pages, err == nil
}

func newLogJSON(p evidence.Page) logJSON {
	names := strings.Split(p.Name, "/")
	for i := range names {
		names[i] = segment(names[i])
	}
	return logJSON{p.Name, p.Size(), "/api/logs/" + strings.Join(names, "/")}
}

func (s *Site) apiLogs(w http.ResponseWriter, _ *http.Request) {
	document := logsJSON{[]logJSON{}}
	files, ok := s.logs(w)
	for _, f := range files {
		document.Logs = append(document.Logs, newLogJSON(f))
	}
	if ok {
		write(w, http.StatusOK, document)
	}
}

func (s *Site) apiLog(w http.ResponseWriter, r *http.Request) {
	files, ok := s.logs(w)
	if !ok {
		return
	}
	var known []string
	for _, f := range files {
		if f.Name == r.PathValue("name") {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			f.WriteTo(w)
			return
		}
		known = append(known, f.Name)
	}
	fail(w, http.StatusNotFound, "there is no log "+quoted(r.PathValue("name")),
		suggest.DidYouMean(r.PathValue("name"), known))
}

// selected are the events that a request asks for: of a message, behind a number.
func (s *Site) selected(w http.ResponseWriter, r *http.Request) (events []relay.Event, ok bool) {
	after, ok := number(w, r, "after")
	if !ok {
		return nil, false
	}
	id := r.URL.Query().Get("messageId")
	for _, e := range s.visible(s.engine.World.EventLog().Since(after)) {
		if id == "" || e.MessageID == id {
			events = append(events, e)
		}
	}
	return events, true
}

// visible are the events that people may see: in a lab without the decisions.
func (s *Site) visible(events []relay.Event) []relay.Event {
	if !s.console.Hidden() {
		return events
	}
	bare := slices.Clone(events)
	for i := range bare {
		bare[i].Decisions = nil
	}
	return bare
}

func (s *Site) apiDecisions(w http.ResponseWriter, r *http.Request) {
	if s.console.Hidden() {
		fail(w, http.StatusForbidden, "decisions are hidden in a lab",
			"look at what an administrator sees: queues, logs, traces and reports; the line hint tells more")
		return
	}
	if events, ok := s.selected(w, r); ok {
		text := script.RenderEvents(events, true)
		if f := s.forgotten(); f != nil {
			text = f.Text() + "\n" + text
		}
		plain(w, []byte(text))
	}
}

// maxEvents is how many events one answer has at most.
const maxEvents = 1000

// eventsJSON are events in order.
type eventsJSON struct {
	Events    []records.Event `json:"events"`
	Forgotten *forgottenJSON  `json:"forgotten,omitempty"`
}

func (s *Site) apiEvents(w http.ResponseWriter, r *http.Request) {
	limit, ok := number(w, r, "limit")
	if !ok {
		return
	}
	if limit == 0 || limit > maxEvents {
		limit = maxEvents
	}
	events, ok := s.selected(w, r)
	if !ok {
		return
	}
	document := eventsJSON{[]records.Event{}, s.forgotten()}
	for _, e := range events[:min(limit, len(events))] {
		document.Events = append(document.Events, records.Of(e))
	}
	write(w, http.StatusOK, document)
}

// Roots are the certificates of the authorities that the world trusts, in PEM: with them a client verifies the
// endpoints.
func Roots(w *sim.World) []byte {
	var b bytes.Buffer
	for _, root := range w.Roots() {
		pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})
	}
	return b.Bytes()
}

func (s *Site) roots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Write(Roots(s.engine.World))
}

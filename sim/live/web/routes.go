package web

import (
	"net/http"
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// route is a path that the server knows, and what answers there. What stands in it besides the handler is what the
// OpenAPI document says.
type route struct {
	pattern string // as [http.ServeMux] has them
	handle  func(*Site, http.ResponseWriter, *http.Request)
	does    string // empty: a page for people
	query   []parameter
	takes   []string // media types of the body
	answer  any      // a document of the type that it answers with; nil: it is no JSON
	media   string   // of an answer that is no JSON
	status  int      // of success; 0 is 200
	errors  []int    // besides those that every path may have
}

// method and path of a route's pattern.
func (p route) method() string { method, _, _ := strings.Cut(p.pattern, " "); return method }
func (p route) path() string   { _, path, _ := strings.Cut(p.pattern, " "); return path }

// Parameters that several paths take.
var (
	limited   = parameter{name: "limit", kind: aNumber, does: "so many at most"}
	afterward = parameter{name: "after", kind: aNumber, does: "only events behind the one with this number"}
	ofSide    = parameter{name: "side", kind: aText, does: "whose it is: onprem:NAME or cloud:NAME; else the first"}
	ofMessage = parameter{name: "messageId", kind: aText, does: "only of this message"}
)

// routes are all paths. docs/http.md describes each.
var routes []route

func init() { // the handlers lead back here
	routes = slices.Concat(mailRoutes(), recordRoutes(), diagnosisRoutes(), pageRoutes())
}

// mailRoutes are for programs that look at mail, send it and give orders.
func mailRoutes() []route {
	const gone, full = http.StatusGone, http.StatusInsufficientStorage
	const missing, large, media = http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType
	search := searching()
	return []route{
		{pattern: "GET /api/world", handle: (*Site).apiWorld, does: "the world in a few words", answer: worldJSON{}},
		{pattern: "POST /api/reset", handle: (*Site).apiReset, answer: worldJSON{}, errors: []int{full},
			does: "the world begins again as it began, without what was typed and sent; answered when it is there"},
		{pattern: "GET /api/mailboxes", handle: (*Site).apiMailboxes, does: "all mailboxes", answer: mailboxesJSON{}},
		{pattern: "GET /api/mailboxes/{at}/{address}", handle: (*Site).apiMailbox, query: []parameter{limited},
			does: "a mailbox and its messages, the newest first", answer: lettersJSON{}, errors: []int{missing}},
		{pattern: "DELETE /api/mailboxes/{at}/{address}", handle: (*Site).apiClear, does: "clears a mailbox",
			answer: deletedJSON{}, errors: []int{missing, full}},
		{pattern: "GET /api/messages", handle: (*Site).apiSearch, query: search, answer: foundJSON{}, errors: []int{missing},
			does: "messages that match, the newest first; with wait, as soon as there are enough"},
		{pattern: "DELETE /api/messages", handle: (*Site).apiDeleteAll, query: search[:len(search)-3],
			does: "deletes messages that match; without a condition all of all mailboxes", answer: deletedJSON{},
			errors: []int{missing, full}},
		{pattern: "GET /api/messages/{id}", handle: (*Site).apiMessage, does: "a message, decoded", answer: wholeJSON{},
			errors: []int{missing, gone}},
		{pattern: "DELETE /api/messages/{id}", handle: (*Site).apiDelete, does: "deletes a message", answer: deletedJSON{},
			errors: []int{missing, gone, full}},
		{pattern: "GET /api/messages/{id}/raw", handle: (*Site).apiRaw, does: "the message as it lies in the mailbox",
			media: "message/rfc822", errors: []int{missing, gone}},
		{pattern: "GET /api/messages/{id}/parts/{part}", handle: (*Site).apiPart, media: "*/*",
			does: "a part without its transfer encoding, as a file", errors: []int{missing, gone}},
		{pattern: "POST /api/run", handle: (*Site).apiRun, takes: []string{"text/plain"}, answer: typedJSON{},
			does:   "does lines of the console, one by one up to the first mistake",
			errors: []int{large, media, http.StatusUnprocessableEntity}},
		{pattern: "GET /api/complete", handle: (*Site).apiComplete, answer: completeJSON{},
			does:  "what the last word of a line can go on as, at the prompt of the console's page",
			query: []parameter{{name: "line", kind: aText, does: "the line as far as it is typed"}}},
		{pattern: "POST /api/send", handle: (*Site).apiSend, takes: []string{"message/rfc822", "text/plain"},
			does: "submits a message as from a mailbox", answer: sentJSON{}, status: http.StatusAccepted,
			query: []parameter{{name: "from", kind: anAddress, does: "the envelope's sender, who has a mailbox", must: true},
				{name: "to", kind: anAddress, does: "the envelope's recipients", many: true, must: true}},
			errors: []int{missing, http.StatusConflict, large, media, full}},
	}
}

// recordRoutes are for programs that look at what happened.
func recordRoutes() []route {
	const missing = http.StatusNotFound
	return []route{
		{pattern: "GET /api/queues", handle: (*Site).apiQueues, does: "queues, and the messages in them", answer: sidesJSON{}},
		{pattern: "GET /api/trace", handle: (*Site).apiTrace, answer: []map[string]any{}, errors: []int{missing},
			query: []parameter{ofSide},
			does:  "message trace of a tenant, as objects of Get-MessageTraceV2, the newest first"},
		{pattern: "GET /api/tracking", handle: (*Site).apiTracking, answer: trackingJSON{}, errors: []int{missing},
			query: []parameter{ofSide},
			does:  "an on-premises organization's message tracking log, the oldest first"},
		{pattern: "GET /api/conversations", handle: (*Site).apiConversations, query: []parameter{limited},
			does: "SMTP conversations, the newest first", answer: conversationsJSON{}},
		{pattern: "GET /api/logs", handle: (*Site).apiLogs, does: "the log files as they are now", answer: logsJSON{}},
		{pattern: "GET /api/logs/{name...}", handle: (*Site).apiLog, does: "a log file, in Exchange's format",
			media: "text/plain", errors: []int{missing}},
		{pattern: "GET /api/decisions", handle: (*Site).apiDecisions, query: []parameter{ofMessage, afterward},
			does:  "every event with every decision and its candidates; not in a lab",
			media: "text/plain", errors: []int{http.StatusForbidden}},
		{pattern: "GET /api/events", handle: (*Site).apiEvents, query: []parameter{ofMessage, afterward, limited},
			does: "events, at most 1000", answer: eventsJSON{}},
		{pattern: "GET /events", handle: (*Site).stream, media: "text/event-stream",
			does:   "events as they happen, without end; Last-Event-ID resumes",
			query:  []parameter{afterward, {name: "from", kind: aText, does: "now: only those that will happen"}},
			errors: []int{http.StatusServiceUnavailable}},
		{pattern: "GET /api/openapi.json", handle: (*Site).apiOpenAPI, does: "this document", answer: map[string]any{}},
		{pattern: "GET /ca.pem", handle: (*Site).roots, media: "application/x-pem-file",
			does: "the certificates of the authorities that the world trusts now"},
	}
}

// pageRoutes are for people.
func pageRoutes() []route {
	return []route{
		{pattern: "GET /{$}", handle: (*Site).pageStart},
		{pattern: "GET /mailbox/{at}/{address}", handle: (*Site).pageMailbox},
		{pattern: "POST /mailbox/{at}/{address}/clear", handle: (*Site).pageClear},
		{pattern: "GET /message/{id}", handle: (*Site).pageMessage},
		{pattern: "GET /message/{id}/html", handle: (*Site).pageHTML},
		{pattern: "GET /message/{id}/source", handle: (*Site).pageSource},
		{pattern: "POST /message/{id}/delete", handle: (*Site).pageDelete},
		{pattern: "GET /queues", handle: (*Site).pageQueues},
		{pattern: "GET /trace", handle: (*Site).pageTrace},
		{pattern: "GET /logs", handle: (*Site).pageLogs},
		{pattern: "GET /log/{name...}", handle: (*Site).pageLog,
			query: []parameter{{name: "q", kind: aText, does: "only rows that have this text"}}},
		{pattern: "GET /live", handle: (*Site).pageLive},
		{pattern: "GET /console", handle: (*Site).pageConsole},
		{pattern: "POST /console", handle: (*Site).pageRun},
		{pattern: "GET /style.css", handle: asset("text/css", "style.css")},
		{pattern: "GET /console.js", handle: asset("text/javascript", "console.js")},
		{pattern: "GET /live.js", handle: asset("text/javascript", "live.js")},
	}
}

// serve finds the handler, or says what there is instead.
func (s *Site) serve(w http.ResponseWriter, r *http.Request) {
	if wantsPage(r) {
		w = s.asPage(w, r)
	}
	if _, pattern := s.mux.Handler(r); pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "" {
			methods = append(methods, method)
		}
	}
	if len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		fail(w, http.StatusMethodNotAllowed, quoted(r.URL.Path)+" takes no "+quoted(r.Method),
			"use "+suggest.OrList(methods))
		return
	}
	fail(w, http.StatusNotFound, "there is no page "+quoted(r.URL.Path), suggest.DidYouMean(r.URL.Path, paths()))
}

// paths are the paths without variables, for hints.
func paths() []string {
	var list []string
	for _, p := range routes {
		path := p.path()
		if path = strings.TrimSuffix(path, "{$}"); !strings.Contains(path, "{") && !slices.Contains(list, path) {
			list = append(list, path)
		}
	}
	return list
}

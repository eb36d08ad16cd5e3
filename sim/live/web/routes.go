package web

import (
	"net/http"
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// Route is a path that the server knows, and what answers there.
type Route struct {
	Pattern string // as [http.ServeMux] has them
	handle  func(*Site, http.ResponseWriter, *http.Request)
}

// Routes are all paths. docs/http.md describes each.
var Routes []Route

func init() { // the handlers lead back here
	Routes = []Route{
		{"GET /api/world", (*Site).apiWorld},
		{"GET /api/mailboxes", (*Site).apiMailboxes},
		{"GET /api/mailboxes/{at}/{address}", (*Site).apiMailbox},
		{"DELETE /api/mailboxes/{at}/{address}", (*Site).apiClear},
		{"GET /api/messages/{id}", (*Site).apiMessage},
		{"DELETE /api/messages/{id}", (*Site).apiDelete},
		{"GET /api/messages/{id}/raw", (*Site).apiRaw},
		{"GET /api/messages/{id}/parts/{part}", (*Site).apiPart},
		{"GET /api/queues", (*Site).apiQueues},
		{"GET /api/trace", (*Site).apiTrace},
		{"GET /api/tracking", (*Site).apiTracking},
		{"GET /api/conversations", (*Site).apiConversations},
		{"GET /api/logs", (*Site).apiLogs},
		{"GET /api/logs/{name...}", (*Site).apiLog},
		{"GET /api/decisions", (*Site).apiDecisions},
		{"GET /api/events", (*Site).apiEvents},
		{"GET /events", (*Site).stream},
		{"POST /api/run", (*Site).apiRun},
		{"POST /api/send", (*Site).apiSend},
		{"GET /ca.pem", (*Site).roots},

		{"GET /{$}", (*Site).pageStart},
		{"GET /mailbox/{at}/{address}", (*Site).pageMailbox},
		{"POST /mailbox/{at}/{address}/clear", (*Site).pageClear},
		{"GET /message/{id}", (*Site).pageMessage},
		{"GET /message/{id}/html", (*Site).pageHTML},
		{"GET /message/{id}/source", (*Site).pageSource},
		{"POST /message/{id}/delete", (*Site).pageDelete},
		{"GET /queues", (*Site).pageQueues},
		{"GET /trace", (*Site).pageTrace},
		{"GET /logs", (*Site).pageLogs},
		{"GET /live", (*Site).pageLive},
		{"GET /console", (*Site).pageConsole},
		{"POST /console", (*Site).pageRun},
		{"GET /style.css", asset("text/css", "style.css")},
		{"GET /live.js", asset("text/javascript", "live.js")},
	}
}

// serve finds the handler, or says what there is instead.
func (s *Site) serve(w http.ResponseWriter, r *http.Request) {
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
	for _, route := range Routes {
		_, path, _ := strings.Cut(route.Pattern, " ")
		if path = strings.TrimSuffix(path, "{$}"); !strings.Contains(path, "{") && !slices.Contains(list, path) {
			list = append(list, path)
		}
	}
	return list
}

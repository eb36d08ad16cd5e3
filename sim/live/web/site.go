package web

import (
	"net/http"
	"sync"

	"hybridsim/sim/live"
	"hybridsim/sim/story"
)

// The largest bodies that requests may have. Exchange itself takes no message above 150 MB; labs need no such.
const (
	mostBody    = 40 << 20 // a message to send
	mostTyped   = 1 << 20  // lines of the console
	mostStreams = 64       // clients that follow the events at a time
)

// Site is what a world looks like over HTTP.
type Site struct {
	engine  *live.Engine
	title   string
	handler http.Handler
	mux     *http.ServeMux
	hosts   hosts

	typing  sync.Mutex // one line at a time
	console *story.Console

	mu      sync.Mutex
	deleted map[string]bool // messages that somebody cleared away, by ID
	streams int

	stopping chan struct{}
	once     sync.Once
}

// New makes the site of a living world. The console performs the lines that are posted; nobody else may type at it. The title
// is for people.
func New(engine *live.Engine, console *story.Console, title string) *Site {
	s := &Site{
		engine: engine, console: console, title: title, mux: http.NewServeMux(), hosts: hosts{names: map[string]bool{}},
		deleted: map[string]bool{}, stopping: make(chan struct{}),
	}
	for _, route := range Routes {
		s.mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) { route.handle(s, w, r) })
	}
	s.handler = s.guard(http.HandlerFunc(s.serve))
	return s
}

// ServeHTTP implements [http.Handler].
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// stop ends the streams.
func (s *Site) stop() { s.once.Do(func() { close(s.stopping) }) }

package web

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"hybridsim/sim/console"
	"hybridsim/sim/evidence"
	"hybridsim/sim/live"
)

// The largest bodies that requests may have. Exchange itself takes no message above 150 MB; labs need no such.
const (
	maxBody    = 40 << 20  // a message to send
	maxHeader  = 256 << 10 // of it, as the cloud has it (P5.3)
	maxTyped   = 1 << 20   // lines of the console
	maxStreams = 64        // clients that follow the events at a time
)

// Site is what a world looks like over HTTP.
type Site struct {
	engine  *live.Engine
	book    *evidence.Book
	title   string
	handler http.Handler
	inner   http.Handler // behind the guard
	mux     *http.ServeMux
	hosts   hosts

	typing  sync.Mutex // lines that were posted together stay together
	console *console.Console
	session *console.Session // of the console's page
	typed   transcript
	ward    ward // of diagnoses

	mu      sync.Mutex
	deleted map[string]bool // messages that somebody cleared away, by ID
	streams int

	memory   Memory // nil: what was done here is forgotten
	stopping chan struct{}
	once     sync.Once
	next     chan *Site // by whom a server has replaced it; nil: it is not served
}

// New makes the site of a living world. The console does the lines that are posted, and says whether decisions are
// hidden from people, as a lab does; so is the title then.
func New(engine *live.Engine, console *console.Console, title string) *Site {
	s := &Site{
		engine: engine, book: evidence.NewBook(engine.World), console: console,
		session: newSession(console), title: title, mux: http.NewServeMux(), hosts: hosts{names: map[string]bool{}},
		deleted: map[string]bool{}, stopping: make(chan struct{}),
	}
	for _, p := range routes {
		s.mux.HandleFunc(p.pattern, func(w http.ResponseWriter, r *http.Request) {
			if p.known(w, r) {
				p.handle(s, w, r)
			}
		})
	}
	s.answerWithin(maxAnswer)
	return s
}

// answerWithin makes what requests pass, with the time that an answer may take.
func (s *Site) answerWithin(most time.Duration) {
	s.inner = inTime(http.HandlerFunc(s.serve), most)
	s.handler = s.guard(s.inner)
}

// Memory keeps what people did besides mail and lines, as notes of one line.
type Memory interface {
	// Note keeps a text. Without an error it is kept when Note returns.
	Note(text string) error
}

// Remember takes notes that were kept earlier, and what keeps others. It is called before the site is served.
func (s *Site) Remember(notes []string, m Memory) {
	s.memory = m
	for _, note := range notes {
		if words := strings.Fields(note); len(words) > 0 && words[0] == noteDeleted {
			s.forget(words[1:])
		}
	}
}

// ServeHTTP implements [http.Handler].
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Begin writes the logs down as things happen, until Stop: of a site that another one holds.
func (s *Site) Begin() { go s.writeDown() }

// Stop ends the streams.
func (s *Site) Stop() { s.stop() }

func (s *Site) stop() { s.once.Do(func() { close(s.stopping) }) }

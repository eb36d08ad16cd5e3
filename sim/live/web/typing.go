package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"hybridsim/sim/console"
	"hybridsim/sim/mistake"
)

// Entry is a line that was typed on a page, and what became of it.
type Entry struct {
	At     time.Time `json:"at"`
	Prompt string    `json:"prompt"`
	Line   string    `json:"line"`
	Output string    `json:"output,omitempty"`
	Failed bool      `json:"failed,omitempty"`
	Error  string    `json:"error,omitempty"`
	Column int       `json:"column,omitempty"`
	Hint   string    `json:"hint,omitempty"`
}

// transcript is what was typed on the pages of a site.
type transcript struct {
	mu      sync.Mutex
	entries []Entry
	keep    func(Entry)
	used    []string // forms that were sent already
}

// Bounds of what a page shows of what was typed.
const (
	maxEntries = 200
	maxPrinted = 64 << 10 // of an answer
	maxUsed    = 200      // forms that are remembered
)

// Transcript takes what was typed before this program ran, and who keeps what will be.
func (s *Site) Transcript(before []Entry, keep func(Entry)) {
	s.typed.mu.Lock()
	defer s.typed.mu.Unlock()
	s.typed.entries, s.typed.keep = slices.Clone(before[max(0, len(before)-maxEntries):]), keep
}

func (t *transcript) add(e Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(e.Output) > maxPrinted {
		e.Output = strings.ToValidUTF8(e.Output[:maxPrinted], "") + "\n... and more\n"
	}
	if t.entries = append(t.entries, e); len(t.entries) > maxEntries {
		t.entries = slices.Delete(t.entries, 0, 1)
	}
	if t.keep != nil {
		t.keep(e)
	}
}

func (t *transcript) all() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.entries)
}

// first reports whether a form is sent for the first time: Reload and Back repeat none.
func (t *transcript) first(once string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if once == "" {
		return true
	}
	if slices.Contains(t.used, once) {
		return false
	}
	if t.used = append(t.used, once); len(t.used) > maxUsed {
		t.used = slices.Delete(t.used, 0, 1)
	}
	return true
}

// once1 is the name of a form that is about to be shown.
func (s *Site) once1() string { return rand.Text() }

// consoleView is the console as a page.
type consoleView struct {
	Entries  []Entry
	Prompt   string
	Lines    string // that were not done
	Once     string
	ReadOnly bool
}

func (s *Site) pageConsole(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, "console", "Console", false, consoleView{s.typed.all(), s.prompt(), "", s.once1(),
		dressOf(r).ReadOnly})
}

func (s *Site) prompt() string {
	s.typing.Lock()
	defer s.typing.Unlock()
	return s.session.Prompt()
}

// pageRun does the lines of a form, once, and leads back to the page, so that reloading it does nothing.
func (s *Site) pageRun(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTyped)
	lines := strings.ToValidUTF8(r.PostFormValue("lines"), "\uFFFD")
	if s.typed.first(r.PostFormValue("once")) {
		s.type1(lines)
	}
	http.Redirect(w, r, dressOf(r).Root+"/console#end", http.StatusSeeOther)
}

// type1 does lines that are typed at the prompt, up to the first mistake.
func (s *Site) type1(text string) {
	s.typing.Lock()
	defer s.typing.Unlock()
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		e := Entry{At: time.Now().UTC(), Prompt: s.session.Prompt(), Line: line}
		answer, err := s.session.Do(line)
		e.Output, e.Failed = answer.Output, answer.Failed
		e.mistake(err)
		if s.typed.add(e); err != nil {
			return
		}
	}
}

func (e *Entry) mistake(err error) {
	if err == nil {
		return
	}
	e.Error = err.Error()
	var at *mistake.Error
	if errors.As(err, &at) {
		e.Error, e.Column, e.Hint = at.Message, at.Column, at.Hint
	}
}

// completeJSON is what the last word of a line can go on as.
type completeJSON struct {
	Start  int      `json:"start"` // of that word, in bytes
	Words  []string `json:"words"`
	Prompt string   `json:"prompt"`
}

func (s *Site) apiComplete(w http.ResponseWriter, r *http.Request) {
	s.typing.Lock()
	defer s.typing.Unlock()
	start, words := s.session.Complete(r.URL.Query().Get("line"))
	write(w, http.StatusOK, completeJSON{start, append([]string{}, words...), s.session.Prompt()})
}

// newSession is somebody at the pages' console.
func newSession(c *console.Console) *console.Session { return &console.Session{Console: c} }

// ReadTranscript reads entries, a line of JSON each; what cannot be read is left out.
func ReadTranscript(content []byte) (list []Entry) {
	for line := range strings.Lines(string(content)) {
		var e Entry
		if json.Unmarshal([]byte(line), &e) == nil && e.Line != "" {
			list = append(list, e)
		}
	}
	return list
}

// Typed is what was typed on the pages so far.
func (s *Site) Typed() []Entry { return s.typed.all() }

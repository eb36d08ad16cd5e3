package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

// roll is what is kept of a class besides its worlds. The class's lock protects it.
type roll struct {
	Course   string     `json:"course"`
	Saved    time.Time  `json:"saved"`
	Students []*student `json:"students"`
	Teachers []string   `json:"teachers"` // hashes of instructors' cookies
}

// student is somebody who learns.
type student struct {
	ID      string               `json:"id"` // s1
	Name    string               `json:"name"`
	Seed    uint64               `json:"seed"`
	Link    string               `json:"link,omitempty"` // hash of a link that was not used yet
	Until   time.Time            `json:"until"`          // of the link
	Session string               `json:"session,omitempty"`
	Labs    map[string]*progress `json:"labs"`
}

// progress is how far a student is with a lab.
type progress struct {
	Start    time.Time       `json:"start"`
	Seen     time.Time       `json:"seen"`
	Lines    int             `json:"lines"` // that changed something
	Hints    int             `json:"hints"`
	Last     string          `json:"last"` // line that was typed
	Graded   bool            `json:"graded"`
	Passed   bool            `json:"passed"`
	Grade    json.RawMessage `json:"grade,omitempty"` // signed; the first that was passed, or else the last
	Released bool            `json:"released"`        // the solution
	Resets   int             `json:"resets"`
}

const (
	rollFile   = "class.json"
	linkIsGood = 14 * 24 * time.Hour
	maxName    = 80
)

// readRoll reads what a folder keeps of a class.
func readRoll(folder, course string, now time.Time, warn func(string)) (*roll, error) {
	name := filepath.Join(folder, rollFile)
	content, err := userfile.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &roll{Course: course}, nil
	}
	if err != nil {
		return nil, err
	}
	r := &roll{}
	if err := json.Unmarshal(content, r); err != nil {
		return nil, mistake.New("put it back from a copy; the students' worlds beside it are whole",
			"%s does not hold a class: %v", name, err)
	}
	if r.Course != course {
		return nil, mistake.New("choose another folder with --data, or the course that it belongs to",
			"%s holds the course %q, not %q", folder, r.Course, course)
	}
	if r.Saved.After(now.Add(time.Minute)) {
		warn(fmt.Sprintf("The clock of this machine was set back: the class was last saved at %s, and it is %s. "+
			"Nothing is lost; times from before stay as they are, and limits of time count from then.",
			r.Saved.Format(time.RFC3339), now.Format(time.RFC3339)))
	}
	return r, nil
}

func (r *roll) save(folder string) error {
	r.Saved = time.Now().UTC().Truncate(time.Second)
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return userfile.Write(filepath.Join(folder, rollFile), append(text, '\n'), 0o600)
}

func (r *roll) add(name string) *student {
	number := len(r.Students) + 1
	for r.byID(fmt.Sprintf("s%d", number)) != nil {
		number++
	}
	s := &student{ID: fmt.Sprintf("s%d", number), Name: strings.TrimSpace(name), Seed: rand.Uint64N(1 << 48),
		Labs: map[string]*progress{}}
	r.Students = append(r.Students, s)
	return s
}

func (r *roll) find(f func(*student) bool) *student {
	if i := slices.IndexFunc(r.Students, f); i >= 0 {
		return r.Students[i]
	}
	return nil
}

func (r *roll) byID(id string) *student { return r.find(func(s *student) bool { return s.ID == id }) }

func (r *roll) named(name string) *student {
	return r.find(func(s *student) bool { return sameName(s.Name, name) })
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// goodName complains about what nobody is called.
func goodName(name string) error {
	name = strings.TrimSpace(name)
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	if name == "" || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, odd) ||
		!utf8.ValidString(name) {
		return mistake.New(fmt.Sprintf("a name has up to %d characters, in one line", maxName),
			"%.100q is not a student's name", name)
	}
	return nil
}

// invite makes a link's token; the one before is good no more.
func (s *student) invite(now time.Time) string {
	token := newToken()
	s.Link, s.Until = hashed(token), now.Add(linkIsGood).UTC().Truncate(time.Second)
	return token
}

// at is the progress in a lab, which begins when it is first asked for.
func (s *student) at(name string, now time.Time) *progress {
	p := s.Labs[name]
	if p == nil {
		p = &progress{Start: now.UTC().Truncate(time.Second)}
		s.Labs[name] = p
	}
	return p
}

// Names reads students' names, one a line; empty lines and comments are left out.
func Names(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

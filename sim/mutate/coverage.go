package mutate

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/story"
)

// Touch is how far a suite's plays come to a line of a base.
type Touch string

// Touches.
const (
	Decided Touch = "decided-upon" // a decision names the object and a property that the line sets
	Read    Touch = "read"         // one names the object
	Never   Touch = "never"        // none does
)

// Line is a line of a base that does something.
type Line struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Text  string `json:"text"`
	Touch Touch  `json:"touch"`
	Plays int    `json:"plays"` // of assertions that touch it
}

// Coverage is which lines of a base the decisions of a suite's plays name. A line that none touches may say anything
// without the suite noticing; one that is touched may still be wrong.
type Coverage struct {
	Decided int    `json:"decided"`
	Read    int    `json:"read"`
	Never   int    `json:"never"`
	Lines   []Line `json:"lines"`
}

// Cover plays a suite once and looks which lines of its base the decisions name.
func Cover(s *Suite) (*Coverage, error) {
	var played []*witness
	for _, a := range s.Assertions {
		w, err := s.grounds[headerOf(a)].world()
		if err != nil {
			return nil, err
		}
		report, err := a.AssertOn(w)
		if err != nil {
			w.Close()
			return nil, err
		}
		heard := newWitness(report.Events)
		for _, q := range w.Net.Queries() {
			heard.name(q.Name)
		}
		played = append(played, heard)
		w.Close()
	}
	c := &Coverage{Lines: []Line{}}
	for _, b := range lowest(s.Base) {
		for _, step := range b {
			if !step.Acts() {
				continue
			}
			l := Line{File: step.File, Line: step.Line, Text: step.Text, Touch: Never}
			about := subjectOf(step.Text)
			for _, w := range played {
				touch := w.touches(about)
				if touch != Never {
					l.Plays++
				}
				if touch == Decided || l.Touch == Never {
					l.Touch = touch
				}
			}
			c.add(l)
		}
	}
	return c, nil
}

// lowest are the steps of a base, file by file, those of the base that it stands on first.
func lowest(base *story.Story) (files [][]*story.Step) {
	byFile := map[string]int{}
	for _, step := range base.Setup {
		at, there := byFile[step.File]
		if !there {
			at = len(files)
			byFile[step.File] = at
			files = append(files, nil)
		}
		files[at] = append(files[at], step)
	}
	return files
}

func (c *Coverage) add(l Line) {
	switch c.Lines = append(c.Lines, l); l.Touch {
	case Decided:
		c.Decided++
	case Read:
		c.Read++
	default:
		c.Never++
	}
}

// Percent is the share of lines that are touched.
func (c *Coverage) Percent() int {
	return 100 * (c.Decided + c.Read) / max(len(c.Lines), 1)
}

// LCOV is the coverage in the format that continuous integration and editors read: how many assertions touch each line.
func (c *Coverage) LCOV() string {
	lines := slices.Clone(c.Lines)
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	var b strings.Builder
	b.WriteString("TN:hybridsim\n")
	hit := 0
	for i, l := range lines {
		if i == 0 || lines[i-1].File != l.File {
			fmt.Fprintf(&b, "SF:%s\n", l.File)
		}
		fmt.Fprintf(&b, "DA:%d,%d\n", l.Line, l.Plays)
		if l.Plays > 0 {
			hit++
		}
		if i+1 == len(lines) || lines[i+1].File != l.File {
			found := i + 1 - slices.IndexFunc(lines, func(o Line) bool { return o.File == l.File })
			fmt.Fprintf(&b, "LF:%d\nLH:%d\nend_of_record\n", found, hit)
			hit = 0
		}
	}
	return b.String()
}

// about is what a line is about: names of objects, and the properties that it sets.
type about struct{ names, properties []string }

var (
	word      = regexp.MustCompile(`"(?:[^"]|"")*"|[^\s,;|]+`)
	parameter = regexp.MustCompile(`^-[A-Za-z]\w+$`)
	isCmdlet  = regexp.MustCompile(`^[A-Z][a-z]+-[A-Z]\w+$`)
)

// naming are the parameters whose values are names of the object itself.
var naming = []string{"name", "identity", "domainname", "primarysmtpaddress", "server", "thumbprint"}

// subjectOf reads a line as far as its names go.
func subjectOf(line string) (a about) {
	_, rest, _ := strings.Cut(line, "> ")
	last, first := "", ""
	for _, w := range word.FindAllString(rest, -1) {
		bare := strings.ToLower(strings.Trim(w, `"`))
		switch {
		case isCmdlet.MatchString(w):
			first, last = w, ""
		case parameter.MatchString(w):
			last = bare[1:]
			a.properties = append(a.properties, last)
		case first != "" && (last == "" || slices.Contains(naming, last) && last != "server"):
			a.names = append(a.names, bare)
		case first == "" && strings.Contains(bare, "."): // the network's lines: hosts, domains, addresses
			a.names = append(a.names, bare)
		}
	}
	if who, _, there := strings.Cut(line, "> "); there && strings.Contains(who, ".") {
		a.names = append(a.names, strings.ToLower(who))
	}
	return a
}

// witness is what the decisions of a play name, in lower case.
type witness struct {
	names      map[string]bool
	properties map[string]map[string]bool // by what they are said of
}

func newWitness(events []relay.Event) *witness {
	w := &witness{names: map[string]bool{}, properties: map[string]map[string]bool{}}
	for _, e := range events {
		for _, n := range append([]string{e.Server, e.RemoteHost, e.ConnectorID, e.Sender}, e.Recipients...) {
			w.name(n)
		}
		if e.ClientIP.IsValid() {
			w.name(e.ClientIP.String())
		}
		if e.ServerIP.IsValid() {
			w.name(e.ServerIP.String())
		}
		for _, d := range e.Decisions {
			w.decision(d)
		}
	}
	return w
}

// name notes a name with its parts: a connector behind its server, a certificate's subject, an address's domain.
func (w *witness) name(text string) (all []string) {
	text = strings.ToLower(text)
	all = append(all, text)
	if _, behind, ok := strings.Cut(text, `\`); ok {
		all = append(all, behind)
	}
	for _, token := range word.FindAllString(text, -1) {
		token = strings.Trim(token, `"<>():`)
		token = strings.TrimPrefix(token, "cn=")
		all = append(all, token)
		if _, domain, ok := strings.Cut(token, "@"); ok {
			all = append(all, domain)
		}
	}
	if by, ok := strings.CutPrefix(text, strings.ToLower(relay.OriginatingBy)); ok {
		all = append(all, by)
	}
	for _, n := range all {
		w.names[n] = true
	}
	return all
}

func (w *witness) decision(d relay.Decision) {
	whole := append(w.name(d.Subject), w.name(d.Chosen)...)
	for _, c := range d.Candidates {
		of := append(append(slices.Clone(whole), w.name(c.Name)...), w.name(c.Property)...)
		for part := range strings.SplitSeq(c.Property, ", ") {
			property, _, _ := strings.Cut(strings.ToLower(part), " ")
			for _, n := range of {
				if w.properties[n] == nil {
					w.properties[n] = map[string]bool{}
				}
				w.properties[n][property] = true
			}
		}
	}
}

func (w *witness) touches(a about) Touch {
	touch := Never
	for _, n := range a.names {
		if !w.names[n] {
			continue
		}
		touch = Read
		for _, p := range a.properties {
			if w.properties[n][p] {
				return Decided
			}
		}
	}
	return touch
}

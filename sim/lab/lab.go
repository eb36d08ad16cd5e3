package lab

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/story/tell"
	"hybridsim/sim/suggest"
)

// Lab is a story as an exercise. Its methods may be called from any goroutine.
type Lab struct {
	Name  string
	Story *story.Story
	Sheet *Sheet // what an author says of it; never nil

	flows *flows
}

// New makes a lab of a story. The sheet may be nil. The error tells that the story cannot be one.
func New(s *story.Story, sheet *Sheet) (*Lab, error) {
	if err := s.Teaches(); err != nil {
		return nil, err
	}
	if sheet == nil {
		sheet = &Sheet{}
	}
	return &Lab{Name: s.Name, Story: s, Sheet: sheet, flows: newFlows(s)}, nil
}

// SheetOf finds the sheet of a story among files, labs/NAME.txt; nil when nobody wrote one.
func SheetOf(files fs.FS, name string) (*Sheet, error) {
	file := "labs/" + name + ".txt"
	content, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, nil
	}
	return ParseSheet(file, content)
}

// Hints are the author's, in steps; where nobody wrote any, what can be told from the story: what is seen, the event
// behind it, what went wrong, each cure.
func (l *Lab) Hints() ([]tell.Hint, error) {
	if len(l.Sheet.Hints) > 0 {
		return l.Sheet.Hints, nil
	}
	hints, err := tell.Hints(l.Story)
	return append(hints, l.about()), err
}

func (l *Lab) about() tell.Hint {
	return tell.Hint{Title: "Where it is documented", Text: l.Story.Title + "\n" + l.Story.SourceAndSection() + "\n"}
}

// Solution is what went wrong, and each documented cure, with what the author says to instructors.
func (l *Lab) Solution() ([]tell.Hint, error) {
	hints, err := tell.Hints(l.Story)
	if err != nil {
		return nil, err
	}
	hints = hints[1:]
	if l.Sheet.Notes != "" {
		hints = append(hints, tell.Hint{Title: "Notes for the instructor", Text: l.Sheet.Notes + "\n"})
	}
	return append(hints, l.about()), nil
}

// usual are those who any student may be: the administrators of both sides.
var usual = []string{"onprem", "cloud"}

// Actors are who the student may be and change something: the administrators of both sides, and whom the author names,
// or else whom the documented fixes need.
func (l *Lab) Actors() []string {
	list := slices.Clone(usual)
	if len(l.Sheet.Actors) > 0 {
		return l.Sheet.Actors
	}
	for _, cure := range l.Story.Cures {
		for _, step := range cure.Resolution {
			if actor := actorOf(step.Text); step.Traits().Changes && !slices.Contains(list, actor) && outsider(actor) {
				list = append(list, actor)
			}
		}
	}
	return list
}

// outsider reports whether an actor is none of the hybrid's administrators.
func outsider(actor string) bool {
	return slices.Contains(roles[len(usual):], actor) || strings.Contains(actor, ".")
}

// actorOf is who a line is typed by, and "" when it is nobody's.
func actorOf(line string) string {
	actor, _, ok := strings.Cut(strings.TrimSpace(line), ">")
	if !ok || strings.ContainsAny(actor, " \t") {
		return ""
	}
	return actor
}

// Allows refuses a line that changes something and is typed by somebody whom the student may not be, or is one too
// many. changed is how many lines changed something so far.
func (l *Lab) Allows(line string, traits script.Traits, changed int) error {
	if !traits.Changes {
		return nil
	}
	actor, may := actorOf(line), l.Actors()
	switch {
	case !outsider(actor) && !isSide(actor): // a server's own console is the administrator's
		actor = usual[0]
	case isSide(actor):
		actor, _, _ = strings.Cut(actor, ":")
	}
	if !slices.Contains(may, actor) {
		var prompts []string
		for _, a := range may {
			prompts = append(prompts, a+">")
		}
		return mistake.At(1, fmt.Sprintf("in this lab you are not %s>", actor),
			"what changes something is typed at "+suggest.OrList(prompts)+"; you may look everywhere")
	}
	if l.Sheet.Lines > 0 && changed >= l.Sheet.Lines {
		return mistake.At(1, fmt.Sprintf("in this lab %d lines may change something, and you have typed them",
			l.Sheet.Lines), "reset begins again")
	}
	return nil
}

// isSide reports whether an actor administrates a side: cloud, or cloud:NAME.
func isSide(actor string) bool {
	side, _, _ := strings.Cut(actor, ":")
	return slices.Contains(usual, side)
}

// BroadOf are those of the lines which the author calls broad but true.
func (l *Lab) BroadOf(lines []string) (list []Broad) {
	for _, b := range l.Sheet.Broad {
		if slices.ContainsFunc(lines, func(line string) bool { return strings.EqualFold(normal(line), b.Line) }) {
			list = append(list, b)
		}
	}
	return list
}

package fault_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// byWaiting are operators whose mistake stories make by letting time pass, which has no shape.
var byWaiting = []string{"certificate-expired"}

// TestTheOperatorsOfStoriesAreListed: an operator is a story's when its lines have the shape of some of the lines that make
// the story's fault, and no other operator's have the shape of those and more.
func TestTheOperatorsOfStoriesAreListed(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	catalogue := &story.Catalogue{Files: scenarios.Files}
	shapes := map[string][]string{}
	for _, name := range catalogue.Bases() {
		_, w := worldOf(t, name)
		for _, f := range fault.Of(w) {
			if f.Family != fault.Properties && shapes[f.Name] == nil {
				shapes[f.Name] = shapesOf(f.Lines)
			}
		}
		w.Close()
	}
	want := slices.Clone(byWaiting)
	for _, name := range catalogue.Names() {
		s, err := catalogue.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Contrast != "" {
			continue
		}
		var lines []string
		for _, step := range s.Cause {
			lines = append(lines, step.Text)
		}
		made := shapesOf(lines)
		for operator, own := range shapes {
			more := func(other []string) bool { return len(other) > len(own) && within(own, other) && within(other, made) }
			if within(own, made) && !slices.ContainsFunc(slices.Collect(values(shapes)), more) {
				want = append(want, operator)
			}
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	var got []string
	for _, o := range fault.Operators() {
		if o.FromStory() {
			got = append(got, o.Name)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ofStories in stories.go (-want +got):\n%s\nwant %q", diff, want)
	}
}

func values(m map[string][]string) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func within(part, all []string) bool {
	return len(part) > 0 && !slices.ContainsFunc(part, func(s string) bool { return !slices.Contains(all, s) })
}

var (
	aCmdlet    = regexp.MustCompile(`^(Get|Set|New|Remove|Enable|Disable|Add|Update|Start)-\w+$`)
	aParameter = regexp.MustCompile(` -([A-Za-z]\w+) ("[^"]*"|\S+)`)
	aWord      = regexp.MustCompile(`^[a-z]+$`)
	quotedText = regexp.MustCompile(`"[^"]*"`)
	aConstant  = regexp.MustCompile(`^(\$\w+|[A-Z]\w+)$`)
)

// shapesOf are lines without the names in them: the side, the cmdlet, its parameters with the values that are words; of a line
// that is no cmdlet the words of its grammar.
func shapesOf(lines []string) (shapes []string) {
	for _, line := range lines {
		prompt, rest, ok := strings.Cut(line, "> ")
		if !ok {
			continue
		}
		side, _, _ := strings.Cut(prompt, ":")
		if !slices.Contains([]string{"onprem", "cloud", "net", "ca", "eop"}, side) {
			side = "host"
		}
		parts := strings.Split(rest, " | ")
		last := parts[len(parts)-1]
		cmdlet, _, _ := strings.Cut(strings.TrimSpace(last), " ")
		if side == "host" && aCmdlet.MatchString(cmdlet) {
			side = "onprem"
		}
		if !aCmdlet.MatchString(cmdlet) {
			var words []string
			for w := range strings.FieldsSeq(quotedText.ReplaceAllString(rest, "*")) {
				if w = strings.TrimRight(w, ","); aWord.MatchString(w) && w != "and" && w != "under" {
					words = append(words, w)
				}
			}
			shapes = append(shapes, side+" "+strings.Join(words, " "))
			continue
		}
		set := []string{}
		for _, p := range aParameter.FindAllStringSubmatch(last, -1) {
			if !strings.HasPrefix(cmdlet, "Set") && !strings.HasPrefix(cmdlet, "New") {
				break
			}
			value := "*"
			if aConstant.MatchString(p[2]) {
				value = p[2]
			}
			set = append(set, p[1]+"="+value)
		}
		slices.Sort(set)
		if strings.HasPrefix(cmdlet, "New") {
			set = nil
		}
		shapes = append(shapes, side+" "+cmdlet+" "+strings.Join(set, " "))
	}
	slices.Sort(shapes)
	return slices.Compact(shapes)
}

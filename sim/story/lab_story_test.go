package story_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

func TestX(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Symptoms) == 0 || len(s.Cures) == 0 {
			continue
		}
		s.Headers.Clock = time.Now()
		w, err := s.Reported()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		fmt.Println("###", name)
		fmt.Print(s.ConsoleAt(w).Task())
		w.Close()
		g, err := s.Grade(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g.Passed {
			t.Errorf("%s passes without a change", name)
		}
		for i, h := range s.Hints() {
			if strings.HasPrefix(h.Title, "What cures") {
				var lines []string
				for l := range strings.Lines(h.Text) {
					if l[0] != '#' {
						lines = append(lines, strings.TrimSpace(l))
					}
				}
				g, err := s.Grade(lines)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if !g.Passed {
					t.Errorf("%s %d: not passed: %v %v", name, i, g.Cures, g.Mistakes)
				}
			}
		}
	}
}

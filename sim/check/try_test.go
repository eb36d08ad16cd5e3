package check

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

func TestTry(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	names := c.Bases()
	if os.Getenv("TRY") != "" {
		names = strings.Split(os.Getenv("TRY"), ",")
		if names[0] == "all" {
			names = c.Names()
		}
	}
	for _, name := range names {
		s, err := c.Base(name)
		if err != nil {
			s, err = c.Story(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		sub := Read(s)
		p, err := newPlan(sub, Options{})
		if err != nil {
			t.Error(name, err)
			continue
		}
		rows, err := p.results(sub, p.flows, func() {})
		if err != nil {
			t.Error(name, err)
			continue
		}
		fmt.Printf("== %s %v\n", name, time.Since(began))
		for _, r := range p.cast.participants() {
			if os.Getenv("V") != "" {
				fmt.Println("  ", r)
			}
		}
		for _, r := range rows {
			if !r.OK || os.Getenv("V") != "" {
				fmt.Printf("  %-5v %-26s %-30s | %s | %s\n", r.OK, r.Flow, r.Outcome, r.Decided, r.Outcome.Status)
			}
		}
	}
}

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
		r, err := Check(Read(s), Options{})
		if err != nil {
			t.Error(name, err)
			continue
		}
		fmt.Printf("== %s %v\n", name, time.Since(began))
		for _, r := range r.Flows {
			if os.Getenv("V") != "" {
				fmt.Printf("  %-5v %-26s %-30s | %s | %s\n", r.OK, r.Flow, r.Outcome, r.Decided, r.Outcome.Status)
			}
		}
		fmt.Printf("  %d bad\n", r.Bad())
		for _, f := range r.Findings {
			fmt.Println("  ", f.Code, f.Severity, f.Side, f.Object, f.Property, f.Value, "|", f.Message, "|", f.Fix, "| breaks", f.Breaks, f.With, f.Untried)
		}
	}
}

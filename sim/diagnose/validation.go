package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// This file reads what Validate-OutboundConnector prints: no message of anybody's, but the service's test of a
// connector.

// validation is a test of a connector: what was typed, as far as it stands there, and what was printed.
type validation struct {
	connector  string // empty: any
	recipients []string
	tasks      []task
}

// task is one row.
type task struct{ name, target, status, details string }

var (
	taskField  = regexp.MustCompile(`(?mi)^[ \t]*(Task|Target|Status|Details) *:[ \t]*(.*?)[ \t]*\r?$`)
	typedTest  = regexp.MustCompile(`(?i)\bValidate-OutboundConnector\s+(?:-Identity\s+)?("[^"]+"|'[^']+'|[^\s-]\S*)`)
	recipients = regexp.MustCompile(`(?i)\s-Recipients\s+(\S+)`)
)

// readValidation reads the rows of a test; nil: there are none.
func readValidation(text string) *validation {
	v := &validation{tasks: tasksIn(text)}
	if len(v.tasks) == 0 {
		return nil
	}
	if m := typedTest.FindStringSubmatch(text); m != nil {
		v.connector = strings.Trim(m[1], `"'`)
	}
	if m := recipients.FindStringSubmatch(text); m != nil {
		v.recipients = strings.Split(strings.ReplaceAll(m[1], `"`, ""), ",")
	}
	for _, t := range v.tasks {
		if strings.Contains(t.target, "@") && !slices.Contains(v.recipients, t.target) {
			v.recipients = append(v.recipients, t.target)
		}
	}
	if len(v.recipients) == 0 {
		return nil
	}
	return v
}

func tasksIn(text string) (list []task) {
	for _, m := range taskField.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[1])
		if name == "task" {
			list = append(list, task{})
		}
		if len(list) == 0 {
			continue
		}
		t := &list[len(list)-1]
		of := map[string]*string{"task": &t.name, "target": &t.target, "status": &t.status, "details": &t.details}
		*of[name] = m[2]
	}
	return slices.DeleteFunc(list, func(t task) bool { return t.target == "" || t.status == "" })
}

// tests are the letters of a validation: none is sent, and each stands for a connector that is tested.
func (d *search) tests(v *validation) (list []letter) {
	for _, side := range d.world.SideNames() {
		if side.Kind() != relay.Cloud {
			continue
		}
		for _, c := range d.world.Side(side).Organization().OutboundConnectors {
			if v.connector == "" || strings.EqualFold(v.connector, c.Name) {
				list = append(list, letter{from: "the test of " + c.Name, to: strings.Join(v.recipients, ","),
					tests: string(side) + "> " + c.Name})
			}
		}
	}
	return list
}

// test tests a connector after lines; nil: it cannot be tested.
func (d *search) test(l letter, lines ...string) *view {
	w, err := d.player.World(lines...)
	if err != nil {
		return nil
	}
	defer w.Close()
	side, name, _ := strings.Cut(l.tests, "> ")
	line := "Validate-OutboundConnector " + cmdlet.Quote(name) + " -Recipients " + l.to
	out, err := w.Console(relay.Side(side)).Run(line)
	if err != nil {
		return nil
	}
	v := &view{marks: map[string]bool{}, tasks: tasksIn(out)}
	for _, t := range v.tasks {
		v.marks["test of "+name+", "+t.name+" to "+t.target+": "+strings.TrimSpace(t.status+" "+t.details)] = true
	}
	return v
}

// fitTasks is how many of the rows that were seen a test prints.
func fitTasks(want, got []task) float64 {
	same := 0
	for _, t := range want {
		if slices.ContainsFunc(got, func(o task) bool {
			return t.target == o.target && strings.EqualFold(t.status, o.status) && t.details == o.details
		}) {
			same++
		}
	}
	if same < len(want) {
		return enough * 0.9 * float64(same) / float64(len(want))
	}
	return 1
}

// succeeds reports whether a test found nothing wrong.
func (v *view) succeeds() bool {
	failed := func(t task) bool { return !strings.EqualFold(t.status, "Succeeded") }
	return len(v.tasks) > 0 && !slices.ContainsFunc(v.tasks, failed)
}

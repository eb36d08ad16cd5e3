package console

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

var commands []*command

func init() { // they refer to each other
	commands = []*command{
		{"help", "help [CMDLET|VERB]", "what can be typed, or how a cmdlet or a verb is written", help},
		{"task", "task", "what is reported, and what is expected", inLab(func(c *Console, _ []string) (Answer, error) { return Answer{Output: c.lab.task}, nil })},
		{"hint", "hint", "the next part of the story; hints are counted", inLab(func(c *Console, _ []string) (Answer, error) { return c.hint() })},
		{"grade", "grade [--json]", "whether mail does what it should after your changes, on a fresh world in which time passes at once", inLab(grade)},
		{"solution", "solution", "cause and cure, once no hint is left", inLab(func(c *Console, _ []string) (Answer, error) { return c.solution() })},
		{"reset", "reset", "the world again as it began, without your changes and mail", func(c *Console, _ []string) (Answer, error) { return c.reset() }},
	}
}

func (cmd *command) ofLab() bool { return cmd.name != "help" && cmd.name != "reset" }

func commandNamed(name string) *command {
	if i := slices.IndexFunc(commands, func(cmd *command) bool { return cmd.name == name }); i >= 0 {
		return commands[i]
	}
	return nil
}

// inLab is a command that only a lab has.
func inLab(do func(*Console, []string) (Answer, error)) func(*Console, []string) (Answer, error) {
	return func(c *Console, arguments []string) (Answer, error) {
		if c.lab == nil {
			return Answer{}, mistake.At(1, "this is no lab", "a lab is begun with: hybridsim serve --story NAME --lab")
		}
		return do(c, arguments)
	}
}

func grade(c *Console, arguments []string) (Answer, error) {
	asJSON := len(arguments) == 1 && arguments[0] == "--json"
	if len(arguments) > 0 && !asJSON {
		return Answer{}, mistake.At(len("grade ")+1, fmt.Sprintf("grade takes --json, not %s",
			strings.Join(arguments, " ")), suggest.DidYouMean(arguments[0], []string{"--json"}))
	}
	return c.graded(asJSON)
}

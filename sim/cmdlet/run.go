package cmdlet

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// run performs the statements in order; each passes what it emits to the next.
func (tx *transaction) run(statements pipeline) (*result, error) {
	final := &result{}
	var input []*item
	for i, s := range statements {
		if f, ok := formatterOf(s.name); ok {
			if i == 0 || i != len(statements)-1 {
				return nil, mistake.At(s.column, string(f)+" stands at the end of a pipeline",
					"write Get-X ... | "+string(f))
			}
			items, err := selectProperties(input, s, f)
			if err != nil {
				return nil, err
			}
			input, final.format = items, f
			continue
		}
		if isWhere(s.name) {
			if i == 0 {
				return nil, mistake.At(s.column, whereName+" stands behind a bar", whereHint)
			}
			passed, err := where(input, s)
			if err != nil {
				return nil, err
			}
			input = passed
			continue
		}
		cmd, err := lookup(tx.here.now, s, false)
		if err != nil {
			return nil, err
		}
		stage := &result{lines: final.lines}
		if err := tx.stage(cmd, s, i > 0, input, stage); err != nil {
			return nil, err
		}
		if i+1 < len(statements) && cmd.verb() != "Get" && !cmd.isShown(stage, statements[i+1].name) {
			return nil, mistake.At(statements[i+1].column, cmd.name+" hands nothing on", "a pipeline is Get-X ... | "+
				statements[i+1].name+" ...")
		}
		final.lines, input = stage.lines, stage.items
	}
	final.items = input
	return final, nil
}

// isShown reports whether what comes behind a bar shows what a cmdlet printed: formats it, or picks among it.
func (cmd *command) isShown(printed *result, next string) bool {
	_, formats := formatterOf(next)
	return formats && len(printed.items) > 0 || isWhere(next) && !cmd.late
}

// stage performs one statement: once, or once for each object that the pipeline brings.
func (tx *transaction) stage(cmd *command, s *statement, piped bool, input []*item, out *result) error {
	if !piped {
		input = []*item{nil}
	} else if len(input) == 0 {
		return mistake.At(s.column, "the pipeline brings nothing to "+cmd.name,
			"look at what the part before the bar prints")
	}
	for _, it := range input {
		if it != nil && it.noun != cmd.accepts {
			hint := "it stands at the beginning of a line"
			if cmd.accepts != "" {
				hint = "it takes what Get-" + cmd.accepts + " finds"
			}
			return mistake.At(s.column, fmt.Sprintf("%s takes no %s from the pipeline", cmd.name, it.noun), hint)
		}
		c := &call{transaction: tx, command: cmd, statement: s, input: it, result: out}
		if x, carried := carriedIn(it); carried {
			if c.command = ofCarried(tx.here.now, s, x); c.command == nil {
				return mistake.At(s.column, cmd.name+" does nothing to "+quote(x.Name)+
					", which is on a server that is not played",
					"name the object that is meant")
			}
		}
		if err := c.match(); err != nil {
			return err
		}
		if err := c.command.run(c); err != nil {
			return c.blame(err)
		}
	}
	return nil
}

// carriedIn is the carried object in a pipeline, if it is one.
func carriedIn(it *item) (*relay.Carried, bool) {
	if it == nil {
		return nil, false
	}
	x, ok := it.object.(*relay.Carried)
	return x, ok
}

// selectProperties keeps the properties that a formatter names. Without names a list has all and a table those of its
// noun's table, if it has one.
func selectProperties(items []*item, s *statement, f formatter) ([]*item, error) {
	var wanted []*value
	for _, a := range s.arguments {
		if f == formatTableName && (strings.EqualFold(a.name, "AutoSize") || strings.EqualFold(a.name, "Wrap")) &&
			!a.joined {
			if a.value != nil {
				wanted = append(wanted, a.value.elements()...)
			}
			continue // columns are as wide as what they hold anyway
		}
		if a.name != "" && !strings.EqualFold(a.name, "Property") || a.value == nil {
			return nil, mistake.At(a.column, string(f)+" takes names of properties only", "write | "+string(f)+
				" Name,Enabled")
		}
		wanted = append(wanted, a.value.elements()...)
	}
	if len(wanted) == 1 && wanted[0].text == "*" {
		return items, nil
	}
	if len(wanted) == 0 {
		if f == formatTableName {
			for i, it := range items {
				items[i], _ = it.inDefaultTable()
			}
		}
		return items, nil
	}
	selected := make([]*item, len(items))
	for i, it := range items {
		c := *it
		c.properties = nil
		for _, w := range wanted {
			named, err := it.named(w)
			if err != nil {
				return nil, err
			}
			c.properties = append(c.properties, named...)
		}
		selected[i] = &c
	}
	return selected, nil
}

// named are the properties that a word names: one, or all that match a pattern.
func (it *item) named(w *value) (list []property, err error) {
	var names []string
	for _, p := range it.properties {
		names = append(names, p.name)
		if p.quiet = false; wildcard(w.text, p.name) {
			list = append(list, p)
		}
	}
	switch pattern := strings.Contains(w.text, "*"); {
	case len(list) == 0 && pattern:
		return nil, mistake.At(w.column, fmt.Sprintf("%s has no property like %s", it.noun, w),
			"Format-List * shows all")
	case len(list) == 0:
		return nil, mistake.At(w.column, fmt.Sprintf("%s has no property %s", it.noun, w),
			suggest.DidYouMean(w.text, names))
	case !pattern:
		list = list[:1]
	}
	return list, nil
}

package cmdlet

import (
	"errors"
	"reflect"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// command is one cmdlet.
type command struct {
	name       string
	synopsis   string
	on         scope
	positional string // parameter that a value alone stands for; empty: none
	accepts    string // noun that a pipeline may bring
	parameters []parameter
	rules      []RuleDoc
	open       bool // takes any parameter, whose value is carried
	late       bool // what it prints is not known before the line is done: it can be formatted, and not picked among
	run        func(*call) error
}

// call is one use of a cmdlet: its arguments matched, its input known.
type call struct {
	*transaction
	command   *command
	statement *statement
	given     map[string]*argument // by the parameter's name as documented
	input     *item                // object from the pipeline, or nil
	result    *result
}

// has reports whether a parameter was given.
func (c *call) has(name string) bool { return c.given[name] != nil }

// bind sets the fields of a struct, given by pointer, from the arguments that stand for them, and keeps what nothing
// reads.
func (c *call) bind(target any) error {
	s := reflect.ValueOf(target).Elem()
	for i := range c.command.parameters {
		p := &c.command.parameters[i]
		a := c.given[p.name]
		if a == nil {
			continue
		}
		looked, err := c.bindOne(s, p, a.value)
		if err != nil {
			return err
		}
		if !looked {
			c.warn("-" + p.name + " is kept, and nothing here looks at it" + because(p.why))
		}
	}
	return nil
}

// because is what a kept property could change, as the end of a sentence.
func because(why string) string {
	if why == "" {
		return "."
	}
	return ": " + why + "."
}

// bindOne gives a struct one value, if it has a place for it. It reports whether what it has now is looked at.
func (c *call) bindOne(s reflect.Value, p *parameter, v *value) (looked bool, err error) {
	o, field, kept := c.here.now, p.fieldIn(s), keptIn(s)
	if p.links {
		if v, err = linked(o, v, p.name); err != nil {
			return true, err
		}
	}
	effect, _ := p.effectIn(o)
	switch {
	case !field.IsValid() && (kept == nil || effect != EffectKept):
		return true, nil
	case !field.IsValid():
		warn, err := p.keep(o, s, kept, v)
		return !warn, err
	case p.isBeyond(v):
		field.SetString(field.Interface().(closedSet).Values()[0])
		*kept = kept.With(p.name, relay.Value{Kind: Text, Texts: []string{v.text}})
		return false, nil
	}
	if err := bind(field, v, &p.property); err != nil {
		return true, err
	}
	if p.beyond != nil {
		*kept = kept.Without(p.name)
	}
	return effect != EffectKept || p.isUsual(o, s.Addr().Interface(), valueOf(field)), nil
}

// need complains about a parameter that is missing.
func (c *call) need(names ...string) error {
	for _, name := range names {
		if !c.has(name) {
			return &mistake.Error{
				Column:  c.statement.column,
				Message: c.command.name + " needs -" + name,
				Hint:    "add -" + name + " " + c.syntax(name),
			}
		}
	}
	return nil
}

// syntax tells what a parameter of the cmdlet takes.
func (c *call) syntax(name string) string {
	for i := range c.command.parameters {
		if p := &c.command.parameters[i]; p.name == name {
			return syntaxOf(p.typ, &p.property)
		}
	}
	return ""
}

// identity is the object that the cmdlet acts on: the one from the pipeline, or the one that a parameter names.
func (c *call) identity(parameter string) (string, error) {
	if c.input != nil {
		if a := c.given[parameter]; a != nil {
			return "", mistake.At(a.at(), "the object already comes from the pipeline", "leave -"+parameter+" out")
		}
		return c.input.identity, nil
	}
	if err := c.need(parameter); err != nil {
		return "", err
	}
	v := c.given[parameter].value
	if v.kind != text || v.text == "" {
		return "", mistake.At(v.column, "-"+parameter+" names one object", "write its name in quotes")
	}
	return v.text, nil
}

// blame gives a refusal its column: the first argument that it is about, else the cmdlet.
func (c *call) blame(err error) error {
	var r *refusal
	if !errors.As(err, &r) {
		return err
	}
	for _, name := range r.about {
		if a := c.given[name]; a != nil {
			return mistake.At(a.at(), r.message, r.hint)
		}
	}
	return mistake.At(c.statement.column, r.message, r.hint)
}

// warn prints a warning behind the line.
func (c *call) warn(message string) {
	line := "WARNING: " + message
	for _, l := range c.result.lines {
		if l == line {
			return
		}
	}
	c.result.lines = append(c.result.lines, line)
}

// emit puts an object into the pipeline, with the properties that the organization has.
func (c *call) emit(noun, identity string, on scope, properties []property, object any) {
	c.result.items = append(c.result.items, itemOf(c.here.now, noun, identity, on, properties, object))
}

// verb is the part of the cmdlet's name before the dash.
func (cmd *command) verb() string {
	verb, _, _ := strings.Cut(cmd.name, "-")
	return verb
}

package cmdlet

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// CommandDoc describes a cmdlet for the generated reference page.
type CommandDoc struct {
	Name       string
	Synopsis   string
	Sides      []relay.Side
	Where      string // sides and products in words
	Positional string // parameter that a value alone stands for
	Pipeline   string // noun that a pipeline may bring
	Parameters []ParameterDoc
	Rules      []RuleDoc
}

// ParameterDoc describes a parameter of a cmdlet.
type ParameterDoc struct {
	Name      string
	Syntax    string // what may be written for the value; empty for a switch
	Where     string // sides and products, when they are fewer than the cmdlet's
	Note      string
	Required  bool // New- insists on it
	List      bool // takes several values and @{Add=;Remove=}
	Effect    Effect
	Why       string // what a kept one could change, or why an ignored one cannot
	Loose     bool   // nothing holds it: an ignored one is taken and forgotten
	Elsewhere string // where the effect is another, in words
	Default   string // of a kept one; empty: not known
	Source    string // of the default; empty: the page of the cmdlet
}

// KindDoc describes a kind of object that is carried, for the reference page.
type KindDoc struct {
	Noun, Where, About string
	PerServer          bool // only of servers that are not played
	BuiltIn            bool // Set- finds it without New-
}

// Kinds describes the kinds of objects that are carried.
func Kinds() []KindDoc {
	var docs []KindDoc
	for _, k := range carriedKinds {
		docs = append(docs, KindDoc{k.noun, k.on.String(), k.about, k.perServer, k.builtIn})
	}
	return docs
}

// RuleDoc is a condition that a cmdlet enforces, with its source.
type RuleDoc struct{ Says, Source string }

// Reference describes every cmdlet, by noun and verb.
func Reference() []CommandDoc {
	docs := make([]CommandDoc, 0, len(commands))
	for _, cmd := range commands {
		docs = append(docs, cmd.doc())
	}
	slices.SortStableFunc(docs, func(a, b CommandDoc) int {
		verbA, nounA, _ := strings.Cut(a.Name, "-")
		verbB, nounB, _ := strings.Cut(b.Name, "-")
		if c := strings.Compare(nounA, nounB); c != 0 {
			return c
		}
		return strings.Compare(verbA, verbB)
	})
	return docs
}

func (cmd *command) doc() CommandDoc {
	d := CommandDoc{
		Name: cmd.name, Synopsis: cmd.synopsis, Sides: cmd.on.sides(), Where: cmd.on.String(),
		Positional: cmd.positional, Pipeline: cmd.accepts, Rules: cmd.rules,
	}
	for i := range cmd.parameters {
		p := &cmd.parameters[i]
		pd := ParameterDoc{Name: p.name, Note: p.note, Required: p.required && cmd.verb() == "New", Effect: p.effect,
			Why: p.why, Loose: p.typ == nil || p.field == noField}
		if pd.Effect == "" {
			pd.Effect = EffectActs
		}
		pd.Default, pd.Source, pd.Elsewhere = p.defaults(cmd.on), p.source, p.exceptions()
		if p.access == 0 || !p.access.has(flagged) {
			pd.Syntax = syntaxOf(p.typ, &p.property)
			pd.List = p.typ != nil && p.typ.Kind().String() == "slice"
		}
		if within := p.within(cmd.on); within != cmd.on {
			pd.Where = within.String()
		}
		d.Parameters = append(d.Parameters, pd)
	}
	return d
}

// docsOf describes a noun's rules.
func docsOf[T any](rules []rule[T]) []RuleDoc {
	var docs []RuleDoc
	for _, r := range rules {
		docs = append(docs, RuleDoc{r.says, r.source})
	}
	return docs
}

// defaults says what a kept property is when nobody set it, on each side where that differs, and where that is
// documented.
func (p *property) defaults(on scope) string {
	if p.effect != EffectKept && !p.unset && len(p.except) == 0 || len(p.usual) == 0 {
		return ""
	}
	var texts []string
	for _, u := range p.usual {
		switch {
		case u.of != nil:
			return "every server"
		case u.when != nil:
			continue
		}
		text := u.value
		if text == nothing {
			text = "empty"
		}
		if u.on != unspecified && u.on != p.within(on) {
			text += " (" + u.on.String() + ")"
		}
		if len(texts) == 0 || u.on != unspecified {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

// exceptions says where the effect is another.
func (p *property) exceptions() string {
	var texts []string
	for _, e := range p.except {
		texts = append(texts, string(e.effect)+" "+e.on.String())
	}
	return strings.Join(texts, ", ")
}

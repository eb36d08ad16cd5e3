package exports

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// asked is the command that printed what stands beneath it.
type asked struct {
	noun   string
	some   bool   // it asks for one object or some of them, not for all
	name   Value  // of the one object that it asks for
	server string // whose objects it asks for
	at     Place  // where it stands
	used   bool   // an object has the name already
}

// command reads a command that begins at an offset: one that changes something is read as in a script, one that prints
// tells what the objects beneath it are. It returns the length of what it read, and of how many lines; 0 when there is
// no command.
func (r *listReader) command(offset, number int) (length, lines int) {
	line, _, _ := strings.Cut(r.text[offset:], "\n")
	prompted := prompt.MatchString(line)
	if !prompted && !listCommand.MatchString(line) && !commandLine.MatchString(line) {
		return 0, 0
	}
	tokens, length := r.typed(offset, number)
	words := withoutPrompt(tokens)
	if len(words) == 0 {
		return 0, 0 // a prompt with nothing behind it
	}
	lines = max(1, strings.Count(r.text[offset:offset+length], "\n"))
	r.closeObject()
	if prompted && tokens[0].text == managementShell {
		r.session = cmp.Or(r.session, relay.OnPremises)
	}
	stages := stagesOf(words)
	changing := slices.ContainsFunc(stages, func(stage []token) bool {
		verb, _, ok := stage[0].command()
		return ok && (changes(verb) || verb == "Connect" || verb == "Disconnect")
	})
	switch {
	case changing && (prompted || looksTyped(words)):
		r.readStatement(tokens, 1)
	case changing:
		r.notice(number, "%q is not read as a command: it has neither a prompt before it nor a parameter", clip(line))
	default:
		r.ask(stages, r.at(number), prompted)
	}
	return length, lines
}

// typed are the tokens of the command at an offset, which ends at the next prompt at the latest; what a quote that is
// never closed swallows is not its own.
func (r *listReader) typed(offset, number int) (tokens []token, length int) {
	const most = 100 // lines that one command goes over
	rest, first := r.text[offset:], 0
	end, lines := 0, 0
	for line := range strings.Lines(rest) {
		if lines > 0 && prompt.MatchString(line) || lines == most {
			break
		}
		if end, lines = end+len(line), lines+1; lines == 1 {
			first = end
		}
	}
	for _, text := range []string{rest[:end], rest[:first]} {
		l := &lexer{text: text, lines: number}
		tokens = l.statement()
		if l.pos <= first || text == rest[:first] || !hasRow(text[first:l.pos]) {
			if nl := strings.IndexByte(text[min(max(l.pos-1, 0), len(text)):], '\n'); l.pos > 0 && nl >= 0 {
				l.pos += nl // the line's end belongs to it
			}
			return tokens, min(max(l.pos, first), len(text))
		}
	}
	return tokens, first
}

func hasRow(text string) bool {
	for line := range strings.Lines(text) {
		if row, ok := parseListRow(strings.TrimRight(line, "\r\n")); ok && isTelling(row.name) {
			return true
		}
	}
	return false
}

// stagesOf divides a statement at its pipeline bars.
func stagesOf(tokens []token) (stages [][]token) {
	for len(tokens) > 0 {
		i := slices.IndexFunc(tokens, func(t token) bool { return t.text == "|" })
		if i < 0 {
			i = len(tokens)
		}
		if i > 0 {
			stages = append(stages, tokens[:i])
		}
		tokens = tokens[min(i+1, len(tokens)):]
	}
	return stages
}

// looksTyped reports whether a line without a prompt is a command rather than a sentence that begins with the name of
// one.
func looksTyped(words []token) bool {
	return slices.ContainsFunc(words[1:], func(t token) bool {
		return isParameter(t.text) || strings.ContainsAny(t.text[:1], `'"`)
	})
}

// ask remembers the command that prints what follows: the last one of the pipeline that prints objects.
func (r *listReader) ask(stages [][]token, at Place, prompted bool) {
	r.asked = asked{at: at}
	for _, stage := range stages {
		// $connectors = Get-...
		if eq := slices.IndexFunc(stage, func(t token) bool { return t.text == "=" }); eq == 1 {
			stage = stage[2:]
		}
		if len(stage) == 0 {
			continue
		}
		verb, noun, ok := stage[0].command()
		switch {
		case ok && verb == "Get":
			r.asked.noun = noun
			r.askOne(stage, prompted || len(stages) > 1)
		case suggest.Has(filters, stage[0].text):
			r.asked.some = true
		}
	}
}

// filters are the stages of a pipeline behind which there are fewer objects than before.
var filters = []string{"?", "where", "Where-Object", "select", "Select-Object"}

// askOne looks for the object that a Get- names. A sentence may begin with the name of a command, so that what follows
// it without quotes is a name only where it was typed for certain.
func (r *listReader) askOne(stage []token, typed bool) {
	if typed = typed || len(stage) > 1 && strings.ContainsAny(stage[1].text[:1], `'"-`); !typed {
		return
	}
	arguments, _ := r.arguments("Get", stage[1:])
	for _, p := range arguments {
		switch {
		case strings.EqualFold(p.Name, "Filter"), strings.EqualFold(p.Name, "ResultSize") &&
			!strings.EqualFold(p.Value.Text, "Unlimited"):
			r.asked.some = true
		case strings.EqualFold(p.Name, "Server"):
			r.asked.server = p.Value.Text
		case strings.EqualFold(p.Name, "Identity"):
			r.asked.some = true
			if p.Value.Known() && p.Value.Text != "" && !strings.ContainsAny(p.Value.Text, "*?") {
				r.asked.name = p.Value
			}
		}
	}
}

// answer gives an object what the command that printed it says: its name, when the print does not show one, and that it
// may not be the only one.
func (a *asked) answer(o *Object) {
	o.Some = o.Some || a.some
	if a.server != "" && o.Property("Server") == nil && sideOfNoun[o.Noun] == relay.OnPremises {
		o.Properties = append(o.Properties, Property{"Server", a.at, Value{Text: a.server}})
	}
	if a.name.Text == "" || a.used || o.Noun == "" || o.Named() {
		return
	}
	a.used = true
	name := "Identity"
	switch {
	case (o.Noun == "AcceptedDomain" || o.Noun == "RemoteDomain") && strings.Contains(a.name.Text, "."):
		name = "DomainName"
	case strings.Contains(a.name.Text, "@"):
		name = "PrimarySmtpAddress"
	}
	o.Properties = append([]Property{{name, a.at, a.name}}, o.Properties...)
}

package cmdlet

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Complete says what the last word of a line that is being typed can become: names of cmdlets and parameters, members
// of closed sets, and names of objects that are there. from is where in the line, in bytes, the word begins that each
// of the words would replace. Nothing is changed, and a line that makes no sense so far has no completions.
func Complete(a Admin, line string) (from int, words []string) {
	pieces := split(line)
	last := pieces[len(pieces)-1]
	first := len(pieces) - 1 // of the statement
	for first > 0 && pieces[first-1].text != "|" {
		first--
	}
	t := &typing{admin: a, before: pieces[:max(first-1, 0)], statement: pieces[first : len(pieces)-1], word: last}
	for _, w := range t.candidates() {
		if hasPrefixFold(w, t.word.text) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return t.word.from, slices.Compact(words)
}

// piece is a word of a line as it stands there, or a bar.
type piece struct {
	from int
	text string
}

// split divides a line into words; the last is the one being typed, and may be empty. Spaces and bars in quotes, of
// which the last may be open, belong to the word.
func split(line string) []piece {
	var pieces []piece
	var quote func(rune) bool
	from := 0
	end := func(at, next int) {
		if at > from {
			pieces = append(pieces, piece{from, line[from:at]})
		}
		from = next
	}
	for i, size := 0, 0; i < len(line); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(line[i:])
		switch {
		case quote != nil:
			if quote(r) {
				quote = nil
			}
		case isSingleQuote(r):
			quote = isSingleQuote
		case isDoubleQuote(r):
			quote = isDoubleQuote
		case isSpace(r):
			end(i, i+size)
		case r == '|':
			end(i, i+size)
			pieces = append(pieces, piece{i, "|"})
		}
	}
	return append(pieces, piece{from, line[from:]})
}

// typing is somebody in the middle of a line.
type typing struct {
	admin     Admin
	before    []piece // of the statements whose objects come down the pipeline
	statement []piece // so far, without the word
	word      piece   // being typed
}

func (t *typing) candidates() []string {
	if len(t.statement) == 0 {
		return t.cmdlets()
	}
	if _, ok := formatterOf(t.statement[0].text); ok {
		return t.properties()
	}
	cmd := t.command(t.statement[0].text)
	switch {
	case cmd == nil:
		return nil
	case strings.HasPrefix(t.word.text, "-") && !strings.Contains(t.word.text, ":"):
		return t.parameters(cmd)
	}
	p := t.parameter(cmd)
	if p == nil {
		return nil
	}
	// -Name:value, and lists
	if i := strings.LastIndexAny(t.word.text, ",:"); i >= 0 && !strings.ContainsAny(t.word.text[:i], `"'`) {
		t.word = piece{t.word.from + i + 1, t.word.text[i+1:]}
	}
	return t.values(cmd, p)
}

// command finds a cmdlet of this side.
func (t *typing) command(name string) *command {
	cmd, err := lookup(t.admin.Organization(), &statement{name: name}, false)
	if err != nil {
		return nil
	}
	return cmd
}

// cmdlets are what a statement can begin with; behind a bar what takes the objects that come, and the formatters.
func (t *typing) cmdlets() []string {
	var names []string
	noun := ""
	if len(t.before) > 0 {
		_, noun, _ = strings.Cut(t.before[0].text, "-")
		names = append(names, string(formatListName), string(formatTableName))
	}
	for _, cmd := range commands {
		if cmd.on.has(t.admin.Organization()) && (len(t.before) == 0 || strings.EqualFold(cmd.accepts, noun)) {
			names = append(names, cmd.name)
		}
	}
	return names
}

// properties are those of the objects that come down the pipeline.
func (t *typing) properties() []string {
	var line []string
	for _, p := range t.before {
		line = append(line, p.text)
	}
	if i := strings.LastIndexByte(t.word.text, ','); i >= 0 {
		t.word = piece{t.word.from + i + 1, t.word.text[i+1:]}
	}
	var names []string
	for _, it := range t.found(strings.Join(line, " ")) {
		for _, p := range it.properties {
			if !slices.Contains(names, p.name) {
				names = append(names, p.name)
			}
		}
	}
	return names
}

// found are the objects that a line finds, if it only looks.
func (t *typing) found(line string) []*item {
	statements, err := parse(line)
	if err != nil {
		return nil
	}
	for _, s := range statements {
		if cmd := t.command(s.name); cmd == nil || cmd.verb() != "Get" {
			return nil
		}
	}
	r, err := newTransaction(t.admin).run(statements)
	if err != nil {
		return nil
	}
	return r.items
}

// parameters are those of the cmdlet that have an effect and are not given yet.
func (t *typing) parameters(cmd *command) []string {
	var names []string
	for i := range cmd.parameters {
		p := &cmd.parameters[i]
		name := "-" + p.name
		given := slices.ContainsFunc(t.statement, func(w piece) bool {
			typed, _, _ := strings.Cut(w.text, ":")
			return strings.EqualFold(typed, name)
		})
		if (p.effect == "" || p.effect == EffectActs) && !given && p.within(cmd.on).has(t.admin.Organization()) {
			names = append(names, name)
		}
	}
	return names
}

// parameter is the one that the word is a value of: named in front of it, or the positional one.
func (t *typing) parameter(cmd *command) *parameter {
	name, named := strings.CutPrefix(t.statement[len(t.statement)-1].text, "-")
	if joined, ok := strings.CutPrefix(t.word.text, "-"); ok {
		name, _, _ = strings.Cut(joined, ":")
		named = true
	}
	if named {
		for i := range cmd.parameters {
			if p := &cmd.parameters[i]; strings.EqualFold(p.name, name) &&
				(p.access != switchOnly || strings.HasPrefix(t.word.text, "-")) {
				return p
			}
		}
	}
	for i := range cmd.parameters {
		if p := &cmd.parameters[i]; p.name == cmd.positional && len(t.statement) == 1 {
			return p
		}
	}
	return nil
}

// values are what a parameter can be: a member of a closed set, yes or no, a server, or an object that is there.
func (t *typing) values(cmd *command, p *parameter) []string {
	typ := p.typ
	if typ != nil && typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	var words []string
	switch {
	case p.name == cmd.positional && cmd.verb() != "New":
		noun := cmd.accepts
		if noun == "" {
			_, noun, _ = strings.Cut(cmd.name, "-")
		}
		for _, it := range t.found("Get-" + noun) {
			words = append(words, t.quoted(it.identity))
		}
	case strings.HasSuffix(p.name, "Server") || strings.HasSuffix(p.name, "Servers"):
		return serverNames(t.admin.Organization())
	case p.access == switchOnly:
		return []string{"$true", "$false"}
	case typ == nil:
	default:
		set, ok := reflect.Zero(typ).Interface().(closedSet)
		switch {
		case ok:
			words = slices.Clone(set.Values())
		case p.values != nil:
			words = slices.Clone(p.values)
		case typ.Kind() == reflect.Bool, typ == reflect.TypeFor[*bool]():
			words = []string{"$true", "$false"}
		}
		if len(words) > 0 && (p.optional || typ.Kind() == reflect.Pointer) {
			words = append(words, "$null")
		}
	}
	return words
}

// quoted is a value in the quotes that were begun, or in double quotes where it needs some.
func (t *typing) quoted(s string) string {
	plain := !strings.ContainsFunc(s, func(r rune) bool { return !isNameRune(r) && !strings.ContainsRune(`.@-\`, r) })
	switch {
	case strings.HasPrefix(t.word.text, "'"):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case !plain || strings.HasPrefix(t.word.text, `"`):
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// hasPrefixFold compares without regard to case, and to a double quote that one of them begins with.
func hasPrefixFold(word, prefix string) bool {
	if !strings.HasPrefix(prefix, `"`) {
		word = strings.TrimPrefix(word, `"`)
	}
	return len(prefix) <= len(word) && strings.EqualFold(word[:len(prefix)], prefix)
}

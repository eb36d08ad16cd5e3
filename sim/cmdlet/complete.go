package cmdlet

import (
	"reflect"
	"slices"
	"strings"
)

// Complete returns what the last word of a line can go on as, and where that word begins, in bytes: names of cmdlets that the
// side has, of their parameters, values of closed sets, and names of objects. The line ends where the person's cursor is.
func Complete(a Admin, line string) (start int, words []string) {
	statement, start, word := lastWord(line)
	first, before, _ := strings.Cut(strings.TrimSpace(statement), " ")
	o := a.Organization()
	switch {
	case first == "":
		for _, cmd := range commands {
			if cmd.on.has(o) {
				words = append(words, cmd.name)
			}
		}
		if strings.Contains(line, "|") {
			words = append(words, string(formatListName), string(formatTableName))
		}
	default:
		for _, cmd := range commands {
			if strings.EqualFold(cmd.name, first) && cmd.on.has(o) {
				words = cmd.complete(a, before, word)
			}
		}
	}
	return start, matching(words, word)
}

// lastWord cuts a line into the statement before the last word, and the word, which a quote may have begun.
func lastWord(line string) (statement string, start int, word string) {
	var quote rune
	begin, from := 0, 0
	for i, r := range line {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case isSingleQuote(r) || isDoubleQuote(r):
			quote = r
		case r == '|':
			begin, from = i+1, i+1
		case isSpace(r) || r == ',' || r == ':':
			from = i + 1
		}
	}
	return line[begin:from], from, line[from:]
}

// matching keeps the words that begin with a text, without regard to case and quotes; sorted.
func matching(words []string, begin string) []string {
	begin = strings.ToLower(strings.TrimLeft(begin, `"'`))
	var kept []string
	for _, w := range words {
		if strings.HasPrefix(strings.ToLower(strings.Trim(w, `"`)), begin) && !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	slices.SortFunc(kept, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return kept
}

// complete returns the words that can stand behind what was typed of a cmdlet's arguments.
func (cmd *command) complete(a Admin, before, word string) (words []string) {
	if strings.HasPrefix(word, "-") {
		for i := range cmd.parameters {
			p := &cmd.parameters[i]
			if p.within(cmd.on).has(a.Organization()) && !p.silent && !p.ignored && !givenIn(before, p.name) {
				words = append(words, "-"+p.name)
			}
		}
		return words
	}
	fields := strings.Fields(before)
	name := ""
	if len(fields) > 0 {
		last := strings.TrimRight(fields[len(fields)-1], ":")
		if strings.HasPrefix(last, "-") {
			name = last[1:]
		} else if i := slices.IndexFunc(fields, func(f string) bool { return strings.HasPrefix(f, "-") }); i >= 0 && strings.HasSuffix(before, ",") {
			name = fields[i][1:]
		}
	} else if cmd.verb() != "New" {
		name = cmd.positional
	}
	for i := range cmd.parameters {
		if p := &cmd.parameters[i]; strings.EqualFold(p.name, name) && p.access != switchOnly {
			return p.choices(cmd, a)
		}
	}
	return nil
}

func givenIn(before, name string) bool {
	return slices.ContainsFunc(strings.Fields(before), func(f string) bool {
		return strings.EqualFold(strings.TrimPrefix(f, "-"), name) && strings.HasPrefix(f, "-")
	})
}

// choices are the values that can be listed for a parameter.
func (p *parameter) choices(cmd *command, a Admin) []string {
	if cmd.verb() != "New" && (p.name == "Identity" || p.name == "Thumbprint") {
		_, noun, _ := strings.Cut(cmd.name, "-")
		return identities(a, noun)
	}
	t := p.typ
	for t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer) {
		t = t.Elem()
	}
	switch {
	case p.values != nil:
		return p.values
	case t == nil:
		return nil
	case t.Kind() == reflect.Bool:
		return []string{"$true", "$false"}
	}
	if set, ok := reflect.Zero(t).Interface().(closedSet); ok {
		return set.Values()
	}
	return nil
}

// identities are the names of the objects that a Get- cmdlet finds, in quotes where they need them.
func identities(a Admin, noun string) (names []string) {
	found, err := newTransaction(a).run(pipeline{{name: "Get-" + noun}})
	if err != nil {
		return nil
	}
	for _, it := range found.items {
		name := it.identity
		if strings.ContainsAny(name, " \t|,;'()@$") {
			name = `"` + name + `"`
		}
		names = append(names, name)
	}
	return names
}

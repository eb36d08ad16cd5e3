package exports

import (
	"regexp"
	"strings"

	"hybridsim/sim/suggest"
)

// maxTables is how many tables of one script are kept.
const maxTables = 100

// tableAssigned is the assignment of a table to a variable, up to the table.
var tableAssigned = regexp.MustCompile(`^\$(\w+)\s*=\s*(@\{)`)

// keepTable keeps a table of arguments that is assigned to a variable, for the command that takes them from there. Only
// a variable that the script mentions nowhere else has the same value there in any case.
func (s *source) keepTable(tokens []token) bool {
	last := tokens[len(tokens)-1]
	if len(tokens) > 3 || !strings.HasPrefix(tokens[0].text, "$") || !strings.Contains(last.text, "@{") ||
		len(s.tables) == maxTables {
		return false
	}
	m := tableAssigned.FindStringSubmatch(joinTokens(tokens))
	if m == nil {
		return false
	}
	name := strings.ToLower(m[1])
	mentioned := regexp.MustCompile(`(?i)\$(?:\w+:)?\{?` + name + `\b`)
	if s.tables == nil {
		s.tables = map[string]token{}
	}
	table := token{last.text[strings.Index(last.text, "{"):], last.line}
	if len(mentioned.FindAllStringIndex(s.text, 2)) > 1 || !strings.HasSuffix(table.text, "}") {
		table = token{} // not known
	}
	s.tables[name] = table
	return true
}

// splatted are the arguments that a command takes from a table.
func (s *source) splatted(typed string, line int) (properties []Property) {
	table := s.tables[strings.ToLower(typed[1:])]
	if table.text == "" {
		s.notice(line, "the arguments in %s are not known; the command has others than those that are typed",
			clip(typed))
		return nil
	}
	l := &lexer{text: table.inside(), lines: table.line}
	for tokens := l.statement(); tokens != nil; tokens = l.statement() {
		name, value, ok := assignment(tokens)
		if !ok {
			s.notice(tokens[0].line, "%q is not understood; an argument is Name = value", clip(joinTokens(tokens)))
		} else if !suggest.Has(aboutRun, name) {
			properties = append(properties, Property{name, s.at(tokens[0].line), literalValue(value)})
		}
	}
	return properties
}

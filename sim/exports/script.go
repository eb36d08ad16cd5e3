package exports

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/suggest"
)

var commandLine = regexp.MustCompile(
	`(?mi)^[ \t]*(?:(?:\[PS\]|PS) [^\n>]*>[ \t]*)?(?:New|Set|Remove|Add|Enable|Disable)[-–—][A-Z]\w+(?:[ \t` + "`" + `]|\r?$)`)

// pipedCommand is a line whose pipeline ends in a command that changes something.
var pipedCommand = regexp.MustCompile(
	`(?mi)^[ \t]*(?:(?:\[PS\]|PS) [^\n>]*>[ \t]*)?Get[-–—][A-Z]\w+[^\n]*\|[ \t]*(?:Set|Remove|Add|Enable|Disable)[-–—][A-Z]\w+`)

func isScript(head string) bool {
	return commandLine.MatchString(head) || pipedCommand.MatchString(head)
}

// readScript reads the commands of a script or of a paste of what was typed. They are read and not run, so what a
// command gets from variables or other commands is not known, and what stands in a block that may not run is only told
// of.
func readScript(s *source) error {
	s.block(s.text, 1, 0)
	return nil
}

// block reads the commands of a script, or of a block that runs in any case.
func (s *source) block(text string, line, depth int) {
	if depth > maxDepth {
		s.notice(line, "blocks nest too deep here; what is in them is not read")
		return
	}
	l := &lexer{text: text, lines: line}
	for tokens := l.statement(); tokens != nil; tokens = l.statement() {
		if depth == 0 {
			s.tell(l.pos)
		}
		s.readStatement(tokens, depth)
	}
}

func (s *source) readStatement(tokens []token, depth int) {
	if len(tokens) > 0 && tokens[0].text == managementShell && s.session == "" {
		s.session = relay.OnPremises
	}
	tokens = withoutPrompt(tokens)
	if len(tokens) == 0 || s.keepTable(tokens) {
		return
	}
	if first := strings.ToLower(tokens[0].text); first == "try" || first == "finally" || first == "}" ||
		tokens[0].isBlock() {
		runs := true
		for _, t := range tokens {
			switch {
			case !t.isBlock():
				runs = runs && !strings.EqualFold(t.text, "catch") || strings.EqualFold(t.text, "finally")
			case runs:
				s.block(t.inside(), t.line, depth+1)
			default:
				s.tellOfHidden([]token{t})
			}
		}
		return
	}
	var input []token // of the pipeline's stage before
	for len(tokens) > 0 {
		stage := tokens
		for i, t := range tokens {
			if t.text == "|" {
				stage = tokens[:i]
				break
			}
		}
		s.readCommand(stage, input)
		input, tokens = stage, tokens[min(len(stage)+1, len(tokens)):]
	}
}

// managementShell is the beginning of the prompt of the Exchange Management Shell, which the service does not have.
const managementShell = "[PS]"

// promptEnd is how the prompt of a pasted session ends.
var promptEnd = regexp.MustCompile(`^[^'"]*>`)

// withoutPrompt drops "[PS] C:\>" and "PS C:\Users\me>".
func withoutPrompt(tokens []token) []token {
	if len(tokens) < 2 || tokens[0].text != managementShell && tokens[0].text != "PS" {
		return tokens
	}
	rest := promptEnd.ReplaceAllString(tokens[1].text, "")
	if rest == tokens[1].text {
		return tokens
	}
	tokens = tokens[1:]
	if rest == "" {
		return tokens[1:]
	}
	return append([]token{{rest, tokens[0].line}}, tokens[1:]...)
}

var commandName = regexp.MustCompile(`^([A-Za-z]+)-([A-Za-z]\w*)$`)

// command reads the name of a command.
func (t token) command() (verb, noun string, ok bool) {
	m := commandName.FindStringSubmatch(strings.Map(cmdlet.Plain, t.text))
	if m == nil {
		return "", "", false
	}
	return canonicalVerb(m[1]), m[2], true
}

func canonicalVerb(verb string) string {
	return strings.ToUpper(verb[:1]) + strings.ToLower(verb[1:])
}

// readCommand emits a command that changes something, and tells of those that stand inside of what is not read.
func (s *source) readCommand(tokens, input []token) {
	if len(tokens) == 0 {
		return
	}
	verb, noun, ok := tokens[0].command()
	if ok {
		s.noteSession(verb, noun)
	}
	if !ok || !changes(verb) {
		s.tellOfHidden(tokens)
		return
	}
	o := &Object{Noun: noun, Verb: verb, At: s.at(tokens[0].line)}
	var whatIf bool
	o.Properties, whatIf = s.arguments(verb, tokens[1:])
	if whatIf {
		s.notice(o.At.Line, "%s-%s with -WhatIf changes nothing, so it is left out", verb, noun)
		return
	}
	if input != nil && o.Property("Identity") == nil && verb != "New" {
		o.Properties = append([]Property{{"Identity", o.At, s.piped(input)}}, o.Properties...)
	}
	s.emit(o)
}

// noteSession remembers where what is typed from here on goes to.
func (s *source) noteSession(verb, noun string) {
	switch strings.ToLower(verb + "-" + noun) {
	case "connect-exchangeonline":
		s.session = relay.Cloud
	case "connect-exchangeserver":
		s.session = relay.OnPremises
	case "disconnect-exchangeonline":
		s.session = ""
	}
}

// piped is the object that a pipeline hands to a command: known when it is Get- with one name, or New-, which puts out
// what it made. The command may be about another kind: Get-ReceiveConnector "Relay" | Add-ADPermission.
func (s *source) piped(input []token) Value {
	if len(input) == 0 {
		return Value{Unknown: "whatever comes out of the pipeline"}
	}
	if verb, _, ok := input[0].command(); ok && (verb == "Get" || verb == "New") {
		arguments, _ := s.arguments(verb, input[1:])
		name, others := Value{}, false
		for _, p := range arguments {
			switch {
			case strings.EqualFold(p.Name, subject(verb)):
				name = p.Value
			default:
				others = others || verb == "Get" && !strings.EqualFold(p.Name, "Server") && !strings.EqualFold(p.Name,
					"ResultSize")
			}
		}
		if name.Known() && name.Text != "" && !others && !strings.ContainsAny(name.Text, "*?") {
			return name
		}
	}
	return Value{Unknown: "whatever comes out of " + clip(joinTokens(input))}
}

func joinTokens(tokens []token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.text
	}
	return strings.Join(words, " ")
}

// tellOfHidden tells of commands in blocks and expressions, which may run never, once or many times.
func (s *source) tellOfHidden(tokens []token) {
	for _, t := range tokens {
		if !strings.ContainsAny(t.text, "{(") {
			continue
		}
		for _, at := range hiddenCommand.FindAllStringIndex(t.text, maxNotices) {
			s.notice(t.line+strings.Count(t.text[:at[0]], "\n"),
				"%s stands in a block or expression that is not evaluated, so it is left out", t.text[at[0]:at[1]])
		}
	}
}

var hiddenCommand = regexp.MustCompile(
	`\b(?:New|Set|Remove|Add|Enable|Disable)-[A-Z][A-Za-z]*(?:Connector|Domain|Certificate|Config|Configuration|Mailbox|MailUser|MailContact|Group|Permission|Service|Organization)\b`)

// isParameter reports whether a token is a parameter's name: a dash and a letter.
func isParameter(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	if cmdlet.Plain(r) != '-' || len(text) == size {
		return false
	}
	c := text[size] | 0x20
	return c >= 'a' && c <= 'z'
}

// aboutRun are the parameters that say how a command runs and nothing about its object.
var aboutRun = []string{
	"Confirm", "Force", "Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ErrorVariable",
	"WarningVariable", "OutVariable", "OutBuffer", "DomainController", "Credential",
}

// typedArguments are those of a command in one line.
func (s *source) typedArguments(line string, at int) []Property {
	tokens := (&lexer{text: line, lines: at}).statement()
	if len(tokens) == 0 {
		return nil
	}
	verb, _, ok := tokens[0].command()
	if !ok {
		s.notice(at, "no command is understood in %q", clip(line))
		return nil
	}
	properties, _ := s.arguments(verb, tokens[1:])
	return properties
}

// arguments reads -Name value, -Name:value, -Name: value, and -Name alone, which is a switch. A value without a name is
// what the command is about.
func (s *source) arguments(verb string, tokens []token) (properties []Property, whatIf bool) {
	properties = make([]Property, 0, len(tokens)/2+1)
	positional := false // a value without a name was there
	for i := 0; i < len(tokens); i++ {
		p := Property{At: s.at(tokens[i].line)}
		typed := tokens[i].text
		if !isParameter(typed) {
			p.Name, p.Value = subject(verb), literalValue(typed)
			switch {
			case strings.HasPrefix(typed, "@") && !strings.ContainsAny(typed[1:min(2, len(typed))], `({'"`):
				properties = append(properties, s.splatted(typed, p.At.Line)...)
			case strings.ContainsAny(typed[:1], "<>") || positional:
				s.notice(p.At.Line, "the argument %s has no name and is not understood", clip(typed))
			default:
				positional = true
				properties = append(properties, p)
			}
			continue
		}
		_, dash := utf8.DecodeRuneInString(typed)
		name, joined, colon := strings.Cut(typed[dash:], ":")
		p.Name = name
		switch next := i + 1; {
		case joined != "":
			p.Value = literalValue(joined)
		case next < len(tokens) && (colon || !isParameter(tokens[next].text)):
			p.Value = literalValue(tokens[next].text)
			i = next
		default:
			p.Value = Value{Text: truth(true)}
		}
		switch {
		case strings.EqualFold(name, "WhatIf"):
			whatIf = whatIf || p.Value.Text != truth(false)
		case !suggest.Has(aboutRun, name):
			properties = append(properties, p)
		}
	}
	return properties, whatIf
}

// subject is the parameter that a value without a name belongs to.
func subject(verb string) string {
	if verb == "New" {
		return "Name"
	}
	return "Identity"
}

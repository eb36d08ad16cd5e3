package script

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// Complete says what the last word of a line can become, as the function of this name does.
func (c *Console) Complete(line string) (from int, words []string) {
	return Complete(c.w, c.Attachments(), line)
}

// Complete says what the last word of a line that is being typed at a world can become: who acts, verbs, cmdlets, and
// the names of hosts, mailboxes, connectors and messages that are there. from is where in the line, in bytes, the text
// begins that each of the words would replace. Nothing is changed.
func Complete(w *sim.World, attachments []string, line string) (from int, words []string) {
	margin := len(line) - len(strings.TrimLeft(line, " \t"))
	t := &typed{w: w, attachments: attachments}
	t.look()
	from, words = t.line(line[margin:])
	slices.Sort(words)
	return margin + from, slices.Compact(words)
}

// typed is somebody typing a line, with the names that can occur in it.
type typed struct {
	w           *sim.World
	attachments []string

	hosts, servers, mailboxes, domains, connectors []string
}

// look gathers the names.
func (t *typed) look() {
	for _, h := range t.w.Hosts() {
		t.hosts = append(t.hosts, h.Name)
		t.mailboxes = append(t.mailboxes, h.Mailboxes()...)
	}
	for _, side := range t.w.SideNames() {
		o := t.w.Side(side).Organization()
		for _, s := range o.Hosts() {
			t.servers = append(t.servers, s.Fqdn)
		}
		for _, d := range o.AcceptedDomains {
			t.domains = append(t.domains, d.DomainName)
		}
		for _, question := range []relay.Question{relay.WhichReceiveConnector, relay.WhichSendConnector,
			relay.WhichOutboundConnector} {
			for _, name := range connectors(o, question) {
				t.connectors = append(t.connectors, Quote(strings.ReplaceAll(name, `"`, `""`)))
			}
		}
	}
	p := &Player{w: t.w}
	t.mailboxes = append(t.mailboxes, p.Mailboxes()...)
}

func (t *typed) line(line string) (from int, words []string) {
	actor, rest, acts := strings.Cut(line, ">")
	side, isSide := organization(actor)
	switch {
	case !acts || strings.ContainsAny(actor, " \t"):
		return t.plain(line)
	case isSide:
		if t.w.Side(side) != nil {
			from, words = t.w.Complete(side, rest)
		}
		if side == relay.OnPremises {
			from, words = t.orMachine(rest, from, words)
		}
	case slices.Contains([]string{groupNet, groupCA, groupEOP, groupAD}, actor+">"):
		from, words = t.verb(actor+">", rest)
	case strings.Contains(actor, "@"):
		from, words = t.verb(groupUser, rest)
	case !strings.Contains(actor, "."):
		if console, ok := t.w.ConsoleAt(actor); ok {
			from, words = console.Complete(rest)
			from, words = t.orMachine(rest, from, words)
		}
	default:
		from, words = t.verb(groupHost, rest)
	}
	return len(actor) + len(">") + from, words
}

// orMachine adds the verbs of the machine to what a cmdlet can become.
func (t *typed) orMachine(rest string, from int, words []string) (int, []string) {
	at, verbs := t.verb(groupServer, rest)
	switch {
	case len(verbs) == 0:
		return from, words
	case len(words) == 0 || at != from:
		return at, verbs
	}
	return from, slices.Concat(words, verbs)
}

// plain completes who acts, or a line that nobody types.
func (t *typed) plain(line string) (from int, words []string) {
	if rest, ok := strings.CutPrefix(line, groupWant+" "); ok {
		from, words = t.verb(groupWant, rest)
		return len(groupWant+" ") + from, words
	}
	for _, side := range t.w.SideNames() {
		if rest, ok := strings.CutPrefix(line, "show "+string(side)+" "); ok {
			from, words = t.w.Complete(side, rest)
			words = slices.DeleteFunc(words, func(w string) bool { return from == 0 && !strings.HasPrefix(w, "Get-") })
			return len(line) - len(rest) + from, words
		}
	}
	if strings.ContainsAny(line, " \t") {
		for _, group := range []string{groupPrint, groupClock} {
			if from, words = t.verb(group, line); len(words) > 0 {
				return from, words
			}
		}
		return len(line), nil
	}
	begins := []string{groupNet, groupCA, groupEOP, groupAD, groupWant}
	for _, side := range t.sides() {
		begins = append(begins, side+">")
	}
	if names := t.w.ServerNames(); len(names) > 1 {
		for _, name := range names {
			begins = append(begins, name+">")
		}
	}
	for _, name := range slices.Concat(t.hosts, t.mailboxes) {
		begins = append(begins, name+">")
	}
	for _, v := range registry {
		if v.group == groupPrint || v.group == groupClock {
			begins = append(begins, v.key)
		}
	}
	return 0, beginning(begins, line)
}

// sides are the organizations at which lines are typed; an Edge has its server's prompt.
func (t *typed) sides() []string {
	var list []string
	for _, side := range t.w.Sides() {
		if !side.Organization().FirstServer().Edge {
			list = append(list, string(side.Name))
		}
	}
	return list
}

// verb completes a verb of a group, or a word behind it.
func (t *typed) verb(group, rest string) (from int, words []string) {
	from = len(rest) - len(strings.TrimLeft(rest, " \t"))
	if group == groupWant {
		from += len(rest[from:]) - len(behindCounts(rest[from:]))
	}
	said := rest[from:]
	var best *Verb
	var keys []string
	for _, v := range registry {
		if v.group != group {
			continue
		}
		keys = append(keys, v.key)
		if after, ok := strings.CutPrefix(said, v.key); ok && after != "" &&
			strings.ContainsRune(" \t:", rune(after[0])) && (best == nil || len(v.key) > len(best.key)) {
			best = v
		}
	}
	words = beginning(keys, said) // a key can have two words
	if best == nil {
		return from, words
	}
	if len(words) > 0 { // "line" is a verb, and "line to" is another
		return from, words
	}
	start := wordStart(said)
	_, usage, _ := strings.Cut(best.Usage, best.key)
	return from + start, beginning(t.arguments(group, usage), said[start:])
}

// behindCounts is what follows "3" or "between 1 and 3" in a claim.
func behindCounts(said string) string {
	c := &Cursor{Text: said}
	if next := c.Peek(); next != "between" && (next == "" || next[0] < '0' || next[0] > '9') {
		return said
	}
	if _, err := parseCounts(c); err != nil {
		return said
	}
	return c.Text[c.Mark():]
}

// wordStart is where the last word begins: behind a space or comma that is not in quotes.
func wordStart(s string) int {
	start, quoted := 0, false
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ' ' || r == '\t' || r == ','):
			start = i + 1
		}
	}
	return start
}

// arguments are the words that a usage allows: its own, and names for its placeholders. Those in capitals that stand
// for a text of one's own give none.
func (t *typed) arguments(group, usage string) []string {
	sides := t.sides()
	names := map[string][]string{
		"HOST": slices.Concat(t.hosts, t.servers), "NAME": slices.Concat(t.hosts, t.servers), "SERVER": t.servers, "PLACE": slices.Concat(sides, t.hosts, t.servers),
		"SIDE": sides, "FILE": t.attachments, "DOMAIN": t.domains, "CONNECTOR": t.connectors, "CHOICE": t.connectors, "ADDRESS": t.mailboxes,
		"ATTRIBUTE": strings.Split(attributeNames(), ", "), "Get-CMDLET": nil, "N": nil, "M": nil, "x": {"x"},
	}
	for _, own := range []string{"AUTHORITY", "BUILD", "COMMAND", "DURATION", "EVENT", "FAMILY", "HEADER", "LASTERROR",
		"NEXTHOP", "NUMBER", "PORT", "PREFIX", "RANGE", "REPLY", "ROOT", "SIZE", "SOURCE", "SUITE", "TEXT", "TIME", "TYPE", "UNIT",
		"VALUE", "VERSION", "WORD", "ZONE"} {
		names[own] = nil
	}
	if group == groupAD { // there it is a recipient, and none is offered
		names["NAME"] = nil
	}
	if group == groupNet || group == groupEOP { // there it is an address on the network
		names["ADDRESS"] = nil
	}
	var words []string
	for _, w := range strings.FieldsFunc(usage, func(r rune) bool { return strings.ContainsRune(" []|,:;.\"", r) }) {
		if stands, ok := names[w]; ok {
			words = append(words, stands...)
		} else {
			words = append(words, w)
		}
	}
	return words
}

// beginning are the words that begin with what was typed.
func beginning(words []string, typed string) []string {
	var found []string
	for _, w := range words {
		if len(typed) <= len(w) && strings.EqualFold(w[:len(typed)], typed) {
			found = append(found, w)
		}
	}
	return found
}

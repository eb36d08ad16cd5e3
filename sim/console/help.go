package console

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// overview is what help prints. %s are the console's own commands.
const overview = `Lines begin with who does something. A prompt alone, such as cloud>, is who does what follows.
  onprem> CMDLET        cloud> CMDLET          the administrators: Get-ReceiveConnector, Set-AcceptedDomain ...
  SERVER> CMDLET                               the same at one of the servers: EX02> Get-Queue
  SERVER> VERB ...                             its machine: enable TLS, disable ciphers, run on, deny key
  net> VERB ...         the network: block, unblock, dns, host ...
  ca> VERB ...          certificates: issue, revoke, trust, distrust
  eop> VERB ...         the service: ban, delist, publish, move
  ad> VERB ...          Active Directory: set, add, remove, clear, move, synchronize
  HOST> VERB ...        an outside mail host, such as mx.fabrikam.com>
  ADDRESS> send FILE to ADDRESS, ...           without FILE, a greeting is sent
Nobody:
  wait 2h               the clock moves at once
  want ...              whether a claim holds about what happened since the last line that sent something
  show ...              a header, a report, the queues
  trace, explain        what happened to messages since then, with every decision; explain has all candidates
The console:
%s  events on|off|full    what happens, while you type: one line each, or with decisions
  exit                  ends; so does Ctrl-D
`

func help(c *Console, arguments []string) (Answer, error) {
	if len(arguments) == 0 {
		var own strings.Builder
		for _, cmd := range commands {
			if c.lab != nil || !cmd.ofLab() {
				fmt.Fprintf(&own, "  %-20s  %s\n", cmd.usage, cmd.doc)
			}
		}
		return Answer{Output: fmt.Sprintf(overview, own.String()) + cmdlets()}, nil
	}
	topic := strings.Join(arguments, " ")
	var names []string
	for _, doc := range cmdlet.Reference() {
		if strings.EqualFold(doc.Name, topic) {
			return Answer{Output: cmdletHelp(doc)}, nil
		}
		names = append(names, doc.Name)
	}
	var b strings.Builder
	var found []script.Verb
	for _, v := range script.Verbs() {
		group := strings.TrimSuffix(v.Group(), ">")
		if v.Key() == topic || group == strings.TrimSuffix(topic, ">") ||
			group+" "+v.Key() == strings.Replace(topic, ">", "", 1) {
			found = append(found, v)
		}
		names = append(names, v.Key())
	}
	for _, v := range found {
		b.WriteString(v.Usage + "\n")
		if len(found) <= maxExplained {
			b.WriteString(indent(v.Doc))
		}
	}
	for _, cmd := range commands {
		if cmd.name == topic {
			fmt.Fprintf(&b, "%s\n%s", cmd.usage, indent(cmd.doc))
		}
	}
	if b.Len() == 0 {
		return Answer{}, mistake.At(len("help ")+1, fmt.Sprintf("there is no help about %q", topic),
			suggest.DidYouMean(topic, names))
	}
	return Answer{Output: b.String()}, nil
}

// cmdlets lists all of them, a line for each verb; help NAME tells more.
func cmdlets() string {
	nouns := map[string][]string{}
	for _, doc := range cmdlet.Reference() {
		verb, noun, _ := strings.Cut(doc.Name, "-")
		nouns[verb] = append(nouns[verb], noun)
	}
	var b strings.Builder
	b.WriteString("Cmdlets, in full with help NAME; Format-List, Format-Table and Where-Object stand behind a bar:\n")
	for _, verb := range slices.Sorted(maps.Keys(nouns)) {
		slices.Sort(nouns[verb])
		fmt.Fprintf(&b, "  %s-%s\n", verb, strings.Join(slices.Compact(nouns[verb]), ", "))
	}
	return b.String()
}

// maxExplained is of how many verbs help says what they do; of more it only says how they are written.
const maxExplained = 12

// cmdletHelp is the reference of a cmdlet.
func cmdletHelp(doc cmdlet.CommandDoc) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s. It is a cmdlet of %s.\n", doc.Name, doc.Synopsis, doc.Where)
	if doc.Pipeline != "" {
		fmt.Fprintf(&b, "It takes what Get-%s finds from the pipeline.\n", doc.Pipeline)
	}
	var kept, ignored []string
	for _, p := range doc.Parameters {
		switch {
		case p.Effect == cmdlet.EffectKept:
			kept = append(kept, "-"+p.Name)
			continue
		case p.Effect == cmdlet.EffectIgnored && p.Loose:
			ignored = append(ignored, "-"+p.Name)
			continue
		}
		var notes []string
		if p.Name == doc.Positional {
			notes = append(notes, "its name may be left out")
		}
		if p.Required {
			notes = append(notes, "required")
		}
		if p.Where != "" {
			notes = append(notes, p.Where)
		}
		notes = append(notes, p.Note)
		text := strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), "; ")
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(fmt.Sprintf("  %-36s %-28s %s", "-"+p.Name, p.Syntax, text), " "))
	}
	for _, r := range doc.Rules {
		fmt.Fprintf(&b, "  rule: %s (%s)\n", r.Says, r.Source)
	}
	if len(kept) > 0 {
		fmt.Fprintf(&b, "  kept, and nothing here looks at it: %s\n", strings.Join(kept, ", "))
	}
	if len(ignored) > 0 {
		fmt.Fprintf(&b, "  taken without effect: %s\n", strings.Join(ignored, ", "))
	}
	return b.String()
}

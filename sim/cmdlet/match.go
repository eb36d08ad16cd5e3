package cmdlet

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// lookup finds the cmdlet of a statement on one side, for a line that is run or only checked.
func lookup(o *relay.Organization, s *statement, checking bool) (*command, error) {
	if cmd := carriedCommand(o, s, checking); cmd != nil {
		return cmd, nil
	}
	if cmd := notAtEdge(o, s); cmd != nil {
		return nil, cmd
	}
	var elsewhere *command
	for _, cmd := range commands {
		if strings.EqualFold(cmd.name, s.name) {
			if cmd.on.has(o) {
				return cmd, nil
			}
			elsewhere = cmd
		}
	}
	if elsewhere != nil {
		return nil, mistake.At(s.column, elsewhere.name+" is a cmdlet of "+elsewhere.on.String()+"; this is "+
			whereabouts(o), instead(o, elsewhere))
	}
	var names []string
	for _, cmd := range commands {
		if cmd.on.has(o) {
			names = append(names, cmd.name)
		}
	}
	return nil, mistake.At(s.column, s.name+" is not a cmdlet that this model knows",
		suggest.DidYouMean(s.name, append(names, string(formatListName), string(formatTableName))))
}

// instead tells what this side has in place of a cmdlet of the other.
func instead(o *relay.Organization, missing *command) string {
	counterparts := []struct{ missing, here string }{
		{"TransportServer", "TransportService"},
		{"TransportService", "TransportServer"},
		{"SendConnector", "OutboundConnector"},
		{"OutboundConnector", "SendConnector"},
		{"ReceiveConnector", "InboundConnector"},
		{"InboundConnector", "ReceiveConnector"},
		{"RemoteMailbox", "Mailbox"},
	}
	_, noun, _ := strings.Cut(missing.name, "-")
	for _, pair := range counterparts {
		if pair.missing != noun {
			continue
		}
		for _, cmd := range commands {
			if cmd.name == missing.verb()+"-"+pair.here && cmd.on.has(o) {
				return "here it is " + cmd.name
			}
		}
	}
	switch noun {
	case "Queue", "Message":
		return "the service does not show its queues; it shows message trace instead: Get-MessageTrace"
	case "MessageTrackingLog":
		return "the service does not show its logs; it shows message trace instead: Get-MessageTrace"
	case "MessageTrace", "MessageTraceV2", "MessageTraceDetail", "MessageTraceDetailV2":
		return "here it is Get-MessageTrackingLog"
	}
	return "type it on the other side"
}

// match gives each argument of a statement its parameter.
func (c *call) match() error {
	c.given = make(map[string]*argument)
	var loose []*argument
	for _, a := range c.statement.arguments {
		if a.name == "" {
			loose = append(loose, a)
			continue
		}
		p, err := c.parameter(a)
		if err != nil {
			return err
		}
		if c.command.open && a.name != "" && !strings.EqualFold(p.name, c.command.positional) && p.typ == nil &&
			!p.silent {
			c.given[p.name] = a
			continue
		}
		if p.access.has(flagged) && p.access != 0 {
			if a, loose, err = c.settleSwitch(a, loose); err != nil {
				return err
			}
		} else if a.value == nil {
			return mistake.At(a.column, "a value is missing after -"+p.name, "want "+syntaxOf(p.typ, &p.property))
		}
		if c.given[p.name] != nil {
			return mistake.At(a.column, "-"+p.name+" stands twice", "")
		}
		if p.effect == EffectIgnored && p.typ == nil && !p.silent {
			c.warn("-" + p.name + " has no effect here: " + p.why + ".")
		}
		c.given[p.name] = a
	}
	return c.placeLoose(loose)
}

// settleSwitch makes a switch's value explicit. A value that follows without a colon does not belong to it.
func (c *call) settleSwitch(a *argument, loose []*argument) (*argument, []*argument, error) {
	on := &value{kind: boolean, column: a.column, truth: true}
	switch {
	case a.value == nil:
	case !a.joined && a.value.kind == boolean:
		return nil, nil, mistake.At(a.value.column, "-"+a.name+" is a switch", "write -"+a.name+":"+a.value.String())
	case !a.joined:
		loose = append(loose, &argument{column: a.value.column, value: a.value})
	case a.value.kind != boolean:
		return nil, nil, mistake.At(a.value.column, "-"+a.name+" is a switch", "write -"+a.name+" or -"+
			a.name+":$false")
	default:
		on = a.value
	}
	return &argument{name: a.name, column: a.column, value: on, joined: true}, loose, nil
}

// placeLoose gives a value without a name to the positional parameter.
func (c *call) placeLoose(loose []*argument) error {
	if len(loose) == 0 {
		return nil
	}
	name := c.command.positional
	if name == "" {
		return mistake.At(loose[0].column, c.command.name+" takes no value without a parameter name", "")
	}
	if c.given[name] != nil {
		return mistake.At(loose[0].column, "what is "+loose[0].value.String()+"? -"+name+" is already given",
			"put a parameter name before it, or quotes around a value with spaces")
	}
	if len(loose) > 1 {
		return mistake.At(loose[1].column, "only one value can stand without a parameter name (-"+name+")",
			"put quotes around a value with spaces")
	}
	c.given[name] = loose[0]
	return nil
}

// parameter finds the parameter of an argument.
func (c *call) parameter(a *argument) (*parameter, error) {
	var elsewhere *parameter
	var names []string
	for _, ps := range [][]parameter{c.command.parameters, common} {
		for i := range ps {
			p := &ps[i]
			here := p.within(c.command.on).has(c.here.now)
			if strings.EqualFold(p.name, a.name) {
				if here {
					return p, nil
				}
				elsewhere = p
			}
			if here && !p.silent {
				names = append(names, "-"+p.name)
			}
		}
	}
	if c.command.open {
		return &parameter{property: property{name: a.name, access: writeOnly}}, nil
	}
	if elsewhere != nil {
		return nil, mistake.At(a.column,
			"-"+elsewhere.name+" of "+c.command.name+" belongs to "+elsewhere.on.String()+"; this is "+
				whereabouts(c.here.now),
			elsewhere.note)
	}
	return nil, mistake.At(a.column, c.command.name+" has no parameter -"+a.name, suggest.DidYouMean("-"+a.name, names))
}

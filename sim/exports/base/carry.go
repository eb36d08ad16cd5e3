package base

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// otherServers names the servers that the model does not play, so that what is on them and what names them can be
// carried.
func (b *builder) otherServers() {
	if len(b.others) == 0 {
		return
	}
	b.heading("Servers that are not played: what is on them is carried, and nothing looks at it.")
	for _, server := range b.others {
		l := &line{side: relay.OnPremises, cmdlet: "New-ExchangeServer", subject: server,
			from: "the objects that name it"}
		for _, t := range b.all(relay.OnPremises, "ExchangeServer") {
			if t.isServer(server) {
				l.from, l.thing = t.from(), t
				b.literals(l, t, func(m *merged) bool { return slices.Contains(ofServers, strings.ToLower(m.Name)) })
			}
		}
		if l.thing == nil && b.isEdge(server) {
			l.arguments = append(l.arguments, argument{name: "ServerRole", literal: "Edge"})
		}
		b.carryLine(l)
	}
}

// ofServers are the properties of a server that are carried.
var ofServers = []string{"fqdn", "admindisplayversion", "serverrole", "isedgeserver", "site"}

// carry writes the objects that steer mail and that the model does not have, or not on their server, with their values:
// nobody is to take them for absent, and a change of one is a change.
func (b *builder) carry() {
	var lines []*line
	for _, side := range relay.BothSides {
		list := slices.DeleteFunc(slices.Clone(b.things), func(t *thing) bool {
			return t.side != side || t.noun == "ExchangeServer" || !b.carries(t)
		})
		slices.SortStableFunc(list, func(x, y *thing) int { return strings.Compare(b.ownerOf(x), b.ownerOf(y)) })
		for _, t := range b.few(list) {
			lines = append(lines, b.carriedLine(t))
		}
	}
	if len(lines) == 0 {
		return
	}
	b.heading("What nothing looks at, and what may steer mail all the same.")
	for _, l := range lines {
		b.carryLine(l)
	}
	b.elsewherePermissions()
}

// carries reports whether a thing is carried: of a kind that the model does not have, or on a server that it does not
// play.
func (b *builder) carries(t *thing) bool {
	if t.noun == "EdgeSubscription" && b.isGate(cmp.Or(t.text("Name"), t.text("Identity"))) {
		return false // it is made
	}
	carries, onServers := cmdlet.Carries(b.organization(t.side), t.noun)
	if _, modelled := b.noun(t.side, t.noun); onServers && (modelled || t.noun == "TransportService") {
		return b.elsewhere(t) && !b.isGate(b.ownerOf(t))
	}
	return carries
}

// carriedLine is the line that makes a carried object.
func (b *builder) carriedLine(t *thing) *line {
	l := &line{side: t.side, cmdlet: "New-" + t.noun, subject: lastPart(t.label()), from: t.from(), thing: t}
	server := b.ownerOf(t)
	switch {
	case t.noun == "ExchangeCertificate":
		l.subject = ""
		l.arguments = append(l.arguments, argument{name: "Thumbprint",
			literal: cmdlet.Quote(cmp.Or(t.text("Thumbprint"), afterServer(t.text("Identity")), t.text("Subject")))})
	case t.noun == "ReceiveConnector":
		l.subject = object{thing: t}.ownName()
	case strings.HasSuffix(t.noun, "Service"):
		l.cmdlet, l.subject, server = "Set-"+t.noun, cmp.Or(server, b.server), ""
	}
	if server != "" {
		l.arguments = append(l.arguments, argument{name: "Server", literal: cmdlet.Quote(server)})
	}
	n, modelled := b.noun(t.side, t.noun)
	b.literals(l, t, func(m *merged) bool {
		name := strings.ToLower(m.Name)
		switch p := n.Property(m.Name); {
		case name == "server" || name == "thumbprint" || slices.ContainsFunc(naming[:1], func(s string) bool {
			return strings.EqualFold(s, m.Name)
		}):
			return false
		case name == "name":
			return m.Value.Text != l.subject && l.subject != "" && !strings.HasSuffix(t.noun, "Service")
		case modelled && p != nil:
			return p.Effect != cmdlet.EffectIgnored
		case modelled:
			return false
		}
		return !noise[name] && (m.Value.Text != "False" || name == "enabled")
	})
	return l
}

// afterServer is what stands behind the server in an identity; empty when no server stands there.
func afterServer(identity string) string {
	_, after, _ := strings.Cut(identity, `\`)
	return after
}

// noise are properties that all objects have and that say nothing about mail.
var noise = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`guid distinguishedname id identity objectcategory objectclass objectstate organizationid organizationalunit originatingserver
		exchangeversion isvalid whenchanged whenchangedutc whencreated whencreatedutc exchangeobjectid externaldirectoryobjectid immutableid
		ruleversion size ismanualmodified conditions exceptions actions description descriptiontimezone descriptiontimeformat createdby lastmodifiedby
		admindisplayname serializationdata rawdata unversionedid policytips certificaterequest accessrules propertynames objectguid
		rawidentity networkname responsibilityforcloud transportagentfactory assemblypath legacyexchangedn exchangelegacydn`) {
		set[name] = true
	}
	return set
}()

// literals adds a thing's values as they are written.
func (b *builder) literals(l *line, t *thing, wantedOf func(*merged) bool) {
	for i := range t.values {
		m := &t.values[i]
		if m.Value.Null || len(m.Value.All()) == 0 || !wantedOf(m) || l.has(m.Name) {
			continue
		}
		if !m.Value.Known() {
			b.cutOff(t, m)
		}
		v := cmdlet.Value{Kind: cmdlet.Text, Texts: []string{oneLine(m.Value.Text)}}
		switch {
		case m.Value.List != nil:
			v = cmdlet.Value{Kind: cmdlet.List}
			for _, s := range m.Value.List {
				v.Texts = append(v.Texts, oneLine(s))
			}
		case m.Value.Text == "True" || m.Value.Text == "False":
			v.Kind = cmdlet.Boolean
		}
		l.arguments = append(l.arguments, argument{name: m.Name, literal: v.Literal(),
			wanted: wanted{value: v, source: m}})
	}
}

// carryLine writes the line of a carried object, and counts what it has as taken. An object that every organization has
// is set rather than made.
func (b *builder) carryLine(l *line) {
	noun := nounIn(l.cmdlet)
	if strings.HasPrefix(l.cmdlet, "New-") && noun != "ExchangeServer" && !slices.Contains(perServer, noun) {
		set := *l
		set.cmdlet = "Set-" + noun
		if text, _ := set.render(); len(set.arguments) > 0 && b.try(text) == nil {
			b.carried(&set, text)
			return
		}
	}
	text, _ := l.render()
	if err := b.try(text); err != nil {
		b.refuse(text, err, l.from)
		return
	}
	b.carried(l, text)
}

func (b *builder) carried(l *line, text string) {
	b.sources(l)
	b.text.WriteString(text + "\n")
	if l.thing == nil {
		return
	}
	taken := Taken{l.side, nounIn(l.cmdlet), cmp.Or(l.subject, l.thing.label()), []TakenValue{}}
	for _, a := range l.arguments {
		if a.wanted.source != nil {
			taken.Values = append(taken.Values, TakenValue{a.name, a.wanted.value.String(),
				a.wanted.source.from(l.thing.noun)})
		}
	}
	b.report.Taken = append(b.report.Taken, taken)
}

// elsewherePermissions adds to the connectors of other servers the rights that exports show of them.
func (b *builder) elsewherePermissions() {
	for _, t := range b.all(relay.OnPremises, "ADPermission") {
		server, _, ofServer := strings.Cut(t.text("Identity"), `\`)
		if !ofServer || b.isPlayed(serverName(server)) ||
			b.organization(relay.OnPremises).Carries("ReceiveConnector", t.text("Identity")) == nil {
			continue
		}
		right := cmp.Or(t.text("User"), "everybody") + ": " + strings.Join(t.list("ExtendedRights"), ", ")
		b.comment("from " + t.from())
		b.do("onprem> Set-ReceiveConnector "+cmdlet.Quote(t.text("Identity"))+" -ADPermission @{Add="+
			cmdlet.Quote(right)+"}", t.from())
	}
}

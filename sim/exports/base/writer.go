package base

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Options say how a base is made.
type Options struct {
	Title  string
	Clock  time.Time // the base's time whatever the exports say; zero: the newest date that they hold
	Rename bool      // replace names, domains, addresses and thumbprints
	// Recipients is how many recipients of a kind and side the base has at most; zero is the usual number.
	Recipients int
	Progress   exports.Progress // told of the objects that are written, and of how many; may be nil
}

// usualRecipients is how many recipients of a kind and side a base has: enough to try every way on, few enough to read.
const usualRecipients = 200

// Base is what was made of exports.
type Base struct {
	Text   string // the file
	Report *Report
}

// builder writes a base and plays it at the same time.
type builder struct {
	options       Options
	things        []*thing
	gone          []removal
	report        *ledger
	headers       story.Headers
	server        string            // short name of the first that is played
	played        []string          // short names of those that are played, that one first
	gates         []string          // short names of the Edges that are played
	others        []string          // short names of those that are only named
	edges         map[string]string // short names of Edge servers, by the same in lower case
	dates         calendar
	newest        time.Time  // date that the exports hold
	newestAt      string     // where
	egress        netip.Addr // from which the server sends, when it is another than the one it receives on
	stage         *story.Stage
	text          strings.Builder
	dropped       map[dropped]bool
	aliased       map[*thing]bool // recipients whose line has their alias
	nouns         map[relay.Side]map[string]cmdlet.Noun
	perhaps       []string // lines
	asked         []string // their questions
	later         []standInQuestion
	hostQuestions []hostQuestion
	avoided       map[string]bool // what --rename gives to nobody
	populace      []population
	done          int
}

// dropped is a value that the model refused.
type dropped struct {
	thing *thing
	name  string
}

func dropKey(t *thing, name string) dropped { return dropped{t, name} }

// Build makes a base of the objects of exports. The error says why there can be none.
func Build(x *exports.Export, options Options) (*Base, error) {
	if len(x.Objects) == 0 {
		return nil, nothingIn(x)
	}
	b := &builder{options: options, report: newLedger(), dropped: map[dropped]bool{}, aliased: map[*thing]bool{}}
	b.dates = calendarOf(x.Objects)
	var newest int
	b.newest, newest = newestDate(x.Objects, b.dates)
	x = sift(x, b.report)
	decisions := append(assumeSides(x.Objects), assignOwners(x.Objects)...)
	x = shortPlaces(x)
	if options.Rename {
		x, b.avoided = rename(x)
	}
	b.report.read(x)
	b.report.tell(decisions, x.Objects)
	objects := x.Objects
	b.newestAt = objects[newest].At.String()
	b.things, b.gone = merge(objects, b.report)
	if err := b.oneTenant(); err != nil {
		return nil, err
	}
	b.surroundings()
	var err error
	if b.stage, err = story.NewStage(b.headers); err != nil {
		return nil, err
	}
	defer b.stage.Close()
	b.network()
	b.otherServers()
	b.certificates()
	b.edgeServers()
	b.configuration()
	b.recipients()
	b.synchronize()
	b.exemptions()
	b.allowBlockList()
	b.components()
	b.carry()
	b.openQuestions()
	b.removedUnseen()
	b.leftOver()
	return b.finish()
}

// configuration writes everything but certificates and recipients, by noun.
func (b *builder) configuration() {
	for _, noun := range []string{
		"AcceptedDomain", "RemoteDomain", "OrganizationConfig", "TransportConfig", "TransportService",
		"ReceiveConnector", "SendConnector", "InboundConnector", "OutboundConnector", "HybridConfiguration",
		"HostedOutboundSpamFilterPolicy", "HostedConnectionFilterPolicy", "ArcConfig",
		"HostedContentFilterPolicy", "AntiPhishPolicy",
		"TransportRule",
	} {
		for _, side := range relay.BothSides {
			b.removals(side, noun)
			if things := b.ofThePlayed(b.all(side, noun)); len(things) > 0 {
				b.write(side, noun, things)
			}
		}
		switch noun {
		case "AcceptedDomain":
			b.shareDomains()
			b.oneDefault()
		case "ReceiveConnector":
			b.permissions()
		}
	}
}

// oneDefault reports a side of which exports show several default accepted domains.
func (b *builder) oneDefault() {
	for _, side := range relay.BothSides {
		marked := matching(b.all(side, "AcceptedDomain"), func(t *thing) bool { return t.is("Default") })
		if len(marked) < 2 {
			continue
		}
		value := func(t *thing) TakenValue { return TakenValue{"Default", t.label(), t.value("Default").from(t.noun)} }
		b.report.Contradictory = append(b.report.Contradictory, Contradiction{
			"the default accepted domain, " + where(side), value(marked[len(marked)-1]), value(marked[0]),
		})
	}
}

// ofThePlayed leaves out what belongs to servers that are not played, which the base carries.
func (b *builder) ofThePlayed(things []*thing) []*thing {
	return matching(things, func(t *thing) bool { return !b.elsewhere(t) })
}

// organization is a side's organization as it now stands.
func (b *builder) organization(side relay.Side) *relay.Organization {
	return b.stage.World().Side(side).Organization()
}

// section begins a part of the file.
func (b *builder) section(side relay.Side, n cmdlet.Noun) {
	where := "on-premises"
	switch {
	case side == relay.Cloud:
		where = "in the cloud"
	case side != relay.OnPremises:
		where = "on " + b.console(side)
	}
	b.heading(fmt.Sprintf("%s, %s.", n.Name, where))
}

func (b *builder) heading(text string) {
	b.text.WriteString("\n")
	b.comment(text)
}

func (b *builder) comment(text string) { b.text.WriteString("# " + oneLine(text) + "\n") }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// maxRetries is how many values are left out of a line before it is given up.
const maxRetries = 8

// play plays a line and writes it. A value that the model refuses is left out and reported; a line that it refuses as a
// whole becomes a comment.
func (b *builder) play(l *line) {
	for range maxRetries {
		text, columns := l.render()
		err := b.try(text)
		if err == nil {
			b.sources(l)
			b.text.WriteString(text + "\n")
			if l.has("Alias") {
				b.aliased[l.thing] = true
			}
			return
		}
		at := blamed(err, columns)
		if at < 0 || l.arguments[at].wanted.source == nil || !l.spare(at) {
			b.refuse(text, err, l.from)
			return
		}
		a := l.arguments[at]
		if has, _ := l.existing.Value(a.name); has.Same(a.wanted.value) { // it is so, although nobody could set it
			l.arguments = slices.Delete(l.arguments, at, at+1)
			continue
		}
		b.dropped[dropKey(l.thing, a.name)] = true
		b.refuse(fmt.Sprintf("-%s %s of %s", a.name, a.literal, text[:min(len(text), 60)]), err,
			a.wanted.source.from(nounIn(l.cmdlet)))
		l.arguments = slices.Delete(l.arguments, at, at+1)
	}
	text, _ := l.render()
	b.refuse(text, errors.New("too much of it is refused"), l.from)
}

// do plays and writes a line that needs no source.
func (b *builder) do(text, from string) bool {
	if err := b.try(text); err != nil {
		b.refuse(text, err, from)
		return false
	}
	b.text.WriteString(text + "\n")
	return true
}

// try plays a line on the stage.
func (b *builder) try(text string) error {
	if strings.ContainsAny(text, "\r\n") {
		return errors.New("there is a line end in it")
	}
	return b.stage.Do(text)
}

// refuse reports a line that the model does not take.
func (b *builder) refuse(text string, err error, from string) {
	why := reason(err)
	b.report.Refused = append(b.report.Refused, Refused{text, why, from})
	b.comment("REFUSED by the model: " + why)
	b.comment(text)
}

// reason is an error without the place, which is that of a line on the stage.
func reason(err error) string {
	var e *mistake.Error
	if !errors.As(err, &e) {
		return oneLine(err.Error())
	}
	if e.Hint == "" {
		return oneLine(e.Message)
	}
	return oneLine(e.Message + " (" + e.Hint + ")")
}

// blamed is the argument that an error is about, or -1.
func blamed(err error, columns []int) int {
	var e *mistake.Error
	if !errors.As(err, &e) {
		return -1
	}
	at := -1
	for i, c := range columns {
		if c <= e.Column {
			at = i
		}
	}
	return at
}

func nounIn(cmdlet string) string {
	_, noun, _ := strings.Cut(cmdlet, "-")
	return noun
}

// sources writes where a line's values come from: one place for all, or each place with its values.
func (b *builder) sources(l *line) {
	type origin struct {
		file, verb  string
		first, last int
		names       []string
	}
	var origins []*origin
	for _, a := range l.arguments {
		s := a.wanted.source
		if s == nil {
			continue
		}
		i := slices.IndexFunc(origins, func(o *origin) bool { return o.file == s.At.File && o.verb == s.verb })
		if i < 0 {
			origins = append(origins, &origin{s.At.File, s.verb, s.At.Line, s.At.Line, nil})
			i = len(origins) - 1
		}
		o := origins[i]
		o.first, o.last = min(o.first, s.At.Line), max(o.last, s.At.Line)
		o.names = append(o.names, a.name)
	}
	for _, o := range origins {
		place := exports.Place{File: o.file, Line: o.first}.String()
		if o.last > o.first {
			place += fmt.Sprintf("-%d", o.last)
		}
		text := fmt.Sprintf("from %s, %s-%s", place, o.verb, nounIn(l.cmdlet))
		if len(origins) > 1 {
			text += ": " + strings.Join(o.names, ", ")
		}
		b.comment(text)
	}
	if len(origins) == 0 {
		b.comment("from " + l.from)
	}
}

// maxReasons is how many files an error tells about.
const maxReasons = 5

// nothingIn says that an export holds nothing that a base is made of, and why each file does not.
func nothingIn(x *exports.Export) error {
	text := "the input holds no configuration"
	told := 0
	tell := func(reason string) {
		if told++; told <= maxReasons {
			text += "\n    " + reason
		}
	}
	for _, in := range x.Inputs {
		switch {
		case in.Ignored != "":
			tell(in.Name + ": " + in.Ignored)
		case in.Objects == 0:
			tell(in.Name + ": read as " + in.Format + ", and no object is in it")
		}
	}
	for _, n := range x.Notices {
		tell(n.String())
	}
	if told > maxReasons {
		text += fmt.Sprintf("\n    and %d more", told-maxReasons)
	}
	return mistake.New("export with Get-SendConnector | Export-Clixml SendConnector.xml, and so on; "+
		"docs/import.md lists what helps", "%s", text)
}

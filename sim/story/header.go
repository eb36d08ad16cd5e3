package story

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// HeaderField describes a field of a story's header, for the reference page.
type HeaderField struct {
	Name      string
	Usage     string // its value, with capitals for what varies
	Doc       string
	Story     Need
	Assertion Need
	Base      Need
	read      func(p *parser, c *script.Cursor, value string) error
}

// Need says whether a file has a header field.
type Need string

// Needs of a header field.
const (
	Required Need = "required"
	Optional Need = "optional"
	Absent   Need = "-"
)

// repeated are the fields that may occur several times.
var repeated = []string{"MX", "Accept", "On-Premises", "Edge", "Organization", "Tenant"}

// HeaderFields returns the fields of a story's header, in the order in which they are usually written.
func HeaderFields() []HeaderField { return slices.Clone(headerFields) }

var headerFields = []HeaderField{
	{"Title", "TEXT", "One sentence that says what is wrong; of an assertion, what must hold.", Required, Required, Required,
		func(p *parser, c *script.Cursor, v string) error { p.story.Title = v; return nil }},
	{"Kind", "assertion", "Makes the file an assertion: it only states, in Verification, what must hold on the base. It has no Cause, Symptoms and Resolution.", Absent, Required, Absent, (*parser).kind},
	{"Source", "TEXT", "The public name of the document: a KB number, or the title of the page.", Required, Optional, Optional,
		func(p *parser, c *script.Cursor, v string) error { p.story.Source = v; return nil }},
	{"Section", "TEXT", "The part of the document, when it describes several faults.", Optional, Optional, Absent,
		func(p *parser, c *script.Cursor, v string) error { p.story.Section = v; return nil }},
	{"Base", "NAME|FILE", "The healthy hybrid that the story starts from: one of the catalogue, or a file named from the story's folder, such as `ours.txtar` or `../bases/ours.txtar`.", Required, Required, Optional, nil},
	{"Contrast", "STORY", "Makes the story a contrast: the cause of the named story does no harm here. It has no Symptoms and no Resolution.", Optional, Absent, Absent,
		func(p *parser, c *script.Cursor, v string) error { p.story.Contrast = v; return nil }},
	{"Clock", "TIME", "The virtual time at which everything begins: `2017-03-16T08:00:00Z`.", Optional, Optional, Required, (*parser).clock},
	{"Cloud-Era", "2012|2015|2017|2019|today", "The span of time that the cloud is held in: its wording, expiry, TLS and dated rules. Without it, the clock tells.", Optional, Optional, Optional, (*parser).era},
	{"Propagation", "DURATION", "How long a change in the cloud takes to become effective. Without the field it is at once.", Optional, Optional, Optional, (*parser).propagation},
	{"On-Premises", "Exchange 2010|2013|2016|2019 on SERVER at ADDRESS [and ADDRESS][, behind NAME][, in site SITE]", "An on-premises server: product, fully qualified name and public address, and one of the other family. The field may occur once for each server. The first is whom `onprem>` addresses; `EX02>` types at another one. Behind a name stands what leads to it as well, so that several servers can share it; in a site of Active Directory is a server that is not in the one that setup makes. In a story the fields On-Premises and Edge stand in place of the base's.", Optional, Optional, Required, (*parser).onPremises},
	{"Edge", "Exchange 2010|2013|2016|2019 on SERVER at ADDRESS[, behind NAME]", "An Edge Transport server, which has a configuration of its own; `EDGE01>` types there. The field may occur once for each.", Optional, Optional, Optional, (*parser).edge},
	{"Organization", "NAME[, tenant TENANT]", "Begins another on-premises organization: the fields On-Premises and Edge behind it are its servers. Its other half is the tenant that is named, else the one of its own name, else the first. `onprem:NAME>` is its administrator.", Optional, Optional, Optional, (*parser).organization},
	{"Tenant", "NAME", "A tenant: `contoso` for contoso.onmicrosoft.com. The field may occur once for each. The first is whom `cloud>` addresses, `cloud:NAME>` another one. In a story the fields stand in place of the base's.", Optional, Optional, Required, (*parser).tenant},
	{"Accept", "CODE OBJECT: REASON", "A finding of check that is so by intention: it does not fail a check. The field may occur once for each finding.",
		Optional, Optional, Optional, (*parser).accept},
	{"MX", "DOMAIN -> HOST|cloud|onprem", "Where the domain's MX record points: `cloud` is the service's name for the domain, `onprem` the name that leads to the on-premises servers. The field may occur once for each domain.", Optional, Optional, Required, (*parser).mx},
}

func headerNames() []string {
	var names []string
	for _, f := range headerFields {
		names = append(names, f.Name)
	}
	return names
}

// headerLine is one line of the header.
type headerLine struct {
	field HeaderField
	at    *script.Cursor // stands at the value
}

// header reads "Name: value" lines up to the first empty line and returns the index of the line behind. Base is read
// first, since the others override what it says.
func (p *parser) header() int {
	var lines []headerLine
	seen := map[string]bool{}
	i := 0
	for ; i < len(p.lines) && strings.TrimSpace(p.lines[i]) != ""; i++ {
		c := p.cursor(i)
		name, _, ok := strings.Cut(c.Text, ":")
		known := slices.IndexFunc(headerFields, func(f HeaderField) bool { return f.Name == name })
		switch {
		case !ok:
			p.fail(c.ErrorAt(0, "a story begins with lines like \"Title: ...\", then an empty line",
				"this is not a header field"))
			continue
		case known < 0:
			p.fail(c.ErrorAt(0, suggest.DidYouMean(name, headerNames()), "%q is not a header field", name))
			continue
		case seen[name] && !slices.Contains(repeated, name):
			p.fail(c.ErrorAt(0, "", "the field %s occurs twice", name))
			continue
		}
		seen[name] = true
		c.Pos = len(name) + 1
		if c.Done() {
			p.fail(c.ErrorAt(c.Pos, "write "+name+": "+headerFields[known].Usage, "%s has no value", name))
			continue
		}
		lines = append(lines, headerLine{headerFields[known], c})
	}
	if len(seen) == 0 { // a text of another kind: one mistake, not one for each line
		p.errors = mistake.Errors{p.cursor(0).ErrorAt(0,
			"a story begins with lines like \"Title: ...\"; docs/stories.md shows one",
			"this is not a story: it has no header")}
		return len(p.lines)
	}
	p.stated = map[string]bool{} // of the first organization
	for _, l := range lines {
		if l.field.Name == "Organization" {
			break
		}
		p.stated[l.field.Name] = true
	}
	for _, l := range lines {
		if l.field.Name == "Base" {
			p.base(l.at)
		}
	}
	for _, l := range lines {
		if l.field.read == nil {
			continue
		}
		value := *l.at
		if err := l.field.read(p, l.at, value.Rest()); err != nil {
			p.fail(err)
		}
	}
	p.halves()
	p.complete(lines, seen)
	return i
}

// complete checks that the needed fields are there and no others: a base describes a world, a story names its base and
// source.
func (p *parser) complete(lines []headerLine, seen map[string]bool) {
	what, need := "a story", func(f HeaderField) Need { return f.Story }
	switch {
	case seen["Kind"]:
		what, need = "an assertion", func(f HeaderField) Need { return f.Assertion }
	case !seen["Base"] && (seen["On-Premises"] || seen["Tenant"]):
		what, need = "a base", func(f HeaderField) Need { return f.Base }
	case p.isUpper(seen):
		what, need = "a base on another base", upperNeed
		p.stand()
	}
	for _, f := range headerFields {
		if need(f) == Required && !seen[f.Name] {
			p.fail(p.cursor(0).ErrorAt(0, "write "+f.Name+": "+f.Usage, "the header lacks %s", f.Name))
		}
	}
	for _, l := range lines {
		if need(l.field) == Absent {
			p.fail(l.at.ErrorAt(0, "leave the field out", "%s has no %s", what, l.field.Name))
		}
	}
}

// isUpper reports whether a file with a Base is a base itself, which stands on that one: it tells no story and claims
// nothing, so that it has no sections.
func (p *parser) isUpper(seen map[string]bool) bool {
	told := seen["Kind"] || seen["Source"] || seen["Section"] || seen["Contrast"]
	heading := func(line string) bool { return strings.HasPrefix(line, "==") }
	return seen["Base"] && !told && !slices.ContainsFunc(p.lines, heading)
}

// upperNeed is what a base on another base has in its header: it says again what is different.
func upperNeed(f HeaderField) Need {
	if f.Base == Required && f.Name != "Title" {
		return Optional
	}
	return f.Base
}

// stand puts a base on the one that it names: its lines are typed after the other's. Its header overrides the other's
// already.
func (p *parser) stand() {
	s := p.story
	s.Lower, s.Base = s.Base, nil
	if s.Lower == nil { // it was not found
		return
	}
	s.Setup = slices.Clip(s.Lower.Setup)
	for name, content := range s.Lower.files {
		if _, own := s.files[name]; !own {
			s.files[name] = content
		}
	}
}

func (p *parser) kind(c *script.Cursor, v string) error {
	p.story.Kind = Assertion // if it is mistyped, too: one mistake is one error
	if v == string(Assertion) {
		return nil
	}
	hint := "write Kind: assertion, or leave the field out: a story of a fault has none"
	if suggest.Nearest(v, []string{string(Assertion)}) != "" {
		hint = "did you mean assertion?"
	}
	return c.Errorf("%q is not a kind of file", v).Hinting(hint)
}

// base finds the base of a story. Mistakes in the base's own file are told with their places there.
func (p *parser) base(c *script.Cursor) {
	at := c.Mark()
	base, err := p.find(c.Rest())
	var one *mistake.Error
	var many mistake.Errors
	switch {
	case err == nil:
		p.story.Base, p.story.Headers = base, base.Headers
	case errors.As(err, &many), errors.As(err, &one) && one.File != "":
		p.fail(err)
	case one != nil:
		p.fail(c.ErrorAt(at, one.Hint, "%s", one.Message))
	default:
		p.fail(c.ErrorAt(at, "", "%v", err))
	}
}

func (p *parser) clock(c *script.Cursor, v string) error {
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return c.Errorf("%q is not a time", v).Hinting("write it as 2017-03-16T08:00:00Z")
	}
	p.story.Headers.Clock = t
	return nil
}

func (p *parser) era(c *script.Cursor, v string) (err error) {
	if p.story.Headers.Era, err = relay.ParseEra(v); err != nil {
		return c.Errorf("%v", err)
	}
	return nil
}

func (p *parser) propagation(c *script.Cursor, v string) error {
	d, ok := script.ParseDuration(v)
	if !ok {
		return c.Errorf("%q is not a duration", v).Hinting("write it as 60m")
	}
	p.story.Headers.Propagation = d
	return nil
}

// accept reads "HS-C063 contoso.com: both sides relay on purpose".
func (p *parser) accept(c *script.Cursor, v string) error {
	start := c.Mark()
	finding, reason, ok := strings.Cut(v, ": ")
	code, object, named := strings.Cut(strings.TrimSpace(finding), " ")
	switch {
	case !strings.HasPrefix(code, "HS-C"):
		return c.ErrorAt(start, "write the code that check prints: Accept: HS-C063 contoso.com: REASON",
			"%q is not the code of a finding", code)
	case !named:
		return c.ErrorAt(start, "write the object that check prints behind the code: Accept: "+code+
			" contoso.com: REASON", "the object of %s is missing", code)
	case !ok || strings.TrimSpace(reason) == "":
		return c.ErrorAt(start, "write why it is so by intention, behind a colon", "the reason is missing")
	}
	a := Accepted{code, strings.Trim(strings.TrimSpace(object), `"'`), strings.TrimSpace(reason)}
	p.story.Headers.Accepted = append(slices.Clip(p.story.Headers.Accepted), a) // a base keeps its own
	return nil
}

// mx reads "contoso.com -> cloud" or "contoso.com -> mail.contoso.com".
func (p *parser) mx(c *script.Cursor, _ string) error {
	start := c.Mark()
	domain, err := c.Word("a domain")
	if err != nil {
		return err
	}
	host, err := c.WordAfter("->", "a host name, cloud or onprem")
	if err != nil {
		return err
	}
	if p.ownMX[domain] {
		return c.ErrorAt(start, "a domain has one MX field", "the MX of %s occurs twice", domain)
	}
	p.ownMX[domain] = true
	mx := maps.Clone(p.story.Headers.MX) // a base keeps its own
	if mx == nil {
		mx = map[string]string{}
	}
	mx[domain] = host
	p.story.Headers.MX = mx
	return c.End()
}

package fault

import (
	"regexp"
	"strings"

	"hybridsim/sim/cmdlet"
)

// properties are changes by type: for what nobody has written down yet.
var properties = []*Operator{
	{"flag-flipped", "A flag is the other way round.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if v.Kind != cmdlet.Boolean {
			return ""
		}
		return map[bool]string{true: "$false", false: "$true"}[strings.EqualFold(v.Texts[0], "True")]
	})},
	{"value-cleared", "A value is empty.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if v.Empty() || v.Kind == cmdlet.Boolean || p.Word && !p.List {
			return ""
		}
		return "$null"
	})},
	{"list-entry-lost", "A list lacks one of its entries.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if v.Kind != cmdlet.List || len(v.Texts) < 2 {
			return ""
		}
		return quoted(v.Texts[1:])
	})},
	{"name-other", "A name is another host's or domain's.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if p.Word || p.Prose || v.Empty() || v.Kind == cmdlet.Boolean || !isName(v.Texts[0]) {
			return ""
		}
		return cmdlet.Quote(otherName(v.Texts[0]))
	})},
	{"address-other", "An address is somebody else's.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if v.Empty() || !strings.Contains(v.Texts[0], "@") || p.Name == "PrimarySmtpAddress" {
			return ""
		}
		local, domain, _ := strings.Cut(v.Texts[0], "@")
		return cmdlet.Quote(local + ".x@" + domain)
	})},
	{"limit-gone", "A limit is gone.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if v.Kind == cmdlet.Boolean || len(v.Texts) != 1 || !aLimit.MatchString(v.Texts[0]) {
			return ""
		}
		return "Unlimited"
	})},
	{"object-removed", "An object is gone.", Properties, Generic, "by type", Customer, removes("", "", removable)},
	{"word-other", "A setting has another of its words.", Properties, Generic, "by type", Customer, each(func(p *cmdlet.NounProperty, v cmdlet.Value) string {
		if !p.Word || p.List || v.Kind == cmdlet.Boolean || len(v.Texts) == 0 {
			return ""
		}
		for _, w := range p.Words() {
			if !strings.EqualFold(w, v.Texts[0]) {
				return cmdlet.Quote(w)
			}
		}
		return ""
	})},
}

// aLimit is a number or a size, as a limit is written. Where there is none to be had, the line is refused.
var aLimit = regexp.MustCompile(`^\d[\d,.]*( ?[KMG]?B\b.*)?$`)

// isName reports whether a text is a host's or domain's name.
func isName(s string) bool {
	letters := strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
	return letters && strings.Contains(s, ".") && !strings.ContainsAny(s, `@:;<>/\ *`) && !strings.HasPrefix(s, ".")
}

// each makes a place of each acting property that can be set, where the value makes another.
func each(other func(*cmdlet.NounProperty, cmdlet.Value) string) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		for x := range s.objects("", "") {
			for i := range x.noun.Properties {
				p := &x.noun.Properties[i]
				v, ok := x.Value(p.Name)
				if !p.Set || p.Effect != cmdlet.EffectActs || p.Name == "Name" {
					continue
				}
				if !ok { // an empty value, or a flag that is off: of those, what is usual is left alone
					if !p.Printed { // an order, such as MakeDefault, which takes from another object what it gives
						continue
					}
					if v = p.ValueIn(x.org, x.Entry); v.Kind != cmdlet.Boolean || x.Usual(x.org, p, v) {
						continue
					}
				}
				if literal := other(p, v); literal != "" && literal != v.Literal() {
					s.add(o,
						x.name()+" "+p.Name,
						[]string{x.set(p.Name, literal)},
						[]string{x.back(p.Name, v.Literal())})
				}
			}
		}
	}
}

// removable reports whether an object can be removed and made again.
func removable(_ *site, x object) bool {
	p := x.noun.Property("Name")
	return !x.noun.Single && !x.noun.InMailbox && p != nil && p.New &&
		!x.is("IsCoexistenceDomain", "True") // the service makes that one
}

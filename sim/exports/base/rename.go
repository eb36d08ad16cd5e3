package base

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"hybridsim/sim/exports"
)

// rename replaces what would tell whose exports these are: domains and the words in them, tenants, servers, people,
// names of the organization's own choosing, addresses, thumbprints, identifiers and names of files. The same text
// becomes the same text everywhere, so what belonged together still does: a subdomain is one of the same domain, an
// address in a network stays in it, and a connector still names its certificate. What the service and Exchange call
// themselves stays.
//
// What the exports are called and what is in them is given to nobody: own tells of a text in lower case whether it is
// theirs.
func rename(x *exports.Export) (renamed *exports.Export, own map[string]bool) {
	r := newRenamer(x.Objects)
	renamed = withPlaces(x, r.place)
	for i, o := range renamed.Objects {
		for j, p := range o.Properties {
			o.Properties[j].Value = r.value(x.Objects[i], p)
		}
	}
	for i := range renamed.Notices {
		renamed.Notices[i].Message = "something is damaged or not understood; what it is, --rename leaves out"
	}
	for i := range renamed.Inputs {
		if renamed.Inputs[i].Ignored != "" {
			renamed.Inputs[i].Ignored = "it cannot be read; why, --rename leaves out"
		}
	}
	return renamed, r.own
}

// renamer remembers what became of each text.
type renamer struct {
	domains   numbered // registrable domains
	tenants   numbered
	servers   numbered
	labels    numbered // of hosts
	people    numbered // local parts of addresses
	names     map[string]string
	kinds     map[string]int // names given so far, by kind
	files     numbered
	ids       numbered
	networks  networks
	own       map[string]bool // what the exports call things, in lower case: none of it is given
	sensitive []sensitive     // words that tell whose it is, and what they become
}

// sensitive is a word of a domain that can stand in other texts too.
type sensitive struct{ word, becomes string }

// numbered gives texts names with numbers, in the order in which they come.
type numbered struct {
	name  func(n int) string
	given map[string]string
	last  int
	avoid map[string]bool // names in lower case that are not given; may be nil
}

func newNumbered(name func(int) string) numbered {
	return numbered{name: name, given: map[string]string{}}
}

func (n *numbered) of(text string) string {
	k := strings.ToLower(text)
	for n.given[k] == "" {
		n.last++
		if name := n.name(n.last); !n.avoid[strings.ToLower(name)] {
			n.given[k] = name
		}
	}
	return n.given[k]
}

// has returns the name that a text was given, if it was.
func (n *numbered) has(text string) (string, bool) {
	s, ok := n.given[strings.ToLower(text)]
	return s, ok
}

func newRenamer(objects []*exports.Object) *renamer {
	counted := func(first, format string) func(int) string {
		return func(n int) string {
			if n == 1 && first != "" {
				return first
			}
			return fmt.Sprintf(format, n)
		}
	}
	r := &renamer{
		domains: newNumbered(counted("contoso.com", "contoso%d.com")),
		tenants: newNumbered(counted("contoso", "contoso%d")),
		servers: newNumbered(counted("", "EX%02d")),
		labels:  newNumbered(counted("", "host%d")),
		people:  newNumbered(counted("", "user%d")),
		files:   newNumbered(counted("", "export%d")),
		ids:     newNumbered(counted("", "%d")),
		names:   map[string]string{}, kinds: map[string]int{},
		networks: newNetworks(),
		own:      ownTexts(objects),
	}
	for _, n := range []*numbered{&r.domains, &r.tenants, &r.servers, &r.labels, &r.people} {
		n.avoid = r.own
	}
	r.learn(objects)
	r.networks.settle()
	return r
}

func (r *renamer) place(at exports.Place) exports.Place {
	if at.File != "" {
		ending := path.Ext(at.File)
		if !usualEndings[strings.ToLower(ending)] {
			ending = ""
		}
		at.File = r.files.of(at.File) + ending
	}
	return at
}

// usualEndings of files tell nothing.
var usualEndings = map[string]bool{".txt": true, ".xml": true, ".clixml": true, ".json": true, ".ps1": true,
	".log": true, ".xhcw": true, ".zip": true}

// value replaces a property's value.
func (r *renamer) value(o *exports.Object, p exports.Property) exports.Value {
	v := p.Value
	if v.Unknown != "" && !strings.HasPrefix(v.Unknown, "cut off after ") {
		v.Unknown = "it would have to be evaluated, or is damaged"
	}
	one := func(s string) string { return r.property(o, p.Name, s) }
	v.Text = one(v.Text)
	if v.List != nil {
		list := make([]string, len(v.List))
		for i, s := range v.List {
			list[i] = one(s)
		}
		v.List = list
	}
	return v
}

// longest is the length from which a value is nothing that a base has: bytes of a certificate, serialized objects.
const longest = 4000

// property replaces one text of a property.
func (r *renamer) property(o *exports.Object, name, s string) string {
	switch {
	case s == "" || len(s) > longest:
		return ""
	case enumerations()[strings.ToLower(name)]:
		return s
	case strings.EqualFold(name, "TlsDomainCapabilities"):
		domain, capabilities, _ := strings.Cut(s, ":")
		return r.text(domain) + ":" + capabilities
	case strings.EqualFold(name, "Alias"), strings.EqualFold(name, "SamAccountName"):
		return r.people.of(s)
	case strings.EqualFold(name, "InternalMessage"), strings.EqualFold(name, "ExternalMessage"):
		return "I am out of office."
	case strings.EqualFold(name, "Banner"):
		return "220 a banner"
	case prose()[strings.ToLower(name)]:
		return "a text"
	case strings.HasPrefix(s, "<I>"):
		issuer, subject, _ := strings.Cut(strings.TrimPrefix(s, "<I>"), "<S>")
		return "<I>" + r.dn(issuer) + "<S>" + r.dn(subject)
	case strings.EqualFold(name, "Subject"), strings.EqualFold(name, "Issuer"):
		return r.dn(s)
	case directoryName.MatchString(s):
		return r.directory(s)
	}
	if before, rest, ok := strings.Cut(s, `\`); ok && !strings.Contains(s, "=") {
		return r.qualified(o.Noun, before, rest)
	}
	switch {
	case isNaming(name):
		return r.named(o.Noun, s)
	case foreign(o.Noun, name):
		return r.free(s)
	}
	return r.name(s)
}

// name replaces a text that may as a whole be a name that somebody chose.
func (r *renamer) name(s string) string {
	if given, ok := r.names[strings.ToLower(s)]; ok {
		return given
	}
	return r.text(s)
}

// letter is what words, also those of domains, consist of in any language: exports show domains as they are spelt.
const letter = `\pL\pM\d_`

// numbers are identifiers, thumbprints and addresses, wherever they stand in a text, and tokens what else is looked at,
// the longest kinds first.
var (
	numbers = regexp.MustCompile(`(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}` + // an identifier
		`|[0-9a-f]{32,}` + // a thumbprint, or an identifier without dashes
		`|` + addressFour.String() +
		`|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:/\d{1,3})?`) // IPv6
	tokens = regexp.MustCompile(
		`(?i)[` + letter + `.+'=-]+@[` + letter + `-]+(?:\.[` + letter + `-]+)+` + // an address of mail
			`|[` + letter + `-]+(?:\.[` + letter + `-]+)*\.\pL[` + letter + `-]*[\pL\pM\d]` + // a domain
			`|[` + letter + `]+(?:-[` + letter + `]+)*`) // a word
)

// text replaces what a text has of domains, addresses and so on.
func (r *renamer) text(s string) string {
	return tokens.ReplaceAllStringFunc(numbers.ReplaceAllStringFunc(s, r.number), r.token)
}

// number replaces an identifier, a thumbprint or an address.
func (r *renamer) number(s string) string {
	switch plain := strings.ReplaceAll(s, "-", ""); {
	case len(s) == 36 && len(plain) == 32 && isHex(plain):
		return "00000000-0000-0000-0000-" + padded(r.ids.of(plain), 12)
	case isHex(s):
		return padded(r.ids.of(s), len(s))
	case strings.Contains(s, ":"):
		return r.networks.six(s)
	}
	return r.networks.four(s)
}

func (r *renamer) token(s string) string {
	switch {
	case strings.Contains(s, "@"):
		local, domain, _ := strings.Cut(s, "@")
		return r.local(local) + "@" + r.domain(domain)
	case strings.Trim(s, "0123456789.-") == "":
		return s
	case strings.Contains(s, "."):
		return r.domain(s)
	}
	return r.word(s)
}

func isHex(s string) bool { return strings.Trim(strings.ToLower(s), "0123456789abcdef") == "" }

func padded(n string, width int) string { return strings.Repeat("0", max(0, width-len(n))) + n }

// local replaces the local part of an address.
func (r *renamer) local(s string) string {
	if strings.EqualFold(s, "postmaster") || strings.HasPrefix(strings.ToLower(s), "microsoftexchange") {
		return s
	}
	return r.people.of(s)
}

// word replaces a word that is a server's name, or has one among its parts, or has a word of a domain in it.
func (r *renamer) word(s string) string {
	if given, ok := r.servers.has(s); ok {
		return given
	}
	if i := strings.IndexAny(s, "-_"); i >= 0 {
		return r.word(s[:i]) + s[i:i+1] + r.word(s[i+1:])
	}
	lower := strings.ToLower(s)
	for _, w := range r.sensitive {
		if i := strings.Index(lower, w.word); i >= 0 {
			return r.word(s[:i]) + w.becomes + r.word(s[i+len(w.word):])
		}
	}
	return s
}

// services are domains that stay: they belong to nobody in particular.
var services = []string{
	"outlook.com", "office365.com", "office.com", "office.net", "microsoft.com", "microsoftonline.com", "windows.net", "azure.com", "live.com",
	"hotmail.com", "gmail.com", "google.com", "example.com", "example.org",
}

// neutral are labels of hosts that stay.
var neutral = map[string]bool{
	"mail": true, "mail1": true, "mail2": true, "smtp": true, "mx": true, "mx1": true, "mx2": true, "relay": true, "owa": true, "webmail": true,
	"autodiscover": true, "www": true, "hybrid": true, "exchange": true, "legacy": true, "edge": true, "gateway": true, "outbound": true,
	"inbound": true, "corp": true, "ad": true, "internal": true, "local": true,
}

// domain replaces a domain or host name, with what stands before its registrable part.
func (r *renamer) domain(s string) string {
	lower := strings.ToLower(s)
	if name, ok := strings.CutSuffix(lower, ".onmicrosoft.com"); ok {
		inner, isMail := strings.CutSuffix(name, ".mail")
		labels := strings.Split(inner, ".")
		last := len(labels) - 1
		labels[last] = r.tenants.of(labels[last])
		if isMail {
			labels = append(labels, "mail")
		}
		return strings.Join(labels, ".") + ".onmicrosoft.com"
	}
	if name, ok := strings.CutSuffix(lower, ".mail.protection.outlook.com"); ok {
		return r.dashed(name) + ".mail.protection.outlook.com"
	}
	for _, service := range services {
		if before, ok := strings.CutSuffix(lower, "."+service); ok {
			labels := strings.Split(before, ".")
			for i, label := range labels {
				labels[i] = r.word(label)
			}
			return strings.Join(labels, ".") + s[len(before):]
		}
		if lower == service {
			return s
		}
	}
	base, err := publicsuffix.EffectiveTLDPlusOne(lower)
	if err != nil {
		return s
	}
	labels := strings.Split(strings.TrimSuffix(strings.TrimSuffix(lower, base), "."), ".")
	if labels[0] == "" {
		return r.domains.of(base)
	}
	for i, label := range labels {
		if given, ok := r.servers.has(label); ok {
			labels[i] = given
		} else if !neutral[label] {
			labels[i] = r.labels.of(label)
		}
	}
	return strings.Join(labels, ".") + "." + r.domains.of(base)
}

// dashed replaces a domain that is written with dashes, as in contoso-com.mail.protection.outlook.com.
func (r *renamer) dashed(name string) string {
	for base := range r.domains.given {
		written := strings.ReplaceAll(base, ".", "-")
		if name == written {
			return strings.ReplaceAll(r.domains.of(base), ".", "-")
		}
		if before, ok := strings.CutSuffix(name, "-"+written); ok {
			return strings.ReplaceAll(r.domain(strings.ReplaceAll(before, "-", ".")+"."+base), ".", "-")
		}
	}
	for _, suffix := range []string{"-mail-onmicrosoft-com", "-onmicrosoft-com"} {
		if tenant, ok := strings.CutSuffix(name, suffix); ok {
			return r.tenants.of(tenant) + suffix
		}
	}
	return r.labels.of(name)
}

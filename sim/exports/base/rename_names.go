package base

import (
	"regexp"
	"strings"
	"sync"

	"hybridsim/sim/exports"
)

// ownTexts are what exports call things: domains and their labels, local parts, servers and names, in lower case.
func ownTexts(objects []*exports.Object) map[string]bool {
	own := map[string]bool{}
	note := func(s string) { own[strings.ToLower(s)] = true }
	for _, o := range objects {
		for _, p := range o.Properties {
			for _, text := range p.Value.All() {
				if len(text) > longest {
					continue
				}
				if isNaming(p.Name) || strings.HasSuffix(p.Name, "TransportServers") || p.Name == "Server" {
					note(text)
					note(serverName(text))
				}
				for _, t := range numbers.FindAllString(text, -1) {
					note(t)
				}
				for _, t := range tokens.FindAllString(text, -1) {
					local, domain, isMail := strings.Cut(t, "@")
					if !isMail {
						domain = t
					}
					if isMail {
						note(local)
					}
					for domain != "" && strings.Contains(domain, ".") {
						note(domain)
						_, domain, _ = strings.Cut(domain, ".")
					}
				}
			}
		}
	}
	return own
}

// isNaming reports whether a property names its object.
func isNaming(name string) bool {
	switch strings.ToLower(name) {
	case "name", "displayname", "identity", "id", "admindisplayname":
		return true
	}
	return false
}

// byServers are the nouns whose objects have a server's name.
var byServers = regexp.MustCompile(
	`^(?:ExchangeServer|TransportServer|EdgeSubscription|\w+TransportService|TransportService)$`)

// named replaces the name of an object.
func (r *renamer) named(noun, s string) string {
	if given, ok := r.names[strings.ToLower(s)]; ok {
		return given
	}
	switch {
	case byServers.MatchString(noun), noun == "ExchangeCertificate", strings.Contains(s, "@"), strings.Contains(s, "/"):
		return r.text(s)
	}
	if m := edgeSync.FindStringSubmatch(s); m != nil {
		return m[1] + r.site(m[2]) + m[3]
	}
	if wellKnown.MatchString(s) {
		return r.text(s)
	}
	kind := kindOf[noun]
	if kind == "" {
		kind = noun
	}
	r.learnName(kind, s)
	return r.name(s)
}

// edgeSync are the connectors of a subscription, which are named after a site.
var edgeSync = regexp.MustCompile(`(?i)^(edgesync - (?:inbound to )?)(.+?)( to internet)?$`)

func (r *renamer) site(s string) string {
	if strings.EqualFold(s, "Default-First-Site-Name") {
		return s
	}
	return r.chosen("Site", s)
}

// qualified replaces a name behind a server or a domain.
func (r *renamer) qualified(noun, before, rest string) string {
	switch strings.ToUpper(before) {
	case "NT AUTHORITY", "BUILTIN", "NT SERVICE":
		return before + `\` + rest
	}
	if given, ok := r.servers.has(serverName(before)); ok {
		if rest == "" || numbers.MatchString(rest) {
			return given + `\` + r.text(rest)
		}
		return given + `\` + r.named(noun, rest)
	}
	return r.word(before) + `\` + r.people.of(rest)
}

// directoryName is a distinguished or canonical name of the directory.
var directoryName = regexp.MustCompile(`(?i)^(?:CN|OU|DC)=.*,(?:CN|OU|DC)=|^[\w-]+(?:\.[\w-]+)*\.[a-z][a-z]+/`)

// directory replaces a name of the directory part by part.
func (r *renamer) directory(s string) string {
	if !strings.Contains(s, "=") {
		parts := strings.Split(s, "/")
		for i, part := range parts[1:] {
			parts[i+1] = r.object(part)
		}
		parts[0] = r.text(parts[0])
		return strings.Join(parts, "/")
	}
	return dnAttribute.ReplaceAllStringFunc(s, func(attribute string) string {
		typ, value, _ := strings.Cut(attribute, "=")
		if strings.EqualFold(typ, "DC") {
			return typ + "=" + r.text(value)
		}
		return typ + "=" + r.object(value)
	})
}

// object replaces one part of a directory's name.
func (r *renamer) object(s string) string {
	if given, ok := r.names[strings.ToLower(s)]; ok {
		return given
	}
	if given, ok := r.servers.has(s); ok {
		return given
	}
	if strings.Contains(s, ".") && !strings.Contains(s, " ") {
		return r.text(s)
	}
	return r.chosen("Object", s)
}

// plainValue is a value that tells nothing: a number, a size, a time, one of Exchange's words.
var plainValue = regexp.MustCompile(
	`^(?:-?[\d.:,/ ]+(?: ?(?:[KMG]?B|AM|PM|bytes))?(?: \([\d,]+ bytes\))?|[A-Z][a-z]+(?:[A-Z][A-Za-z]*)?|[A-Z]{1,3}|Version \d+\.\d+ \(Build \d+\.\d+\))$`)

// free replaces the value of a property that the model does not know: what is neither a plain value nor addresses and
// domains is somebody's text.
func (r *renamer) free(s string) string {
	switch replaced := r.name(s); {
	case plainValue.MatchString(s) && !addressFour.MatchString(s):
		return replaced
	case !strings.ContainsAny(s, " \t\n") && replaced != s:
		return replaced
	}
	return r.chosen("Text", s)
}

// knownProperties are those of the nouns that the model has, in lower case.
var knownProperties = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for p := range declared() {
		set[strings.ToLower(p.Name)] = true
	}
	for _, name := range certificateProperties {
		set[strings.ToLower(name)] = true
	}
	for _, names := range special {
		for _, name := range names {
			set[strings.ToLower(name)] = true
		}
	}
	return set
})

// foreign reports whether nothing is known about what a property holds.
func foreign(noun, property string) bool {
	return !knownProperties()[strings.ToLower(property)] && !isNaming(property) &&
		!hasDomains[strings.ToLower(property)] && noun != "HybridConfiguration"
}

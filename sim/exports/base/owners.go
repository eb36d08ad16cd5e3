package base

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
	"hybridsim/sim/script"
)

// perServer are the nouns whose objects are on one server each, and that need not say on which.
var perServer = []string{"ReceiveConnector", "ExchangeCertificate", "TransportService", "FrontendTransportService",
	"MailboxTransportService"}

// assignOwners gives the objects of servers that do not say whose they are the server of the session that printed them;
// else the one that the file or its folder is named after; else the one whose default certificate stands in the same
// file. What is left is asked for.
func assignOwners(objects []*exports.Object) (decisions []decision) {
	servers := serversOf(objects)
	named := map[string]string{}       // the server that a file is named after
	byDefault := map[string][]string{} // servers of the default certificates, by file
	for _, o := range objects {
		if s := defaultCertificateOf(o); s != "" && !slices.Contains(byDefault[o.At.File], s) {
			byDefault[o.At.File] = append(byDefault[o.At.File], s)
		}
	}
	for i, o := range objects {
		if !slices.Contains(perServer, nounOf(o)) || o.Side == relay.Cloud || o.Verb != "Get" || ownServer(o) != "" {
			continue
		}
		if _, looked := named[o.At.File]; !looked {
			named[o.At.File] = namedAfter(o.At.File, servers)
		}
		server, why := "", ""
		switch host := serverName(o.Host); {
		case host != "" && hostName.MatchString(host) && !strings.EqualFold(host, "localhost"):
			server, why = host, "PSComputerName says so"
		case named[o.At.File] != "":
			server, why = named[o.At.File], "the file or its folder is named after it"
		case len(byDefault[o.At.File]) == 1:
			server, why = byDefault[o.At.File][0], "its default self-signed certificate stands in the same print"
		default:
			continue
		}
		o.Properties = append(slices.Clip(o.Properties),
			exports.Property{Name: "Server", At: o.At, Value: exports.Value{Text: server}})
		decisions = append(decisions, decision{i, true, why})
	}
	return decisions
}

// ownServer is the server that an object itself names.
func ownServer(o *exports.Object) string {
	text := func(name string) string {
		if p := o.Property(name); p != nil {
			return p.Value.Text
		}
		return ""
	}
	if s := serverName(text("Server")); s != "" {
		return s
	}
	if before, _, ok := strings.Cut(text("Identity"), `\`); ok {
		return serverName(before)
	}
	if strings.HasSuffix(o.Noun, "Service") || o.Noun == "TransportServer" {
		for _, name := range []string{"Name", "Identity"} {
			if s := serverName(text(name)); s != "" && !strings.EqualFold(s, o.Noun) {
				return s
			}
		}
	}
	return ""
}

// serversOf are the short names of all on-premises servers that exports name, as they spell them.
func serversOf(objects []*exports.Object) []string {
	var servers []string
	note := func(names ...string) {
		for _, s := range names {
			if s = serverName(s); hostName.MatchString(s) && !slices.ContainsFunc(servers, func(x string) bool {
				return strings.EqualFold(x, s)
			}) {
				servers = append(servers, s)
			}
		}
	}
	for _, o := range objects {
		if o.Side == relay.Cloud {
			continue
		}
		if slices.Contains(perServer, nounOf(o)) {
			note(ownServer(o), defaultCertificateOf(o))
		}
		for _, p := range o.Properties {
			switch {
			case o.Noun == "ExchangeServer" && (p.Name == "Name" || p.Name == "Identity"),
				o.Noun == "EdgeSubscription" && p.Name == "Name":
				note(p.Value.Text)
			case strings.HasSuffix(p.Name, "TransportServers"):
				note(p.Value.All()...)
			}
		}
	}
	return servers
}

// namedAfter is the server whose name stands in a file's name or in that of its folder; empty when there is none, or
// several.
func namedAfter(file string, servers []string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	for _, part := range []string{path.Base(file), path.Base(path.Dir(file))} {
		found := ""
		for _, s := range servers {
			if !regexp.MustCompile(`(?i)(?:^|[^a-z0-9])` + regexp.QuoteMeta(s) + `(?:[^a-z0-9]|$)`).MatchString(part) {
				continue
			}
			if found != "" {
				return ""
			}
			found = s
		}
		if found != "" {
			return found
		}
	}
	return ""
}

var singleLabel = regexp.MustCompile(`^CN=([\w-]+)$`)

// defaultCertificateOf is the server whose setup made a certificate: self-signed, for the server's own name. Empty for
// others.
func defaultCertificateOf(o *exports.Object) string {
	subject, issuer, signed := o.Property("Subject"), o.Property("Issuer"), o.Property("IsSelfSigned")
	if o.Noun != "ExchangeCertificate" || subject == nil {
		return ""
	}
	m := singleLabel.FindStringSubmatch(subject.Value.Text)
	own := signed != nil && isTrue(signed.Value.Text) || issuer != nil && issuer.Value.Text == subject.Value.Text
	names := o.Property("CertificateDomains")
	if m == nil || !own || names == nil || !slices.ContainsFunc(names.Value.All(), func(n string) bool {
		return strings.HasPrefix(strings.ToLower(n), strings.ToLower(m[1])+".")
	}) {
		return ""
	}
	return m[1]
}

// askForOwners asks for the server of what no export tells, when there are several.
func (b *builder) askForOwners() {
	if len(b.played)+len(b.others) < 2 {
		return
	}
	for _, t := range b.things {
		if t.side == relay.Cloud || !slices.Contains(perServer, t.noun) || b.ownerOf(t) != "" || !t.seen["Get"] {
			continue
		}
		line := ""
		switch t.noun {
		case "ReceiveConnector":
			line = "onprem> Remove-ReceiveConnector " + cmdlet.Quote(b.server+`\`+t.label())
		case "ExchangeCertificate":
			if names := t.list("CertificateDomains"); len(names) > 0 {
				line = "onprem> Get-ExchangeCertificate -DomainName " + names[0] + " | Remove-ExchangeCertificate"
			}
		}
		what := t.noun + " " + script.Quote(t.label())
		u := Unknown{"the server of " + what, "no property, no name of a file and no default certificate tells it (" +
			t.from() + ")", b.server, ""}
		if line != "" {
			u.Question = "Is " + what + " on another server than " + b.server + "?"
			b.perhapsLine(u.Question, line)
		}
		b.report.Unknown = append(b.report.Unknown, u)
	}
}

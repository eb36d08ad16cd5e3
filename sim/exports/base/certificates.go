package base

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/labca"
	"hybridsim/sim/script"
)

// certificate is an entry of a server's store as the exports show it, or as connectors imply it.
type certificate struct {
	server          string
	subject, issuer string
	names           []string // host names
	services        []string
	selfSigned      bool
	noKey           bool
	from, until     time.Time
	thing           *thing // nil: implied
}

// certificates fills the stores of the servers.
func (b *builder) certificates() {
	all := b.all(relay.OnPremises, "ExchangeCertificate")
	chained := false
	for _, server := range slices.Concat(b.played, b.gates) {
		things := matching(all, func(t *thing) bool {
			return (!b.elsewhere(t) || b.isGate(server)) && b.homeOf(t) == server
		})
		var list []*certificate
		for _, t := range things {
			if c := b.readCertificate(t, server); c != nil {
				list = append(list, c)
			}
		}
		if len(things) == 0 {
			list = b.impliedCertificates(server)
		}
		b.store(server, list, complete("ExchangeCertificate", things))
		chained = chained || slices.ContainsFunc(list, func(c *certificate) bool { return !c.selfSigned })
	}
	if chained {
		b.report.assume("the chains of the certificates",
			"exports hold no chains: each issuer is taken for a root that both sides trust")
	}
}

// store writes the certificates of one server. All of them stand in place of what setup made.
func (b *builder) store(server string, list []*certificate, all bool) {
	if len(list) == 0 {
		return
	}
	b.heading("Certificates of " + server + ".")
	if all {
		b.comment("The one of the installation gives way to those of the export.")
		b.do(b.getCertificates(server)+" | Remove-ExchangeCertificate", "the list of certificates")
	}
	// Enable-ExchangeCertificate finds certificates by host name. Those with more services come first, so that what
	// follows adds nothing to them.
	slices.SortStableFunc(list, func(x, y *certificate) int {
		return cmp.Or(-compareBool(x.enabled("SMTP"), y.enabled("SMTP")),
			-cmp.Compare(len(x.services), len(y.services)), compareBool(x.noKey, y.noKey))
	})
	for i, c := range list {
		b.issue(c, list[:i])
	}
	b.accountCertificates(server, list)
}

// getCertificates is the line that finds the certificates of a server.
func (b *builder) getCertificates(server string) string {
	switch {
	case b.isGate(server):
		return server + "> Get-ExchangeCertificate"
	case len(b.played) == 1:
		return "onprem> Get-ExchangeCertificate"
	}
	return "onprem> Get-ExchangeCertificate -Server " + cmdlet.Quote(server)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (c *certificate) enabled(service string) bool {
	return slices.ContainsFunc(c.services, func(s string) bool { return strings.EqualFold(s, service) })
}

// certificateProperties are what is read of a certificate; the others are counted as ignored.
var certificateProperties = []string{
	"Subject", "Issuer", "CertificateDomains", "Services", "IsSelfSigned", "HasPrivateKey", "NotBefore", "NotAfter", "Server", "Identity", "Thumbprint",
}

func (b *builder) readCertificate(t *thing, server string) *certificate {
	for _, m := range t.values {
		if !slices.ContainsFunc(certificateProperties, func(p string) bool { return strings.EqualFold(p, m.Name) }) {
			b.report.ignore("ExchangeCertificate."+m.Name, "the model does not have it")
		} else if !m.Value.Known() {
			b.cutOff(t, &m)
		}
	}
	if t.value("Thumbprint") != nil {
		b.report.ignore("ExchangeCertificate.Thumbprint", "the certificate is issued anew, with a key of its own")
	}
	c := &certificate{
		server: server, subject: t.text("Subject"), issuer: t.text("Issuer"), selfSigned: t.is("IsSelfSigned"),
		thing: t, noKey: t.value("HasPrivateKey") != nil && !t.is("HasPrivateKey"),
	}
	if _, err := labca.FullName(c.subject); err != nil || !strings.Contains(c.subject, "=") {
		b.report.ignore("ExchangeCertificate "+script.Quote(t.label()), "its subject is no distinguished name")
		return nil
	}
	for _, name := range t.list("CertificateDomains") {
		for n := range strings.SplitSeq(name, ", ") {
			switch n = strings.ToLower(n); {
			case strings.ContainsAny(n, " \t\r\n\"") || n == "":
				if n != "" && "cn="+n != strings.ToLower(c.subject) {
					b.report.ignore("ExchangeCertificate.CertificateDomains", script.Quote(n)+" is no name of a host")
				}
			case !slices.Contains(c.names, n):
				c.names = append(c.names, n)
			}
		}
	}
	for _, s := range t.list("Services") {
		for s := range strings.SplitSeq(s, ",") {
			if s = strings.TrimSpace(s); s != "" && !strings.EqualFold(s, "None") {
				c.services = append(c.services, s)
			}
		}
	}
	c.selfSigned = c.selfSigned || c.subject == c.issuer
	if t.value("Services") == nil {
		b.guessServices(c)
	}
	if c.issuer == "" && !c.selfSigned {
		c.issuer = assumedAuthority
		b.report.assume("the issuer of "+c.subject+" is "+c.issuer, "the export does not show it")
	}
	c.from, c.until = b.date(t, "NotBefore"), b.date(t, "NotAfter")
	if c.until.IsZero() {
		b.report.Unknown = append(b.report.Unknown, Unknown{
			"NotAfter of the certificate " + c.subject, "the export does not show it",
			"a year from the base's time", ""})
	}
	return c
}

// guessServices says what a certificate is for when the export does not: one that a connector names is for SMTP.
func (b *builder) guessServices(c *certificate) {
	name := relay.CertificateName{Issuer: c.issuer, Subject: c.subject}
	for _, t := range b.things {
		if m := t.value("TlsCertificateName"); m != nil && m.Value.Text == name.String() {
			c.services = []string{"SMTP"}
			b.report.assume("the certificate "+c.subject+" is assigned to SMTP",
				"%s %s names it, and the export does not show its Services", t.noun, script.Quote(t.label()))
			return
		}
	}
	if names := c.called(); len(names) > 0 {
		b.ask(b.getCertificates(c.server)+" -DomainName "+cmdlet.Quote(names[0])+
			" | Enable-ExchangeCertificate -Services SMTP",
			"Is the certificate "+c.subject+" assigned to SMTP?", "Services of the certificate "+c.subject,
			"no export shows it", "none")
	}
}

// impliedCertificates are those that connectors name, when no export shows the store of a server. What no connector of
// another server names, the first one has.
func (b *builder) impliedCertificates(server string) []*certificate {
	first := server == b.server
	var list []*certificate
	add := func(subject, issuer, why string) {
		if subject == "" || slices.ContainsFunc(list, func(c *certificate) bool {
			return c.subject == subject && c.issuer == issuer
		}) {
			return
		}
		list = append(list, &certificate{server: server, subject: subject, issuer: issuer,
			selfSigned: subject == issuer, services: []string{"SMTP"}})
		at := ""
		if len(b.played)+len(b.gates) > 1 {
			at = " on " + server
		}
		b.report.assume("a valid certificate "+subject+" of "+issuer+at,
			"%s, and no export shows the store (Get-ExchangeCertificate does)", why)
	}
	for _, t := range b.things {
		m := t.value("TlsCertificateName")
		if m != nil && t.side == relay.OnPremises && (b.ownerOf(t) == "" && b.sends(t, server) || b.isOn(t, server)) {
			var name relay.CertificateName
			if err := name.UnmarshalText([]byte(m.Value.Text)); err == nil {
				add(name.Subject, name.Issuer, "TlsCertificateName of "+t.noun+" "+script.Quote(t.label())+" names it")
			}
		}
	}
	if len(list) == 0 && first {
		for _, t := range b.all(relay.Cloud, "OutboundConnector") {
			if domain := t.text("TlsDomain"); towardsPremises(t) && domain != "" {
				add("CN="+domain, assumedAuthority, "the cloud expects it: TlsDomain of "+script.Quote(t.label()))
			}
		}
	}
	return list
}

// issue writes the lines that put a certificate into the store and assign it to services.
func (b *builder) issue(c *certificate, before []*certificate) {
	source := "implied by the connectors"
	if c.thing != nil {
		source = "from " + c.thing.from()
	}
	b.comment(source)
	if !b.do(c.line(), source) || len(c.services) == 0 || c.noKey {
		return
	}
	domain, services := c.distinction(before)
	if len(services) < len(c.services) {
		b.report.ignore("ExchangeCertificate.Services", "some services of "+c.subject+
			": an earlier certificate has the same names and not the same services")
	}
	if len(services) > 0 {
		b.do(b.getCertificates(c.server)+" -DomainName "+cmdlet.Quote(domain)+
			" | Enable-ExchangeCertificate -Services "+strings.Join(services, ","), source)
	}
}

// line is the line of the authority.
func (c *certificate) line() string {
	subject, names := `"`+strings.ReplaceAll(c.subject, `"`, `""`)+`"`, c.names
	if host, ok := strings.CutPrefix(c.subject, "CN="); ok && !strings.ContainsAny(host, `=," `) &&
		(len(names) == 0 || strings.EqualFold(names[0], host)) {
		subject, names = host, names[min(1, len(names)):]
	}
	s := "ca> issue " + subject
	if len(names) > 0 {
		s += " and " + strings.Join(names, ", ")
	}
	if c.selfSigned {
		s += " self-signed"
	} else {
		s += ` by "` + strings.ReplaceAll(c.issuer, `"`, `""`) + `"`
	}
	s += " to " + c.server
	if !c.from.IsZero() {
		s += " from " + c.from.Format(time.RFC3339)
	}
	if !c.until.IsZero() {
		s += " until " + c.until.Format(time.RFC3339)
	}
	if c.noKey {
		s += " without private key"
	}
	return s
}

// distinction is a name under which Get-ExchangeCertificate finds this certificate, and no earlier one that would gain
// a service by it; when there is none, only the services that the earlier ones have as well.
func (c *certificate) distinction(before []*certificate) (domain string, services []string) {
	for _, name := range c.called() {
		all := slices.Clone(c.services)
		for _, other := range before {
			if other.answers(name) {
				all = slices.DeleteFunc(all, func(s string) bool { return !other.enabled(s) })
			}
		}
		if domain == "" || len(all) > len(services) {
			domain, services = name, all
		}
	}
	return domain, services
}

// called are the names of the certificate: the subject's common name and the host names.
func (c *certificate) called() []string {
	var names []string
	if dn, err := labca.ParseDN(c.subject); err == nil && dn.CommonName != "" {
		names = append(names, strings.ToLower(dn.CommonName))
	}
	for _, n := range c.names {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// answers reports whether -DomainName finds the certificate by a name; a wildcard in it covers one level.
func (c *certificate) answers(name string) bool {
	_, parent, _ := strings.Cut(name, ".")
	return slices.ContainsFunc(c.called(), func(n string) bool { return n == name || n == "*."+parent })
}

// accountCertificates reports what the store now shows.
func (b *builder) accountCertificates(server string, list []*certificate) {
	for _, c := range list {
		if c.thing == nil {
			continue
		}
		store := b.organization(b.sideOf(server)).CertificatesOf(server)
		i := slices.IndexFunc(store, func(x *relay.Certificate) bool {
			return x.Subject == c.subject && (c.selfSigned || x.Issuer == c.issuer) &&
				(c.until.IsZero() || x.Leaf.NotAfter.Equal(c.until))
		})
		if i < 0 {
			if !slices.ContainsFunc(b.report.Refused, func(r Refused) bool { return r.Line == c.line() }) {
				b.report.Refused = append(b.report.Refused,
					Refused{c.line(), "the model writes the name of the certificate differently",
						c.thing.from()})
			}
			continue
		}
		taken := Taken{relay.OnPremises, "ExchangeCertificate", c.subject, []TakenValue{}}
		for _, name := range certificateProperties {
			m := c.thing.value(name)
			switch {
			case m == nil || name == "Thumbprint" || name == "Identity":
			case name == "Services" && !sameSet(store[i].Services, c.services):
				b.report.ignore("ExchangeCertificate.Services", script.Quote(c.subject)+": the base has "+
					shown(strings.Join(store[i].Services, ", ")))
			case name == "CertificateDomains" && !sameSet(hostNames(store[i].CertificateDomains()),
				hostNames(c.called())):
				b.report.ignore("ExchangeCertificate.CertificateDomains", script.Quote(c.subject)+": the base has "+
					strings.Join(store[i].CertificateDomains(), ", "))
			default:
				taken.Values = append(taken.Values, TakenValue{name, strings.Join(m.Value.All(), ", "),
					m.from("ExchangeCertificate")})
			}
		}
		b.report.Taken = append(b.report.Taken, taken)
	}
}

// hostNames leaves out the common names that are no names of hosts.
func hostNames(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return strings.Contains(n, " ") })
}

func sameSet(a, b []string) bool {
	return cmdlet.Value{Kind: cmdlet.List, Texts: a}.Same(cmdlet.Value{Kind: cmdlet.List, Texts: b})
}

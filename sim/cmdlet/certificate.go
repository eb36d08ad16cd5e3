package cmdlet

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/chain"
)

// services are what a certificate can be assigned to.
var services = []string{"Federation", "IIS", "IMAP", "POP", "SMTP", "UM", "UMCallRouter"}

var certificates = &noun[relay.Certificate]{
	name: "ExchangeCertificate", on: onPremises, key: "Thumbprint",
	properties: []property{
		{name: "Thumbprint", access: readOnly},
		{name: "Subject", access: readOnly},
		{name: "Issuer", access: readOnly},
		{name: "CertificateDomains", access: readOnly, show: shows(func(c *relay.Certificate) string {
			return "{" + strings.Join(c.CertificateDomains(), ", ") + "}"
		})},
		{name: "Services", access: readOnly},
		{name: "IsSelfSigned", field: "SelfSigned", access: readOnly},
		{name: "HasPrivateKey", access: readOnly},
		{name: "NotBefore", access: readOnly, show: shows(func(c *relay.Certificate) string {
			if c.Leaf == nil {
				return ""
			}
			return c.Leaf.NotBefore.UTC().Format(dateLayout)
		})},
		{name: "NotAfter", access: readOnly, show: shows(func(c *relay.Certificate) string {
			if c.Leaf == nil {
				return ""
			}
			return c.Leaf.NotAfter.UTC().Format(dateLayout)
		})},
		{name: "Server", access: readOnly},
	},
	list:     func(o *relay.Organization) *[]*relay.Certificate { return &o.Certificates },
	identity: func(c *relay.Certificate) string { return c.Server + `\` + c.Thumbprint },
	answers:  func(c *relay.Certificate, name string) bool { return strings.EqualFold(c.Thumbprint, name) },
}

// store says which certificates a cmdlet means, and Enable- what they are for.
type store struct {
	Server     string
	DomainName []string
	Services   []string
}

func certificateCmdlets() []*command {
	n := certificates
	server := property{name: "Server", access: writeOnly}
	filters := options[store](property{name: "DomainName", access: writeOnly,
		note: "keeps certificates with one of these names"}, server)
	keep := func(c *call, x *relay.Certificate) (bool, error) {
		var s store
		if err := c.bind(&s); err != nil {
			return false, err
		}
		here, err := isOn(c.here.now, s.Server, x.Server)
		if !x.HasPrivateKey { // is in the store, and not listed (L51 [D]); a connector can name it
			return false, err
		}
		return here && (s.DomainName == nil || names(x, s.DomainName)), err
	}
	get := n.get(filters, keep)
	get.run = func(c *call) error {
		judged := *n
		judged.properties = append(slices.Clone(n.properties), judgements(c)...)
		return judged.get(filters, keep).run(c)
	}
	remove := &command{
		name: "Remove-ExchangeCertificate", synopsis: "removes a certificate from a server's store", on: n.on,
		positional: n.key, accepts: n.name, parameters: append(n.keyParameter(), options[store](server)...),
		run: func(c *call) error {
			x, _, err := chosenCertificate(c)
			if err != nil {
				return err
			}
			n.drop(c.here, x)
			return nil
		},
	}
	enable := &command{
		name: "Enable-ExchangeCertificate", synopsis: "assigns a certificate to services", on: n.on,
		positional: n.key, accepts: n.name,
		parameters: append(append(n.keyParameter(), options[store](
			property{name: "Services", access: writeOnly, values: services, note: "added to those it has"}, server)...),
			disregarded("it is about the web server and the key's file", "DoNotRequireSsl",
				"NetworkServiceAllowed")...),
		run: enableCertificate,
	}
	return []*command{get, enable, remove}
}

// judgements are what a server makes of a certificate in its store: Status by what is wrong first, of the values that
// are on record (L51 [D]), and RootCAType, whose values for other than setup's own certificate are [I] (L48).
func judgements(c *call) []property {
	o, now := c.here.now, c.here.admin.Now()
	return []property{
		{name: "Status", access: readOnly, show: shows(func(x *relay.Certificate) string {
			switch {
			case x.Leaf == nil:
				return "Unknown"
			case o.RevokedFor(x.Server)[x.Thumbprint]:
				return "Revoked"
			case x.Expired(now) || now.Before(x.Leaf.NotBefore):
				return "DateInvalid"
			case !x.SelfSigned && chain.Verify(x.Leaf, x.Issuers, o.RootsOf(x.Server), now) != nil:
				return "Untrusted"
			}
			return "Valid"
		})},
		{name: "RootCAType", access: readOnly, show: shows(func(x *relay.Certificate) string {
			switch {
			case x.SelfSigned:
				return "Registry"
			case x.Leaf == nil || chain.Verify(x.Leaf, x.Issuers, o.RootsOf(x.Server), x.Leaf.NotBefore) != nil:
				return "Unknown"
			}
			return "ThirdParty"
		})},
	}
}

// names reports whether a certificate has one of the names; a wildcard in it covers one level.
func names(x *relay.Certificate, wanted []string) bool {
	for _, domain := range x.CertificateDomains() {
		for _, w := range wanted {
			_, parent, _ := strings.Cut(w, ".")
			if strings.EqualFold(domain, w) || strings.EqualFold(domain, "*."+parent) {
				return true
			}
		}
	}
	return false
}

// chosenCertificate is the certificate that the line is about.
func chosenCertificate(c *call) (*relay.Certificate, *store, error) {
	name, err := c.identity("Thumbprint")
	if err != nil {
		return nil, nil, err
	}
	var s store
	if err := c.bind(&s); err != nil {
		return nil, nil, err
	}
	s.Server = cmp.Or(s.Server, c.here.now.Console)
	if s.Server != "" && c.input == nil && !strings.Contains(name, `\`) {
		if r := unknownServer(c.here.now, []string{s.Server}); r != nil {
			r.about = []string{"Server"}
			return nil, nil, r
		}
		name = s.Server + `\` + name
	}
	x, err := certificates.find(c.here.now, name)
	return x, &s, err
}

// enableCertificate adds services; those that the certificate has stay.
func enableCertificate(c *call) error {
	if err := c.need("Services"); err != nil {
		return err
	}
	old, s, err := chosenCertificate(c)
	if err != nil {
		return err
	}
	if !old.HasPrivateKey {
		return refuse("Thumbprint", "the certificate has no private key, so no service can use it",
			"import it with its key")
	}
	x := *old
	x.Services = slices.Clone(old.Services)
	for _, service := range s.Services {
		if !x.EnabledFor(service) {
			x.Services = append(x.Services, service)
		}
		x.KeyDenied = x.KeyDenied && service != "SMTP" // which lets the service read the key (KB4051498)
	}
	if !certificates.put(c.here, old, &x) {
		c.warn("The certificate is already enabled for " + strings.Join(s.Services, ", ") + ".")
	}
	return nil
}

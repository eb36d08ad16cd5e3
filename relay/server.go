package relay

import (
	"crypto/x509"
	"net/netip"
	"strings"
	"time"
)

// Server is one transport server of an organization. On-premises it is a machine that does everything under its own
// name. The service is one server here that shows another host for each thing that it does.
type Server struct {
	Name         string          // EX01
	Fqdn         string          // ex01.contoso.com
	Product      Product         // what it runs; zero: what its organization does
	Build        Build           // zero: the one that its product comes with
	Site         string          // of Active Directory; empty: the one that setup makes
	Edge         bool            // an Edge Transport server, whose organization is itself
	Hosts        []Host          // what it shows instead of itself, each in one role
	TrustedRoots *x509.CertPool  // the authorities that it trusts
	Revoked      map[string]bool // thumbprints of the certificates that it knows to be revoked; not to be written to
	TLS          TLSSettings     // what somebody changed of its TLS
	Internal     string          // thumbprint of the certificate that setup configured for other Exchange servers
	Ephemeral    *Certificate    // what it uses while that one is gone; nil: it does not help itself

	TransportService TransportService // its queue intervals, on-premises

	FrontEndSince time.Time // when its front end began anew; before that it does not listen (G1.4.17)
}

// Host is a name that a server shows.
type Host struct {
	Name   string
	Fqdn   string
	Role   ServerRole
	Inside string     // the name by which hosts of its own organization know it; empty: Fqdn
	Bound  netip.Addr // where it takes mail, as it sees that itself; zero: as others do
}

// Known is the name by which hosts of its own organization know the host, and by which it signs what it says (L117).
func (h Host) Known() string {
	if h.Inside != "" {
		return h.Inside
	}
	return h.Fqdn
}

// ServerRole is what a server does with a message.
type ServerRole string

// Server roles.
const (
	RoleMailbox   ServerRole = "mailbox"    // has the mailboxes: submits and delivers
	RoleHub       ServerRole = "hub"        // categorizes and reports
	RoleFrontDoor ServerRole = "front door" // takes mail from others
	RoleAccess    ServerRole = "access"     // stands between a front door and a hub, where they are not one machine
	RoleOutbound  ServerRole = "outbound"   // sends mail out
)

// In is the host that the server shows in a role: itself, unless another is set.
func (s *Server) In(role ServerRole) Host {
	for _, h := range s.Hosts {
		if h.Role == role {
			return h
		}
	}
	return Host{Name: s.Name, Fqdn: s.Fqdn, Role: role}
}

// Server returns the named server, or nil.
func (o *Organization) Server(name string) *Server {
	for _, s := range o.Servers {
		if strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// FirstServer is the server at whose console a line is typed that names none: the first, unless it is typed at another.
// Every organization in a world has one; without any it is a server without a name.
func (o *Organization) FirstServer() *Server {
	if s := o.Server(o.Console); s != nil && o.Console != "" {
		return s
	}
	if len(o.Servers) == 0 {
		return &Server{}
	}
	return o.Servers[0]
}

// ServerOf is the name of the server that a mailbox is on: the one whose name its database bears, or the first.
func (o *Organization) ServerOf(r *Recipient) string {
	if r != nil && r.Database != "" {
		if x := o.Carries("MailboxDatabase", r.Database); x != nil {
			for _, name := range x.Kept["Server"].Texts {
				if s := o.Server(name); s != nil {
					return s.Name
				}
			}
		}
		for _, s := range o.Servers {
			if strings.HasSuffix(strings.ToLower(r.Database), " "+strings.ToLower(s.Name)) {
				return s.Name
			}
		}
	}
	if len(o.Servers) == 0 {
		return ""
	}
	return o.Servers[0].Name
}

// ProductOf is what one of the organization's servers runs.
func (o *Organization) ProductOf(server string) Product {
	if s := o.Server(server); s != nil && s.Product != 0 {
		return s.Product
	}
	return o.Product
}

// BuildOf is the build that a server runs.
func (o *Organization) BuildOf(server string) Build {
	if s := o.Server(server); s != nil && s.Build != (Build{}) {
		return s.Build
	}
	return o.ProductOf(server).Build()
}

// Hosts lists the names under which an organization's servers are seen.
func (o *Organization) Hosts() []Host {
	var list []Host
	for _, s := range o.Servers {
		list = append(append(list, s.In(RoleMailbox)), s.Hosts...)
	}
	return list
}

// CertificatesOf returns the personal store of one server.
func (o *Organization) CertificatesOf(server string) []*Certificate {
	var store []*Certificate
	for _, c := range o.Certificates {
		if strings.EqualFold(c.Server, server) {
			store = append(store, c)
		}
	}
	return store
}

// RootsOf are the authorities that one server trusts; nil for an unknown server, which trusts nobody.
func (o *Organization) RootsOf(server string) *x509.CertPool {
	if s := o.Server(server); s != nil {
		return s.TrustedRoots
	}
	return x509.NewCertPool()
}

// RevokedFor are the thumbprints of certificates that one server knows to be revoked.
func (o *Organization) RevokedFor(server string) map[string]bool {
	if s := o.Server(server); s != nil {
		return s.Revoked
	}
	return nil
}

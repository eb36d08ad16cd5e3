package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
)

// authorities are the certificate authorities of the world, by name.
type authorities struct {
	since     time.Time
	list      []*labca.Authority
	names     []string
	untrusted map[string]bool
}

func newAuthorities(now time.Time) authorities {
	return authorities{since: now, untrusted: map[string]bool{}}
}

// named returns an authority, founding it as a root when it is new.
func (a *authorities) named(name string) *labca.Authority {
	if i := slices.Index(a.names, name); i >= 0 {
		return a.list[i]
	}
	return a.found(name, labca.New(name))
}

// under returns an intermediate authority, founding it and its root when they are new.
func (a *authorities) under(name, root string) (*labca.Authority, error) {
	parent := a.named(root)
	i := slices.Index(a.names, name)
	if i < 0 {
		return a.found(name, parent.Subordinate(name)), nil
	}
	if a.list[i] == parent || !a.list[i].Root().Equal(parent.Root()) {
		return nil, fmt.Errorf("%q exists already and is not under %q", name, root)
	}
	return a.list[i], nil
}

func (a *authorities) found(name string, authority *labca.Authority) *labca.Authority {
	a.names, a.list = append(a.names, name), append(a.list, authority)
	return authority
}

func (a *authorities) trusted() []*labca.Authority {
	var list []*labca.Authority
	for i, authority := range a.list {
		if !a.untrusted[a.names[i]] {
			list = append(list, authority)
		}
	}
	return list
}

func (a *authorities) selfSigned(host string, now time.Time) (*labca.Certificate, error) {
	return labca.SelfSigned(labca.Request{Subject: host, NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(5, 0, 0)})
}

// CertificateRequest is what the ca> verb asks for.
type CertificateRequest struct {
	Subject      string    // host name or distinguished name
	Names        []string  // further host names; with a distinguished name as subject, all host names
	Authority    string    // distinguished name or plain name; empty for a self-signed certificate
	Root         string    // that certifies the authority when it is an intermediate one
	Server       string    // whose store it goes into, or an outside host
	NotBefore    time.Time // zero: a day ago
	NotAfter     time.Time // zero: in a year
	NoPrivateKey bool      // the file without its key: TLS cannot use it
	NoChain      bool      // installed without the authority's intermediates
}

// Issue issues a certificate and puts it into an on-premises server's store, assigned to no service yet. An outside host shows
// its certificate at once, as server and as client.
func (w *World) Issue(r CertificateRequest) (*relay.Certificate, error) {
	side := w.Side(relay.OnPremises)
	server, host := side.Server(r.Server), w.Host(r.Server)
	if server == nil && host == nil {
		return nil, fmt.Errorf("there is no server %q; on-premises there is %s", r.Server, strings.Join(side.serverNames(), ", "))
	}
	now := w.Clock.Now()
	request := labca.Request{Subject: r.Subject, NotBefore: now.AddDate(0, 0, -1), NotAfter: r.NotAfter}
	if !r.NotBefore.IsZero() {
		request.NotBefore = r.NotBefore
	}
	if r.NotAfter.IsZero() {
		request.NotAfter = now.AddDate(1, 0, 0)
	}
	if len(r.Names) > 0 {
		request.DNSNames = r.Names
		if !strings.Contains(r.Subject, "=") {
			request.DNSNames = append([]string{r.Subject}, r.Names...)
		}
	}
	store := r.Server
	if server != nil {
		store = server.Name
	}
	var entry *relay.Certificate
	var err error
	w.Do(func(in *Inside) {
		var issued *labca.Certificate
		if issued, err = w.sign(in, r.Authority, r.Root, request); err != nil {
			return
		}
		entry = storeEntry(issued, store, r.Authority == "")
		if r.NoPrivateKey {
			entry.TLS, entry.HasPrivateKey = nil, false
		} else if r.NoChain {
			pair := issued.TLSWithoutIntermediates()
			entry.TLS = &pair
		}
		if host != nil {
			host.Show(in, entry.TLS)
			w.trust(in)
			return
		}
		a := administrator{side.at(in)}
		changed := a.Organization().Clone()
		changed.Certificates = append(changed.Certificates, entry)
		a.Replace(changed)
		w.trust(in)
	})
	return entry, err
}

func (w *World) sign(in *Inside, authority, root string, request labca.Request) (*labca.Certificate, error) {
	if authority == "" {
		return labca.SelfSigned(request)
	}
	if root == "" {
		return w.at(in).ca.named(authority).Issue(request)
	}
	by, err := w.at(in).ca.under(authority, root)
	if err != nil {
		return nil, err
	}
	return by.Issue(request)
}

// Distrust takes an authority's root out of the world's trust stores; Trust puts it back.
func (w *World) Distrust(authority string) { w.setTrust(authority, false) }

// Trust puts an authority's root into the world's trust stores.
func (w *World) Trust(authority string) { w.setTrust(authority, true) }

func (w *World) setTrust(authority string, trusted bool) {
	w.Do(func(in *Inside) {
		w.at(in).ca.named(authority)
		w.at(in).ca.untrusted[authority] = !trusted
		w.trust(in)
	})
}

func storeEntry(c *labca.Certificate, server string, selfSigned bool, services ...string) *relay.Certificate {
	pair := c.TLS()
	return &relay.Certificate{
		Thumbprint: c.Thumbprint(), Subject: relay.DistinguishedName(c.Leaf.Subject), Issuer: relay.DistinguishedName(c.Leaf.Issuer),
		Services: services, SelfSigned: selfSigned, HasPrivateKey: true, Server: server, Leaf: c.Leaf, Issuers: c.Intermediates, TLS: &pair,
	}
}

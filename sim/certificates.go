package sim

import (
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// authorities are the certificate authorities of the world, by name.
type authorities struct {
	since     time.Time
	list      []*labca.Authority
	names     []string
	untrusted map[string]bool // by the root's certificate
	refused   []refusedRoot   // by one server alone
	issued    []issued        // what they issued, for whoever revokes it
	revoked   map[string]bool // thumbprints; not written to
}

// issued is a certificate and the authority that issued it.
type issued struct {
	by   string
	leaf *x509.Certificate
}

// refusedRoot is a root that one server does not trust.
type refusedRoot struct{ server, root string }

func newAuthorities(now time.Time) authorities {
	return authorities{since: now, untrusted: map[string]bool{}}
}

// find returns an authority that is there, or nil.
func (a *authorities) find(name string) *labca.Authority {
	if i := slices.Index(a.names, fullName(name)); i >= 0 {
		return a.list[i]
	}
	return nil
}

// fullName is the distinguished name that a name stands for: a plain one is a common name.
func fullName(name string) string {
	if full, err := labca.FullName(name); err == nil {
		return full
	}
	return name
}

// named returns an authority, founding it as a root when it is new.
func (a *authorities) named(name string) *labca.Authority {
	if known := a.find(name); known != nil {
		return known
	}
	return a.found(name, labca.New(name))
}

// under returns an intermediate authority, founding it and its root when they are new.
func (a *authorities) under(name, root string) (*labca.Authority, error) {
	parent, known := a.named(root), a.find(name)
	if known == nil {
		return a.found(name, parent.Subordinate(name)), nil
	}
	if known == parent || !known.Root().Equal(parent.Root()) {
		return nil, fmt.Errorf("%q exists already and is not under %q", name, root)
	}
	return known, nil
}

func (a *authorities) found(name string, authority *labca.Authority) *labca.Authority {
	a.names, a.list = append(a.names, fullName(name)), append(a.list, authority)
	return authority
}

// trusted are the roots that the world trusts. An intermediate authority is trusted for its root alone.
func (a *authorities) trusted() []*x509.Certificate { return a.trustedAt("") }

// trustedAt are the roots that a server trusts.
func (a *authorities) trustedAt(server string) []*x509.Certificate {
	var roots []*x509.Certificate
	for _, authority := range a.list {
		root := authority.Root()
		here := refusedRoot{server, string(root.Raw)}
		if !a.untrusted[here.root] && !slices.Contains(a.refused, here) && !slices.ContainsFunc(roots, root.Equal) {
			roots = append(roots, root)
		}
	}
	return roots
}

// selfSigned is the certificate that setup makes for a server: under its short name, with both names, for five years,
// and for servers only (L48, L49, L50).
func (a *authorities) selfSigned(host string, now time.Time) (*labca.Certificate, error) {
	name := firstLabel(host)
	begins := now.AddDate(0, -1, 0)
	return labca.SelfSigned(labca.Request{Subject: name, DNSNames: []string{name, host}, NotBefore: begins,
		NotAfter: begins.AddDate(5, 0, 0), ServerOnly: true})
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
	ServerOnly   bool      // for servers, and not for clients
}

// Issue issues a certificate and puts it into an on-premises server's store, assigned to no service yet. An outside
// host shows its certificate at once, as server and as client.
func (w *World) Issue(r CertificateRequest) (*relay.Certificate, error) {
	console, found := w.ConsoleAt(r.Server)
	host := w.Host(r.Server)
	if !found && host == nil {
		return nil, fmt.Errorf("there is no server %q; on-premises there is %s", r.Server,
			strings.Join(w.ServerNames(), ", "))
	}
	now := w.Clock.Now()
	request := labca.Request{Subject: r.Subject, NotBefore: now.AddDate(0, 0, -1), NotAfter: r.NotAfter,
		ServerOnly: r.ServerOnly}
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
	if found {
		store = console.server
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
		a := administrator{s: console.side.at(in)}
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
	ca := &w.at(in).ca
	var by *labca.Authority
	var err error
	if root == "" {
		by = ca.named(authority)
	} else if by, err = ca.under(authority, root); err != nil {
		return nil, err
	}
	cert, err := by.Issue(request)
	if err == nil {
		ca.issued = append(ca.issued, issued{fullName(authority), cert.Leaf})
	}
	return cert, err
}

// Revoke lets an authority revoke the certificates that it issued for a name up to now. Every server knows it at once:
// that lists of revoked certificates are fetched from time to time is not modelled [I]. The error tells that there is
// none.
func (w *World) Revoke(name, authority string) (err error) {
	w.Do(func(in *Inside) {
		ca := &w.at(in).ca
		full := fullName(authority)
		if ca.find(authority) == nil {
			err = mistake.New(suggest.DidYouMean(full, ca.names), "there is no authority %q", authority)
			return
		}
		revoked, theirs := maps.Clone(ca.revoked), []string(nil)
		if revoked == nil {
			revoked = map[string]bool{}
		}
		found := false
		for _, c := range ca.issued {
			if c.by != full {
				continue
			}
			theirs = append(theirs, relay.CertificateNames(c.leaf)...)
			if slices.Contains(relay.CertificateNames(c.leaf), strings.ToLower(name)) {
				revoked[relay.Thumbprint(c.leaf)], found = true, true
			}
		}
		if !found {
			err = mistake.New(suggest.DidYouMean(name, theirs), "%s has issued no certificate for %s", full, name)
			return
		}
		ca.revoked = revoked
		w.trust(in)
	})
	return err
}

// Distrust takes an authority's root out of the trust store of an on-premises server, or of the world's servers when
// none is named; Trust puts it back. The error tells that there is no such authority.
func (w *World) Distrust(authority, server string) error { return w.setTrust(authority, server, false) }

// Trust puts an authority's root into the trust store of a server, or of all.
func (w *World) Trust(authority, server string) error { return w.setTrust(authority, server, true) }

func (w *World) setTrust(authority, server string, trusted bool) (err error) {
	w.Do(func(in *Inside) {
		ca := &w.at(in).ca
		known := ca.find(authority)
		if known == nil {
			err = mistake.New(suggest.DidYouMean(fullName(authority), ca.names), "there is no authority %q", authority)
			return
		}
		root := string(known.Root().Raw)
		if server == "" {
			ca.untrusted[root] = !trusted
		}
		ca.refused = slices.DeleteFunc(slices.Clone(ca.refused), func(r refusedRoot) bool {
			return r.root == root && (server == "" || r.server == server)
		})
		if server != "" && !trusted {
			ca.refused = append(ca.refused, refusedRoot{server, root})
		}
		w.trust(in)
	})
	return err
}

// Trusts is what somebody has decided about an authority.
type Trusts struct {
	Authority string
	Untrusted bool     // by everybody
	At        []string // servers that alone do not trust it
}

// Trusted lists the authorities that somebody has decided about, and the thumbprints that were revoked.
func (w *World) Trusted() (decided []Trusts, revoked []string) {
	look(w, func(in *Inside) bool {
		ca := &w.at(in).ca
		for i, authority := range ca.list {
			root := string(authority.Root().Raw)
			t := Trusts{Authority: ca.names[i], Untrusted: ca.untrusted[root]}
			for _, r := range ca.refused {
				if r.root == root {
					t.At = append(t.At, r.server)
				}
			}
			if t.Untrusted || len(t.At) > 0 {
				decided = append(decided, t)
			}
		}
		revoked = slices.Sorted(maps.Keys(ca.revoked))
		return true
	})
	return decided, revoked
}

func storeEntry(c *labca.Certificate, server string, selfSigned bool, services ...string) *relay.Certificate {
	pair := c.TLS()
	return &relay.Certificate{
		Thumbprint: c.Thumbprint(), Subject: relay.DistinguishedName(c.Leaf.Subject),
		Issuer:   relay.DistinguishedName(c.Leaf.Issuer),
		Services: services, SelfSigned: selfSigned, HasPrivateKey: true, Server: server, Leaf: c.Leaf,
		Issuers: c.Intermediates, TLS: &pair,
	}
}

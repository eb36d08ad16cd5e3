package sim

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/labca"
	"hybridsim/sim/vnet"
)

// The names and addresses of the simulated service. Host names follow the shapes of S9.3 with a datacenter that does
// not exist; addresses lie in the blocks that the service publishes, so that real lists can be tried on them.
const (
	mailboxHost = "SIM1PR01MB%04d.simprd01.prod.outlook.com" // of each tenant
	// serviceSubject is what the service shows as server and as client (S9.2 [O]).
	serviceSubject = "CN=mail.protection.outlook.com, O=Microsoft Corporation, L=Redmond, S=Washington, C=US"
)

// ServiceAuthority is the authority that issued the service's own certificate. It is a root that both sides trust at
// first.
const ServiceAuthority = "CN=Simulated Cloud Services CA 1, O=hybridsim"

var (
	frontDoorAddress = netip.MustParseAddr("104.47.2.36")
	frontDoorIPv6    = netip.MustParseAddr("2a01:111:f400:7e02::36")
	defaultEgress    = []netip.Addr{
		netip.MustParseAddr("40.92.1.7"), netip.MustParseAddr("40.107.3.21"),
		netip.MustParseAddr("52.100.17.4"), netip.MustParseAddr("104.47.9.33"),
	}
)

// installOnPremises sets up the on-premises organizations, each server with a self-signed certificate, as their setup
// programs do.
func (w *World) installOnPremises(in *Inside) error {
	for i, f := range w.Config.forests() {
		if err := w.installForest(in, f, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// forests are all on-premises organizations. The first one has the name of the first tenant.
func (c *Config) forests() []Forest {
	first := Forest{Name: c.Tenant, Tenant: c.Tenant, Servers: c.Machines()}
	return append([]Forest{first}, c.Forests...)
}

func (w *World) installForest(in *Inside, f Forest, first bool) error {
	var servers, edges []Machine
	for _, m := range f.Servers {
		if m.Edge {
			edges = append(edges, m)
		} else {
			servers = append(servers, m)
		}
	}
	if len(servers) == 0 {
		return fmt.Errorf("the organization %s has no server", f.Name)
	}
	product := cmp.Or(servers[0].Product, w.Config.OnPremises)
	o, err := install.OnPremises(f.Name, product, servers[0].Fqdn)
	if err != nil {
		return err
	}
	o.Era = w.Config.Era
	if !first {
		o.Side = relay.OnPremises.Named(f.Name)
	}
	var stations []station
	for i, m := range servers {
		if i > 0 {
			if err := install.AddServer(o, cmp.Or(m.Product, product), m.Fqdn); err != nil {
				return err
			}
		}
		at, err := w.machine(in, o, m)
		if err != nil {
			return err
		}
		stations = append(stations, at)
	}
	for i, m := range servers {
		o.Servers[i].Site = m.Site
	}
	if len(o.Servers) > 1 {
		for _, s := range o.Servers {
			o.ReceiveConnectors = append(o.ReceiveConnectors, install.BackEnd(s.Product, s.Name, s.Fqdn)...)
		}
	}
	if err := w.install(in, o, f.Tenant, stations); err != nil {
		return err
	}
	for _, m := range edges {
		if err := w.installEdge(in, m, f.Tenant); err != nil {
			return err
		}
	}
	return nil
}

// installEdge sets up an Edge Transport server, which is an organization of its own until it is subscribed.
func (w *World) installEdge(in *Inside, m Machine, tenant string) error {
	o, err := install.Edge(cmp.Or(m.Product, w.Config.OnPremises), m.Fqdn)
	if err != nil {
		return err
	}
	o.Era, o.Side = w.Config.Era, relay.OnPremises.Named(o.Name)
	at, err := w.machine(in, o, m)
	if err != nil {
		return err
	}
	return w.install(in, o, tenant, []station{at})
}

// machine puts a server on the network, with its self-signed certificate, and under the name that leads to it as well.
func (w *World) machine(in *Inside, o *relay.Organization, m Machine) (station, error) {
	addresses := []netip.Addr{m.Address}
	if m.Also.IsValid() {
		addresses = append(addresses, m.Also)
	}
	host, err := w.Net.AddHost(m.Fqdn, addresses...)
	if err != nil {
		return station{}, err
	}
	for _, a := range addresses {
		if m.Behind == "" {
			break
		}
		if err := w.Net.AddRecord(vnet.Record{Name: m.Behind, Type: familyOf(a), Value: a.String()}); err != nil {
			return station{}, err
		}
	}
	cert, err := w.at(in).ca.selfSigned(m.Fqdn, w.Clock.Now())
	if err != nil {
		return station{}, err
	}
	entry := storeEntry(cert, firstLabel(m.Fqdn), true, "SMTP")
	o.Certificates = append(o.Certificates, entry)
	if s := o.Server(entry.Server); s != nil {
		s.Internal = entry.Thumbprint
		if o.ProductOf(s.Name) < relay.Exchange2016 {
			moment, err := w.at(in).ca.selfSigned(m.Fqdn, w.Clock.Now().Add(time.Hour))
			if err != nil {
				return station{}, err
			}
			s.Ephemeral = storeEntry(moment, s.Name, true, "SMTP")
		}
	}
	return station{host, host}, nil
}

// installCloud sets up the service's hosts and certificate, and the tenants. The hosts are everybody's (T10.4); the
// first tenant's server listens at the front door, which hands each what is its own.
func (w *World) installCloud(in *Inside) error {
	shared := &relay.Server{Hosts: relay.ServiceHosts(w.Config.Clock, 0)}
	door, out := shared.In(relay.RoleFrontDoor), shared.In(relay.RoleOutbound)
	inbound, err := w.Net.AddHost(door.Fqdn, frontDoorAddress, frontDoorIPv6)
	if err != nil {
		return err
	}
	outbound, err := w.Net.AddHost(out.Fqdn, defaultEgress...)
	if err != nil {
		return err
	}
	names := []string{install.ServiceName, "*." + install.ServiceName}
	cert, err := w.at(in).ca.named(ServiceAuthority).Issue(labca.Request{Subject: serviceSubject, DNSNames: names})
	if err != nil {
		return err
	}
	for i, name := range append([]string{w.Config.Tenant}, w.Config.Tenants...) {
		o := install.Tenant(name, relay.DayOf(w.Config.Era.At(w.Clock.Now())))
		o.Era = w.Config.Era
		host := fmt.Sprintf(mailboxHost, i+1)
		if i > 0 {
			o.Side = relay.Cloud.Named(name)
		}
		o.Servers = []*relay.Server{{Name: firstLabel(host), Fqdn: host,
			Hosts: relay.ServiceHosts(w.Config.Clock, i+1)}}
		o.Certificates = []*relay.Certificate{storeEntry(cert, door.Name, false, "SMTP")}
		if err := w.install(in, o, name, []station{{inbound, outbound}}); err != nil {
			return err
		}
	}
	return nil
}

// station is where a server is on the network: the hosts that take its mail and send it.
type station struct{ inbound, outbound *vnet.Host }

// install puts an organization to work, each server in its station, listening. Its other half is the tenant of a name.
func (w *World) install(in *Inside, o *relay.Organization, tenant string, stations []station) error {
	side := newSide(in, w, o, stations)
	side.tenant = tenant
	w.sides = append(w.sides, side)
	w.trust(in)
	for _, server := range side.servers {
		if err := server.at(in).start(); err != nil {
			return err
		}
	}
	return nil
}

func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}

// trust gives every server a pool of the authorities that it trusts, as it stands now (T5.4).
func (w *World) trust(in *Inside) {
	ca := &w.at(in).ca
	pool := poolOf(ca.trusted())
	for _, side := range w.sides {
		here := side.at(in)
		configured := here.configured.Clone()
		for i, server := range configured.Servers {
			trusting := *server
			trusting.TrustedRoots, trusting.Revoked = pool, ca.revoked
			if slices.ContainsFunc(ca.refused, func(r refusedRoot) bool { return r.server == server.Name }) {
				trusting.TrustedRoots = poolOf(ca.trustedAt(server.Name))
			}
			configured.Servers[i] = &trusting
		}
		here.configured = configured
		side.effective.Store(withTrust(side.Organization(), configured))
	}
}

func poolOf(roots []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, root := range roots {
		pool.AddCert(root)
	}
	return pool
}

// withTrust is a configuration whose servers trust whom they trust in another.
func withTrust(o, trusting *relay.Organization) *relay.Organization {
	same := func(s *relay.Server) bool {
		other := trusting.Server(s.Name)
		return other == nil || other.TrustedRoots == s.TrustedRoots
	}
	if !slices.ContainsFunc(o.Servers, func(s *relay.Server) bool { return !same(s) }) {
		return o
	}
	o = o.Clone()
	for i, s := range o.Servers {
		if !same(s) {
			changed := *s
			other := trusting.Server(s.Name)
			changed.TrustedRoots, changed.Revoked = other.TrustedRoots, other.Revoked
			o.Servers[i] = &changed
		}
	}
	return o
}

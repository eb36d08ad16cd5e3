package sim

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// ChangeTLS changes what an on-premises server or an outside host was told about TLS. The error says that a system does
// not fit the machine, or that nobody could shake hands with what would be left.
func (w *World) ChangeTLS(machine string, by func(relay.TLSSettings) relay.TLSSettings) error {
	if h := w.Host(machine); h != nil {
		changed := by(h.TLS())
		err := w.possible(machine, changed, func(role relay.TLSRole) relay.TLSStack {
			return schannel.Plain(changed, role)
		})
		if err == nil {
			h.SetTLS(changed)
		}
		return err
	}
	console, err := w.serverCalled(machine)
	if err != nil {
		return err
	}
	w.Do(func(in *Inside) {
		a := administrator{s: console.side.at(in)}
		o := a.Organization().Clone()
		i := slices.IndexFunc(o.Servers, func(s *relay.Server) bool { return s.Name == console.server })
		server, product := *o.Servers[i], o.ProductOf(console.server)
		server.TLS = by(server.TLS)
		if system, told := schannel.SystemNamed(server.TLS.Windows); told && !system.Runs(product) {
			err = mistake.New("it is installed on "+systemsFor(product), "%s does not run on %s", product, system.Name)
			return
		}
		err = w.possible(console.server, server.TLS, func(role relay.TLSRole) relay.TLSStack {
			return schannel.Of(product, server.TLS, role)
		})
		if err == nil {
			o.Servers[i] = &server
			a.Replace(o)
		}
	})
	return err
}

// possible says what speaks against a machine's settings: a system from later than now, or a stack without versions or
// suites.
func (w *World) possible(machine string, s relay.TLSSettings, stack func(relay.TLSRole) relay.TLSStack) error {
	system, told := schannel.SystemNamed(s.Windows)
	if now := w.Clock.Now(); told && now.Before(system.From) {
		return mistake.New("here it is "+now.UTC().Format("2006-01-02")+"; take an older one, or a later Clock",
			"%s came on %s", system.Name, system.From.Format("2006-01-02"))
	}
	for _, role := range []relay.TLSRole{relay.TLSClient, relay.TLSServer} {
		if flaw := schannel.Flaw(stack(role)); flaw != "" {
			return mistake.New("enable another one first", "as a %s, %s would have %s left", role, machine, flaw)
		}
	}
	return nil
}

// systemsFor are the systems that a product runs on.
func systemsFor(p relay.Product) string {
	var names []string
	for _, s := range schannel.Systems() {
		if s.Runs(p) {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, " or ")
}

// serverCalled is an on-premises server by its name.
func (w *World) serverCalled(name string) (Console, error) {
	console, found := w.ConsoleAt(name)
	if !found {
		names := w.ServerNames()
		return console, mistake.New(suggest.DidYouMean(name, names), "there is no server %q", name)
	}
	return console, nil
}

// LetReadKey lets the services of an on-premises server read the keys of its certificates that have a name, or no
// longer.
func (w *World) LetReadKey(server, name string, granted bool) error {
	console, err := w.serverCalled(server)
	if err != nil {
		return err
	}
	w.Do(func(in *Inside) {
		a := administrator{s: console.side.at(in)}
		o := a.Organization().Clone()
		var there []string
		found := false
		for i, c := range o.Certificates {
			if c.Server != console.server || c.Leaf == nil {
				continue
			}
			there = append(there, c.CertificateDomains()...)
			if !slices.Contains(c.CertificateDomains(), strings.ToLower(name)) {
				continue
			}
			if !c.HasPrivateKey {
				err = mistake.New("import it with its key", "the certificate for %s has no private key there", name)
				return
			}
			changed := *c
			changed.KeyDenied = !granted
			o.Certificates[i], found = &changed, true
		}
		if !found {
			err = mistake.New(suggest.DidYouMean(name, there), "%s has no certificate for %s", console.server, name)
			return
		}
		a.Replace(o)
	})
	return err
}

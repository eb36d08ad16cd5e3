package script

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// machineAct is something that is done to a machine beside its mail system: to its registry, its system, its store of
// keys. The machine is an on-premises server, or an outside host.
type machineAct struct {
	machine string // empty or onprem: the first server
	at      mistake.Column
	act     func(p *Player, machine string) error
}

func (a *machineAct) on(machine string, at mistake.Column) { a.machine, a.at = machine, at }

func (a *machineAct) do(p *Player) error {
	machine := a.machine
	switch {
	case machine == string(relay.OnPremises):
		machine = p.w.Side(relay.OnPremises).Servers()[0].Name
	case strings.Contains(machine, "."):
		return (&hostAct{host: machine, at: a.at, act: func(p *Player, h *sim.Host) error {
			return a.act(p, h.Name)
		}}).do(p)
	default:
		if _, known := p.w.ConsoleAt(machine); !known {
			return nobody(machine, a.at, p.w.ServerNames())
		}
	}
	return a.act(p, machine)
}

// isServerVerb reports whether what an on-premises server is told is a verb of the machine. Those of Exchange's shell
// are a verb and a noun with a hyphen between.
func isServerVerb(c *Cursor, actor string) bool {
	if !isServer(actor) && actor != string(relay.OnPremises) {
		return false
	}
	word := c.Peek()
	if word == "" || strings.ContainsAny(word, `-$"'(`) {
		return false
	}
	var first []string
	for _, v := range registry {
		if v.group == groupServer {
			head, _, _ := strings.Cut(v.key, " ")
			first = append(first, head)
		}
	}
	return slices.Contains(first, word) || suggest.Nearest(word, first) != ""
}

// both registers a verb for on-premises servers and for outside hosts.
func both(key, usage, doc string, parse func(c *Cursor) (any, error)) {
	register(groupServer, key, "SERVER> "+usage, doc, parse)
	register(groupHost, key, "HOST> "+usage, doc, parse)
}

const afterRestart = " It is so at once, as after a restart of the machine."

func init() {
	for _, on := range []bool{true, false} {
		verb := map[bool]string{true: "enable", false: "disable"}[on]
		both(verb+" TLS", verb+" TLS 1.0|1.1|1.2 [as client|server]",
			"The administrator of the machine "+verb+"s a version of TLS in its registry: for connections that it "+
				"makes, for those that it takes, or for both. What a machine has by itself follows from its product "+
				"and its version of Windows; an outside host has all versions."+afterRestart, parseVersion(on))
		both(verb+" ciphers", verb+" ciphers SUITE|FAMILY, ...",
			"The administrator "+verb+"s cipher suites: by name, by a pattern such as TLS_RSA_*, or by family, which "+
				"is "+strings.Join(schannel.Families(), ", ")+"."+afterRestart, parseSuites(on))
	}
	both("run on", "run on Windows Server VERSION",
		"The machine has this version of Windows, from 2008 SP2 to 2025. What it does by itself in TLS follows from "+
			"that.", parseSystem)
	for _, granted := range []bool{true, false} {
		verb, doc := "grant key", "The service may read the private key of the server's certificates with this name "+
			"again, as assigning them to SMTP lets it, too."
		if !granted {
			verb, doc = "deny key", "The right to read the private key of the server's certificates with this name is "+
				"taken from the service, as an import under another account leaves it: the certificate looks fine, "+
				"and TLS with it breaks."
		}
		register(groupServer, verb, "SERVER> "+verb+" of NAME", doc, parseKey(granted))
	}
}

func parseVersion(on bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		at := c.Here()
		start := c.Mark()
		word, err := c.Word("a version")
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(relay.TLSVersions, func(v relay.TLSVersion) bool { return v.String() == "TLS "+word })
		if i < 0 {
			return nil, c.ErrorAt(start, "there is 1.0, 1.1 or 1.2; SMTP in Exchange does not use TLS 1.3",
				"%q is not a version of TLS that mail servers speak here", word)
		}
		roles := []relay.TLSRole{relay.TLSClient, relay.TLSServer}
		if c.Take("as") {
			role, err := c.oneOf("what the machine is", string(relay.TLSClient), string(relay.TLSServer))
			if err != nil {
				return nil, err
			}
			roles = []relay.TLSRole{relay.TLSRole(role)}
		}
		return retold(at, func(s relay.TLSSettings) relay.TLSSettings {
			for _, role := range roles {
				s = s.WithVersion(relay.TLSVersions[i], role, on)
			}
			return s
		}), nil
	}
}

func parseSuites(on bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		at := c.Here()
		var suites []relay.CipherSuite
		err := c.list(func() error {
			start := c.Mark()
			word, err := c.Word("a cipher suite")
			if err != nil {
				return err
			}
			found := schannel.SuitesNamed(word)
			if len(found) == 0 {
				known := schannel.Families()
				for _, s := range schannel.Suites() {
					known = append(known, string(s.Name))
				}
				hint := "there is " + strings.Join(schannel.Families(), ", ") + ", and names such as " +
					string(schannel.Suites()[0].Name)
				if near := suggest.Nearest(strings.ToUpper(word), known); near != "" {
					hint = "did you mean " + near + "?"
				}
				return c.ErrorAt(start, hint, "there is no cipher suite %s", word)
			}
			suites = append(suites, found...)
			return nil
		})
		return retold(at, func(s relay.TLSSettings) relay.TLSSettings {
			for _, name := range suites {
				s = s.WithSuite(name, on)
			}
			return s
		}), err
	}
}

func parseSystem(c *Cursor) (any, error) {
	start, at := c.Mark(), c.Here()
	name := strings.TrimSpace(c.Rest())
	if _, known := schannel.SystemNamed(name); !known {
		var names []string
		for _, s := range schannel.Systems() {
			names = append(names, s.Name)
		}
		if name == "" {
			return nil, c.ErrorAt(start, "there is "+strings.Join(names, ", "), "the system is missing")
		}
		return nil, c.ErrorAt(start, suggest.DidYouMean(name, names), "there is no system %q", name)
	}
	return retold(at, func(s relay.TLSSettings) relay.TLSSettings {
		s.Windows = name
		return s
	}), nil
}

// retold changes what a machine was told about TLS. at is what was said, for what cannot be.
func retold(at mistake.Column, by func(relay.TLSSettings) relay.TLSSettings) *machineAct {
	return &machineAct{act: func(p *Player, machine string) error {
		return at.Blame(p.w.ChangeTLS(machine, by))
	}}
}

func parseKey(granted bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		if err := c.Expect("of"); err != nil {
			return nil, err
		}
		at := c.Here()
		name, err := c.name("a certificate's name")
		return &machineAct{act: func(p *Player, machine string) error {
			return at.Blame(p.w.LetReadKey(machine, name, granted))
		}}, err
	}
}

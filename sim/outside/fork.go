package outside

import (
	"slices"

	"hybridsim/sim/door"
)

// Idle reports whether nothing has come to the host and nothing waits there.
func (h *Host) Idle() bool {
	return look(h, func(here *state) bool {
		return here.mail.Count()+len(here.outgoing)+len(here.givenUp)+here.sent == 0
	})
}

// Fork returns a host with the same name, mailboxes and policies in other surroundings. It listens there.
func (h *Host) Fork(env Environment) (*Host, error) {
	f := &Host{Name: h.Name, Domains: h.Domains, env: env}
	f.kept = look(h, func(here *state) door.Kept[state] {
		s := state{
			Host: f, mailboxes: slices.Clip(here.mailboxes), lists: slices.Clone(here.lists),
			allowed: slices.Clip(here.allowed),
			relays:  slices.Clone(here.relays), hopLimit: here.hopLimit, certificate: here.certificate, tls: here.tls,
			admitted: here.admitted, checks: here.checks, strict: here.strict, plain: here.plain,
			prober: here.prober, probed: here.probed,
		}
		s.scripts = here.scripts.Fork()
		return door.Keep(s)
	})
	return f, env.Listen(25, f.Greet)
}

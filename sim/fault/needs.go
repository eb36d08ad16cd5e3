package fault

import (
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
)

// Needs is what there has to be in a world for the fault: a kind of object, a machine, somebody outside.
func (f Fault) Needs(w *sim.World) string {
	where := strings.ToLower(f.Object)
	begins := func(name string) bool {
		name = strings.ToLower(name)
		return where == name || strings.HasPrefix(where, name+" ")
	}
	for _, side := range w.SideNames() {
		o := w.Side(side).Organization()
		for _, n := range cmdlet.Nouns(o) {
			if begins(string(side) + " " + n.Name) {
				return string(side.Kind()) + " " + n.Name
			}
		}
		if begins(string(side)) {
			if o.InCloud() {
				return "a tenant"
			}
			return "an organization on-premises"
		}
		for _, s := range o.Servers {
			switch {
			case begins(s.Name) && f.Family == Certificates && strings.Contains(where, "cn="):
				return "a certificate that SMTP uses"
			case begins(s.Name):
				return "a server on-premises"
			}
		}
	}
	switch {
	case slices.ContainsFunc(w.Hosts(), func(h *sim.Host) bool { return begins(h.Name) }):
		return "a host outside"
	case f.Family == Certificates:
		return "a certificate that SMTP uses"
	case slices.ContainsFunc(newSite(w).publicNames(), begins):
		return "a name that the cloud hands mail to"
	case f.Family == Names:
		return "a domain in DNS"
	}
	return "an address of the service or of on-premises"
}

package sim

import (
	"errors"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

// errBogus is that DNS answered and that the answer is not authentic.
var errBogus = errors.New("the answer of DNS is signed and not authentic")

// looksForDANE reports whether the sender of a dialogue asks for TLSA records: the service does, on the way to a
// domain's mail hosts, since 2022 (L83). Whether it does so on the way to a smart host is not known (L91): here not.
func (w *World) looksForDANE(from speaker, d relay.Dialogue) bool {
	return isService(from) && len(d.Hop.SmartHosts) == 0 &&
		relay.DANE.Holds(relay.DayOf(w.Config.Era.At(w.Clock.Now())))
}

// demandsOf are the TLSA records of a mail host, as far as both it and the domain that names it are signed (RFC 7672
// 2.2). The error says that what DNS answers about one of them is not authentic.
func (w *World) demandsOf(asker vnet.Asking, domain, host string) ([]relay.TLSA, error) {
	signed, authentic := w.Net.Signed(domain)
	if signed && !authentic {
		return nil, errBogus
	}
	hostSigned, hostAuthentic := w.Net.Signed(host)
	switch {
	case !signed || !hostSigned:
		return nil, nil
	case !hostAuthentic:
		return nil, errBogus
	}
	var list []relay.TLSA
	records, _ := asker.LookupTLSA("_25._tcp." + host)
	for _, r := range records {
		if t, err := relay.ParseTLSA(r); err == nil { // else it was checked when it was typed
			list = append(list, t)
		}
	}
	return list, nil
}

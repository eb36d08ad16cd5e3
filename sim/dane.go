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
	return isService(from) && len(d.Hop.SmartHosts) == 0 && d.TLS.DANE != relay.DaneNone && relay.DANE.Holds(w.day())
}

// day is the day that the cloud lives in.
func (w *World) day() relay.Era { return relay.DayOf(w.Config.Era.At(w.Clock.Now())) }

// errNoDANE is that a connector demands DANE and a mail host has no TLSA record that counts.
var errNoDANE = errors.New("DANE is mandatory, and there is no signed TLSA record")

// errNotNamed is that a domain's MTA-STS policy names none of its mail hosts.
var errNotNamed = errors.New("the MTA-STS policy names another mail host")

// stsFor is the MTA-STS policy that a dialogue has to meet: the domain's, where it enforces one and the service looks
// for it: since 2022, on the way to a domain's mail hosts (L88), unless the connector says otherwise. nil: none.
func (w *World) stsFor(from speaker, d relay.Dialogue) *relay.STSPolicy {
	if !isService(from) || len(d.Hop.SmartHosts) > 0 || d.TLS.STS == relay.MtaStsNone || !relay.MTASTS.Holds(w.day()) {
		return nil
	}
	text, _ := w.Net.Page(relay.STSHostPrefix + d.Hop.Domain)
	policy, err := relay.ParseSTSPolicy(text)
	if err != nil || policy.Mode != relay.STSEnforce { // without a page there is no policy
		return nil
	}
	return &policy
}

// demands are what the domain of a dialogue demands of a mail host's TLS. TLSA records go before the domain's policy
// (RFC 8461 section 2). The error tells that the host must not be used.
func (w *World) demands(asker vnet.Asking, from speaker, d relay.Dialogue, host string) (relay.Target, error) {
	target := relay.Target{Host: host}
	if w.looksForDANE(from, d) {
		var err error
		if target.TLSA, err = w.demandsOf(asker, d.Hop.Domain, host); err != nil {
			return target, err
		}
		if len(target.TLSA) == 0 && d.TLS.DANE == relay.DaneMandatory {
			return target, errNoDANE
		}
	}
	if policy := w.stsFor(from, d); policy != nil && len(target.TLSA) == 0 {
		if !policy.Names(host) {
			return target, errNotNamed
		}
		target.STS = true
	}
	return target, nil
}

// unmet are the errors that say that a domain's demands, or the connector's, keep mail from all its hosts.
var unmet = map[error]relay.TLSReason{
	errBogus: relay.DANEBogus, errNoDANE: relay.DANEInvalid, errNotNamed: relay.STSHost,
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

package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
	"hybridsim/sim/cmdlet"
)

// tlsRules look at what keeps a handshake from coming about: the machines' TLS, and the state of a certificate that
// only its authority, or the service on the server, knows.
var tlsRules = []Rule{
	{"HS-C016", Error, "The hybrid certificate was renewed by another authority, and connectors still name the old one", "KB3156771; L54", rolledOver},
	{"HS-C017", Error, "A server has no version of TLS that the service speaks", "L19; KBSOCK", func(s *scene, found func(place)) {
		s.eachStack(func(server string, role relay.TLSRole, ours, theirs relay.TLSStack) {
			if version, _, ok := schannel.Agree(ours, theirs); !ok && version == 0 {
				newest := theirs.Versions[len(theirs.Versions)-1]
				found(place{side: "onprem", object: server, property: "TLS as " + string(role),
					value: relay.Some(versionsOf(ours)), detail: "the service speaks " +
						relay.Some(versionsOf(theirs)),
					fix: []string{server + "> enable TLS " + strings.TrimPrefix(newest.String(), "TLS ")}})
			}
		})
	}},
	{"HS-C018", Error, "A server has no cipher suite that the service uses in the version of TLS that both speak", "L23; KBSOCK", func(s *scene, found func(place)) {
		s.eachStack(func(server string, role relay.TLSRole, ours, theirs relay.TLSStack) {
			if version, _, ok := schannel.Agree(ours, theirs); !ok && version != 0 {
				found(place{side: "onprem", object: server, property: "ciphers as " + string(role),
					value: version.String() + " with " + relay.Some(suitesOf(ours)),
					fix:   []string{server + "> enable ciphers " + string(theirs.Suites[0])}})
			}
		})
	}},
	{"HS-C019", Error, "The hybrid certificate was revoked by its authority: it is not shown, and nobody takes it", "L76; JPTLS", eachCertificate(func(s *scene, c *relay.Certificate) (place, bool) {
		return place{property: "Status", value: "Revoked", fix: replacement(c)},
			s.local.RevokedFor(c.Server)[c.Thumbprint]
	})},
	{"HS-C039", Error, "The service may not read the private key of the hybrid certificate", "L40; KB4495258", eachCertificate(func(_ *scene, c *relay.Certificate) (place, bool) {
		return place{property: "private key", value: "not readable",
			fix: []string{c.Server + "> grant key of " + hostOf(c)}}, c.KeyDenied
	})},
}

// eachStack looks at what every server that exchanges mail with the service can do in each role that it has there.
func (s *scene) eachStack(visit func(server string, role relay.TLSRole, ours, theirs relay.TLSStack)) {
	theirs := schannel.Service(s.cloud.Era.At(s.now))
	look := func(servers []string, role relay.TLSRole) {
		slices.Sort(servers)
		for _, name := range slices.Compact(servers) {
			if server := s.local.Server(name); server != nil {
				visit(server.Name, role, schannel.Of(s.local.ProductOf(server.Name), server.TLS, role), theirs)
			}
		}
	}
	var from, to []string
	for _, c := range s.toService(true) {
		from = append(from, s.sourcesOf(c)...)
	}
	for _, c := range s.receiving() {
		to = append(to, c.Server)
	}
	look(from, relay.TLSClient)
	look(to, relay.TLSServer)
}

func versionsOf(s relay.TLSStack) (list []string) {
	for _, v := range s.Versions {
		list = append(list, v.String())
	}
	return list
}

func suitesOf(s relay.TLSStack) (list []string) {
	for _, v := range s.Suites {
		list = append(list, string(v))
	}
	return list
}

// rolledOver finds connectors that name a certificate which is out of date, while a good one with the same subject by
// another authority stands beside it. One that is gone from the store is HS-C003's and HS-C022's affair.
func rolledOver(s *scene, found func(place)) {
	stale := func(server string, name relay.CertificateName) *relay.Certificate {
		if name.IsZero() || !s.stored(server, name) {
			return nil
		}
		var newer *relay.Certificate
		for _, c := range s.certificatesOf(server) {
			switch {
			case c.Leaf == nil || c.TLS == nil || s.now.After(c.Leaf.NotAfter):
			case c.Name() == name:
				return nil
			case c.Name().Subject == name.Subject && !c.SelfSigned && c.EnabledFor("SMTP") && !s.untrusted(c):
				newer = c
			}
		}
		return newer
	}
	for _, c := range s.toService(true) {
		for _, server := range s.sourcesOf(c) {
			if newer := stale(server, c.TlsCertificateName); newer != nil {
				found(place{side: "onprem", object: c.Name, property: "TlsCertificateName",
					value: c.TlsCertificateName.String(), detail: "the newer one is by " + newer.Issuer,
					fix: []string{onPremisesLine("Set-SendConnector " + cmdlet.Quote(c.Name) + " -TlsCertificateName " +
						cmdlet.Quote(newer.Name().String()))}})
			}
		}
	}
	for _, c := range s.receiving() {
		if newer := stale(c.Server, c.TlsCertificateName); newer != nil {
			found(place{side: "onprem", object: c.Identity(), property: "TlsCertificateName",
				value: c.TlsCertificateName.String(), detail: "the newer one is by " + newer.Issuer,
				fix: setReceive(c, "-TlsCertificateName "+cmdlet.Quote(newer.Name().String()))})
		}
	}
}

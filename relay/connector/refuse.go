package connector

import (
	"fmt"

	"hybridsim/relay"
)

// RefuseRelay says how the front door refuses a recipient whose domain is no tenant's, once [Attribute] has found
// nobody who sends: [RelayDenied] to a client that an OnPremises connector knows, or whose sender's tenant has such
// connectors and none of them means this client; [DomainUnknown] to everybody else (R3.7; N2, N3, B19, B27; which of
// the two goes with which client is [I], read from where each was seen).
func RefuseRelay(tenants []*relay.Organization, a Arrival) (Verdict, relay.Decision) {
	d := relay.Decision{Question: relay.MayRelay, Source: "R3.7, N2, N3", Subject: a.Recipient}
	verdict := DomainUnknown
	d.Because = "no tenant accepts the recipient's domain, and no OnPremises connector concerns the client"
	eachOnPremises(tenants, func(t *relay.Organization, c *relay.InboundConnector) {
		own := a.From != "" && t.AcceptedDomain(relay.DomainOf(a.From)) != nil
		property, knows := recognizes(c, a)
		switch {
		case knows && verdict != RelayDenied:
			verdict = RelayDenied
			d.Because = fmt.Sprintf("%q knows the client, and does not speak for its sender", c.Name)
		case own && verdict == DomainUnknown:
			verdict = RelayDenied
			d.Because = fmt.Sprintf("the sender's domain is one of %s, none of whose OnPremises connectors "+
				"knows the client", t.Name)
		}
		switch {
		case knows:
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property,
				"knows the client; the sender's domain and the certificate's are not the tenant's"))
		case own:
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, "does not know the client"))
		}
	})
	return verdict, d
}

// recognizes reports whether a connector's address or certificate name means the client, and the property that says so.
// A certificate that does not validate is recognized all the same: it is the same refusal (B05 [D] KB3212877).
func recognizes(c *relay.InboundConnector, a Arrival) (property string, knows bool) {
	if c.TlsSenderCertificateName != "" {
		property = "TlsSenderCertificateName " + c.TlsSenderCertificateName
		if SenderCertificateMatches(c.TlsSenderCertificateName, a.Peer.Names) {
			return property, true
		}
	}
	if len(c.SenderIPAddresses) > 0 {
		property = "SenderIPAddresses " + relay.Some(c.SenderIPAddresses)
	}
	return property, relay.AnyContains(c.SenderIPAddresses, a.IP)
}

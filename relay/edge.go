package relay

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
)

// EdgeSubscription ties an Edge Transport server to an organization (T9.1).
type EdgeSubscription struct {
	Name       string // the Edge's
	Site       string
	Fqdn       string // empty: nothing is known of the Edge
	Thumbprint string // of the certificate that the Edge is trusted by (T4.2)
	Kept       Kept
}

// EdgeInside is what a subscribed Edge knows of the organization behind it. An Edge without one is on its own.
type EdgeInside struct {
	Site    string
	Servers []EdgeHub
	Known   map[string]bool // recipients that may receive from outside, hashed ([KnownAs]); G1.2.20
}

// EdgeHub is a server that an Edge hands mail to.
type EdgeHub struct {
	Fqdn       string
	Product    Product
	Thumbprint string // of the certificate that it is trusted by
}

// KnownAs is how an Edge knows an address (G1.2.20 [D]).
func KnownAs(address string) string {
	sum := sha1.Sum([]byte(strings.ToLower(address)))
	return hex.EncodeToString(sum[:])
}

// IsEdge reports whether the organization is an Edge Transport server.
func (o *Organization) IsEdge() bool { return len(o.Servers) == 1 && o.Servers[0].Edge }

// EdgeSubscription finds the subscription of an Edge, or nil.
func (o *Organization) EdgeSubscription(name string) *EdgeSubscription {
	for _, e := range o.EdgeSubscriptions {
		if strings.EqualFold(e.Name, name) {
			return e
		}
	}
	return nil
}

// InternalCertificate is what a server shows other Exchange servers: the self-signed one that its setup made (T4.5).
// Without it, nil, the server cannot.
func (o *Organization) InternalCertificate(server string) *Certificate {
	for _, c := range o.CertificatesOf(server) {
		if c.SelfSigned && c.TLS != nil {
			return c
		}
	}
	return nil
}

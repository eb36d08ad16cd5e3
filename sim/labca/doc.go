// Package labca is a certificate authority for the lab: roots, intermediates and
// host certificates whose every byte follows from their names.
//
// It is not for use outside of a simulation: whoever knows the name of an
// authority can compute its private key. It revokes nothing and checks nobody's
// right to a name; an expired or misnamed certificate is a legitimate wish here.
//
//  1. [New] makes a root, [Authority.Subordinate] an intermediate below it.
//  2. [Authority.Issue] makes a certificate for a [Request]; asking again for the
//     same subject renews it, with a new key and a new serial number. [SelfSigned]
//     makes one that no authority vouches for.
//  3. [Certificate.TLS] hands it to crypto/tls, with the chain or, as on a
//     misconfigured server, without.
//  4. [Certificate.Thumbprint] and [DN] print it as Windows does.
//
// Equal calls in equal order give equal bytes, in every process. Keys are P-256
// scalars computed from labels, serial numbers are hashes of labels, and
// signatures are deterministic (RFC 6979).
package labca

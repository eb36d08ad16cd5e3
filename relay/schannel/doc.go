// Package schannel is what TLS a machine can do: versions and cipher suites by product, operating system and date (L1
// to L24), as changed by whoever edits its registry, and what two machines agree on.
//
//  1. [Of], [Service] and [Plain] are the stacks: of an Exchange server, of the service, of any other mail host.
//  2. [Suites] is the table of cipher suites, with the words that protocol logs have for each.
//  3. [Agree] is the version and the suite of a handshake: the newest version of both, and of what the client offers
//     the suite that the server likes best. Both ends come to the same, every time.
//
// It is not TLS: relay/smtpio speaks that, within what a stack allows. And it is not about certificates.
package schannel

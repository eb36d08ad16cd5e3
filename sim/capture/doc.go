// Package capture writes what passed on the simulated network as a packet capture, a file in the pcapng format, so that
// Wireshark shows the SMTP of each hop, inside TLS too. The simulated network has no packets; this package makes them
// up from the bytes of its connections, and knows no mail.
//
//  1. A [Recorder] listens to a network ([hybridsim/sim/vnet.Network.Tap]).
//  2. It cuts what each end of a connection sends into TCP segments, with their acknowledgements (tcp.go).
//  3. Names of addresses go into Name Resolution Blocks, the secrets of TLS sessions into Decryption Secrets Blocks
//     (file.go), so that nothing else is needed to read the file.
//  4. In virtual time a dialogue takes none: the file is put in order and written when the play is over, with times
//     between the packets that are made up like those of protocol logs (V3.12). A living world's packets are written as
//     they pass.
//
// A connection that is translated on its way is seen twice, as its two ends see it, on two interfaces. Behind a device
// that reads what passes it has a source port of its own, [behind] less than before, so that a reader of the file can
// tell the two halves apart.
//
// Two captures of a play are the same but for what TLS makes of chance: keys, and all that is encrypted with them, and
// the order of packets where both ends speak at once.
package capture

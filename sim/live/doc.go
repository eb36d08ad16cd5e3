// Package live lets a simulated world run in wall-clock time and opens it to real clients: its edges are listeners on real
// sockets. It knows no rule of mail, and nothing in it decides what becomes of a message.
//
// The path of an outside client's connection:
//
//  1. A [Door] is a real listener that stands for a port of a simulated host. Something tells who the client counts as: the
//     door's own declared source ([FromAddress]), the client's loopback address ([Sources]), a PROXY header ([FromProxy]), or
//     the client itself, by XCLIENT.
//  2. [Engine.Admit] lets it into the simulated network as a connection from that source. The firewall, NAT and boxes of the
//     network have their say, and the host at the other end chooses its receive connector by what it sees.
//  3. From there everything is as in virtual time, except that an [Engine] moves the clock and holds conversations side by
//     side, each on a goroutine of its own. What the hosts of the network send may leave it in one place: a [Bridge] leads to
//     a real server on this machine, which stands on the path as a host of the network.
//  4. What arrives in any mailbox is a [sim.Letter], which a [Maildir] writes down; packages web and zones show the rest of the world.
package live

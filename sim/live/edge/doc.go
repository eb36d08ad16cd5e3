// Package edge is where real clients and servers meet a living world: listeners on real sockets, who a client is, and
// the one way out, to servers on this machine. It knows no rule of mail, and nothing in it decides what becomes of a
// message.
//
// The path of an outside client's connection:
//
//  1. A [Door] is a real listener that stands for a port of a simulated host ([Edge.Open]). Something tells who the
//     client counts as: the door's own declared source ([FromAddress]), the client's loopback address ([Sources]), a
//     PROXY header ([FromProxy]), or the client itself, by XCLIENT.
//  2. [Edge.Admit] lets it into the simulated network as a connection from that source. The firewall, NAT and boxes
//     of the network have their say, and the host at the other end chooses its receive connector by what it sees.
//  3. From there everything is as in virtual time. What the hosts of the network send may leave it in one place: a
//     [Bridge] leads to a real server on this machine, which stands on the path as a host of the network.
package edge

// Package zones answers real DNS queries, by UDP and TCP, with the zones of a simulated network: the servers that take
// part see what the two sides see. It forwards nothing, caches nothing and holds no records of its own.
//
// The path of a query:
//
//  1. [Serve] listens; the library github.com/miekg/dns reads messages, and refuses those that are no queries.
//  2. [Handler.ServeDNS] asks the network in the name of the client's address, so that the query is among those
//     recorded.
//  3. The answer is authoritative, or NXDOMAIN, or no data; SERVFAIL where the network administrator broke a zone. What
//     does not fit into a datagram is cut off and marked, so that the client asks again by TCP.
package zones

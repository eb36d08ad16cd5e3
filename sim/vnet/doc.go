// Package vnet is a simulated TCP/IP network: hosts with addresses, a firewall,
// address translation, balancers, boxes in the path, buffered connections, and the DNS zones that name
// them.
//
// It is not an internet: there are no packets, no routing tables and no losses,
// and no time passes in it. An attempt that would time out fails at once; what
// that costs in virtual time is the caller's to charge. It knows nothing of the
// protocols spoken over it.
//
// The path of a connection:
//
//  1. A [Host] made by [Network.AddHost] listens on a port, on all of its
//     addresses.
//  2. Another host calls [Host.Dial] from one of its own.
//  3. The firewall's rules ([Rule], [AllowList]) judge the attempt by its original source.
//  4. Source NAT ([NAT]) rewrites the source that the other side will see.
//  5. A static translation ([Static]) or a balancer ([Balancer]) at the destination leads on to another address.
//  6. The destination refuses or accepts. Either way the attempt is recorded
//     ([Network.Attempts]), and failures are the errors that package net gives.
//  7. A [Box] may stand in the path of what was accepted and handle the bytes.
//  8. Both ends hold a [Conn]. When the dialogue is over, [Network.WaitIdle]
//     waits for the accepting side to let go of its end.
//
// The path of a DNS query: static records ([Network.AddRecord]) first, then the
// computed zones ([Network.Publish]). It, too, is recorded ([Network.Queries]).
//
// Everything numbered is numbered by counters of the Network, and everything
// listed is listed in a fixed order, so equal runs look equal. All methods are
// safe for concurrent use.
package vnet

// Package outside is an outside mail host: a plain Internet MTA, as an actor in somebody's world. It knows no
// organization and no world; what it needs of its surroundings it asks an [Environment].
//
//  1. [New] gives it a name and domains, and lets it listen. It is told of mailboxes, block lists, scripted replies and
//     domains that it passes on.
//  2. A client is greeted ([Host.Greet]); its message goes into a mailbox, or into the queue for the next host.
//  3. [Host.Due] and [Host.Step] are its work: a dialogue for somebody else to perform, which is told what came of it.
//  4. What it cannot deliver it reports: into its own user's mailbox, or by mail.
package outside

import (
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/sim/door"
)

// Environment is what a host has of the world around it.
type Environment interface {
	Do(f func(*door.Inside))   // behind the door, to change something
	Look(f func(*door.Inside)) // behind the door, to read something
	Now() time.Time
	Address() netip.Addr // the host's own, or the first of several
	// LookupAddr, LookupTXT and Resolver are DNS as the host sees it.
	LookupAddr(name string) ([]netip.Addr, error)
	LookupTXT(name string) ([]string, error)
	Resolver() mailauth.Resolver
	// Listen answers connections to a port of the host as greet says.
	Listen(port uint16, greet Greeting) error
	// Note records a change that has to outlive the process.
	Note(in *door.Inside, c Change)
}

// Greeting decides how a client is answered. The session is called behind the door.
type Greeting func(in *door.Inside, client netip.Addr) (relay.Service, relay.Session)

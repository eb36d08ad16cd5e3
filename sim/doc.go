// Package sim is the simulated world: two organizations, outside mail hosts, a network, a clock and a certificate
// authority. It does the work that is due and keeps the records. It knows no Exchange rule; those are in package relay
// and below.
//
// The seam that lets one world serve virtual time and live labs is decide, perform, apply: an organization's transport
// decides what to say to whom, the world performs the dialogue, and the outcome is applied. Everything that touches an
// organization goes through one door, [World.Do], and takes the [Inside] that it hands out.
//
//  1. [New] installs the two organizations in a [Config]'s generation: default connectors, domains, certificates.
//  2. [World.Run] lets an administrator type a cmdlet; the network administrator's verbs are methods in netadmin.go.
//  3. [World.Submit] and the outside hosts' Send put mail in.
//  4. [World.Settle] does what is due now, one dialogue at a time; [World.Wait] moves the clock and does what comes
//     due.
//  5. The records ([World.Events], [Side.Received], [Side.Sent], mailboxes) tell what happened.
package sim

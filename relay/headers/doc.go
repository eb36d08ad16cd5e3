// Package headers decides what a message header may claim. It works on headers alone; which connector a message came by
// is decided before, in package connector.
//
// In the order of one hop:
//
//  1. [Submit] stamps what a mailbox of this side sends.
//  2. [Demote] renames organization headers to cross-premises headers on the way to the other side, or takes both away.
//  3. [Firewall] removes the header classes that a session has no right to send.
//  4. [Promote] turns cross-premises headers back into organization headers where the session or connector is trusted.
//  5. [Authenticate] answers whether the message is internal, and [Stamp] writes the answer down.
//
// Promotion is not elevation: it transports whatever AuthAs was (R7.1).
package headers

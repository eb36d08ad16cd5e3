// Package transport is one server of an organization at work: it takes mail in, finds out where it goes, delivers it,
// sends it on, waits, gives up and reports. It decides by packages connector, categorizer and headers, and writes
// reports with dsn.
//
// It performs nothing itself. The world around it ([Environment]) tells the time and the configuration, and keeps the
// records; conversations are handed out and their outcomes handed back. The way of one message:
//
//  1. [Transport.Submit] (a mailbox user) or a [relay.Session] from [Transport.Accept] (another host) makes a MailItem.
//  2. [Transport.Step] takes the earliest due unit of work. First the categorizer: deliver here, queue for a next hop,
//     or fail.
//  3. Step again: a queue whose time has come becomes an [Attempt], a dialogue for somebody else to perform.
//  4. [Transport.Finish] is told the outcome: sent, deferred with a next-retry time, or failed.
//  5. What failed or waited too long is reported to the sender by the same routes as any mail.
//
// A Transport is not safe for concurrent use; its owner serializes Step, Finish and the calls on its sessions.
package transport

// Package relay holds the nouns of Exchange hybrid mail flow: the Organization and the objects an administrator
// configures in it, the mail that passes through, and the outcomes. Field names are Exchange's property names, SMTP's
// and RFC 3464's words.
//
// It is pure: no clock, no network, no files, no locks. What needs one of those is an interface here ([Session],
// [Sender]) and an implementation elsewhere.
//
// The path through it, in the order a message meets the nouns:
//
//  1. A [Peer] connects; a [ReceiveConnector] (on-premises) or the front door (cloud) answers with a [Service].
//  2. A [Session] answers its commands with [Reply] values from the catalogue, relay/reply.
//  3. Accepted content becomes a [MailItem], with its [Recipient] lines resolved against the [Organization].
//  4. A [SendConnector] or [OutboundConnector] makes a [Dialogue], which a [Sender] performs and reports as an
//     [Outcome].
//  5. Each choice on the way is a [Decision], each step an [Event].
//
// The packages below this one ask one question each: connector (which connector?), categorizer (who is this
// recipient?), headers (what may a header claim?), dsn (how is a failure reported?). Package transport puts them to
// work.
package relay

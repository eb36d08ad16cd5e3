// Package content answers: what of a message may leave the organization? A remote domain decides whether TNEF travels,
// which out-of-office text the other side gets, and whether automatic replies go there at all (S8.1, S8.2). It knows no
// connectors and no mailboxes.
//
//  1. [Read] finds the parts of a message, as places in its bytes.
//  2. [Pass] applies a [relay.RemoteDomain] to a message that leaves for one recipient.
//  3. [Without] takes parts out; every byte outside of them stays as it is, so that what was signed, encoded or badly
//     wrapped elsewhere in the message does not change.
package content

// Package journey tells from what was recorded which way a message took and what became of it for each of its
// recipients. Every view of a message asks here: the trace that run -v prints, explain, send, check, the pages and
// message trace.
//
// It is pure and decides nothing about mail. The way through it:
//
//  1. [Of] takes the [Records] of a world and the Message-ID of a message.
//  2. Each organization's hold of the message (a copy: from its RECEIVE on) is followed event by event: [After] says
//     what an event leaves its recipients in, [Before] which address another one came from.
//  3. A copy's SEND is joined to the RECEIVE at the next organization, and to what an outside host knows ([Outside]);
//     refusals, which carry no Message-ID, are joined to the message that was refused.
//  4. Each recipient is walked to its ends: a group has as many as it has members.
//
// What is known of a message is its Message-ID: two messages that share one are told as one.
package journey

// Package mailbox answers: what happens to a message that reaches a mailbox? Which folder it lies in, whose name it
// shows, whether the mailbox answers for its absent owner, and what a conference room says to an invitation. Everything
// here hangs on one question that was answered before: is the message internal (S7.4)?
//
// It delivers nothing and sends nothing. The way of a message:
//
//  1. [Place] finds folder, spam confidence level and the sender as shown.
//  2. [AutoReply] makes the out-of-office reply, with every text that the sender may have; which one leaves, package
//     content decides.
//  3. [Attend] answers a meeting request in the name of a room.
package mailbox

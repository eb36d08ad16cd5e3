// Package live lets a simulated world run in wall-clock time. It knows no rule of mail, and nothing in it decides
// what becomes of a message.
//
//  1. An [Engine] is the world's [sim.Pace]: it moves the clock and holds conversations side by side, each on a
//     goroutine of its own ([Start]).
//  2. Real clients come in through package edge; everything else is as in virtual time.
//  3. What arrives in any mailbox is a [sim.Letter], which a [Maildir] writes down; packages web and zones show the
//     rest of the world.
//  4. Who makes the world, keeps it and opens it to people is package house.
package live

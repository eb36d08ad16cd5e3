// Package scrap reads what people paste when mail fails: whole delivery reports and, more often, a piece of evidence:
// one reply, a detail of a message trace, a queue with its LastError, rows of a log, what a scanner printed, and the
// reports and logs of other mail systems, which say much of it in words without a code. It says what stands there and
// nothing else: what a piece does not hold stays empty.
//
//  1. [Read] takes the input out of its wrapping (JSON, HTML, quotation) and finds what kind it is.
//  2. Each kind becomes [Case] values: a recipient, or a message, with the answer that it got.
//  3. An answer is taken apart into what it quotes ([reply.Chain]); [Case.Meanings] asks the catalogue what it stands
//     for.
//
// Reports are read by package dsn; which stories are alike, and how it is all printed, is asked elsewhere.
package scrap

// Package store keeps a living world on disk, so that what it answered 250 to outlives kill -9. It is the world's
// [sim.Keeper]. It knows neither rules of mail nor story files: what the world was made from is text to it, and so are
// the lines that its administrators typed.
//
// A store is a log in one bbolt file:
//
//  1. [Open] locks the file and reads what there is. [Store.Create] writes the first record of a new one: what the
//     world was made from, and its state.
//  2. Changes and lines are handed over in the order in which they happen ([Store.Keep], [Store.Typing]) and wait in
//     memory.
//  3. One goroutine writes what waits as one record in one transaction, so that many clients share one sync of the
//     disk. Those who wait for it are told.
//  4. After a crash the file holds the log up to some record, never a part of one. [Store.Kept] is all of it in order;
//     what it makes is the world at one moment of its past, and every 250 was said later than the record it rests on
//     was written.
package store

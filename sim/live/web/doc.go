// Package web shows a living world over HTTP and takes orders for it: mailboxes, queues, message trace, logs, decisions
// and events as JSON for programs and as plain pages for people, lines of the console and mail to send. docs/http.md is
// its manual. It decides nothing about mail; it asks the world, and hands over what people typed.
//
// The path of a request:
//
//  1. [Serve] listens, with limits in time, size and number.
//  2. The guard refuses a Host that is not ours, and changes that another site's page asks for.
//  3. The table of routes finds the handler; what is not in it gets an error with a hint.
//  4. A handler reads from the world's records, which take the world's door themselves, and never while holding it.
//  5. A message is decoded part by part. What came by mail is only ever shown as text, in a frame without rights, or as
//     a file.
package web

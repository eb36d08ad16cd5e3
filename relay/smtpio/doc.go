// Package smtpio speaks SMTP: it answers connections in the words of the Exchange (or other) server that a
// [relay.Service] describes, and it performs [relay.Dialogue]s. It is the only package that knows go-smtp and go-sasl.
//
// It is not an MTA. It decides nothing about mail: what MAIL, RCPT and DATA are answered is the [relay.Session]'s
// affair, and what becomes of an [relay.Outcome] the transport's. It opens no connection of its own and starts no
// timer; silence is the network's to report.
//
// The library does the parsing and keeps the state of a transaction, but its banner, its extensions, its success texts
// and its sequence errors are fixed. So it never sees the network. It talks to a wire, a net.Conn that feeds it one
// command at a time, does STARTTLS itself, keeps the content to itself and puts the dialect's words in place of the
// library's.
//
// The path of a connection that comes in:
//
//  1. [Serve] makes the wire and a library server for this one connection (serve.go, wire.go).
//  2. A command line is read, logged and either answered here or handed on (commands.go); STARTTLS is starttls.go.
//  3. The library parses it and calls the session behind an adapter that notes the exact reply (session.go).
//  4. The library's reply is recognized (library.go) and replaced (answer.go): by the session's, or by the dialect's
//     (dialect.go, extensions.go).
//  5. Content is read and unstuffed beside the library (content.go).
//
// The path of a dialogue that goes out:
//
//  1. [Client.Send] dials the targets in turn (client.go).
//  2. A conversation goes through its phases with the library's client on a wire of its own (conversation.go,
//     clientwire.go).
//  3. STARTTLS is done beside the library, and the certificate judged as the policy demands (secure.go, judge.go).
//
// [Converse] is the third way to use a connection: lines as typed by hand, replies as received.
//
// Every line of a connection goes to a [relay.Transcript] in the columns of Exchange's protocol logs (log.go,
// certlog.go). Message content and credentials never do.
package smtpio

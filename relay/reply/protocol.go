package reply

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// This file holds the fixed replies of an SMTP service: what it says about the protocol itself, whatever the mail. The
// texts are those of S1.7; the mark behind each is that table's ([D] documented, [O] observed, [S] secondary,
// [I] inferred). Refusals that depend on configuration are in refusals.go.

// Greeting is the answer to EHLO, or to HELO when there are no keywords. [D] TELNET16.
func Greeting(fqdn, client string, keywords ...string) relay.Reply {
	hello := fmt.Sprintf("%s Hello [%s]", fqdn, client)
	return relay.Catalogued(250, "", strings.Join(append([]string{hello}, keywords...), "\n"))
}

// InvalidDomainName refuses the name given with EHLO or HELO. [D] TELNET13.
func InvalidDomainName() relay.Reply { return relay.Catalogued(501, "5.5.4", "Invalid domain name") }

// SendHelloFirst refuses a command before EHLO or HELO. Text [D] NDR16, code [S].
func SendHelloFirst() relay.Reply { return relay.Catalogued(503, "5.5.2", "Send hello first") }

// NeedMailCommand refuses a command that only a transaction can take. [S].
func NeedMailCommand() relay.Reply { return relay.Catalogued(503, "5.5.2", "Need mail command") }

// NeedRcptCommand refuses content for which no recipient was accepted. [S].
func NeedRcptCommand() relay.Reply { return relay.Catalogued(503, "5.5.2", "Need rcpt command") }

// SenderAlreadySpecified refuses a second MAIL in one transaction. Code [S], text [I].
func SenderAlreadySpecified() relay.Reply {
	return relay.Catalogued(503, "5.5.2", "Sender already specified")
}

// BadSequence refuses a command between two chunks of one message. Code [S], text [I].
func BadSequence() relay.Reply { return relay.Catalogued(503, "5.5.2", "Bad sequence of commands") }

// ReadyForTLS accepts STARTTLS. [O] WIRE.
func ReadyForTLS() relay.Reply { return relay.Catalogued(220, "2.0.0", "SMTP server ready") }

// MustIssueStartTLS refuses MAIL in clear where RequireTLS is set (R1.17). [D] JPTLS, JPG2.
func MustIssueStartTLS() relay.Reply {
	return relay.Catalogued(451, "5.7.3", "Must issue a STARTTLS command first")
}

// SenderOK accepts MAIL. [D] TELNET16.
func SenderOK() relay.Reply { return relay.Catalogued(250, "2.1.0", "Sender OK") }

// InvalidAddress refuses MAIL whose address cannot be read. [D] TELNET13.
func InvalidAddress() relay.Reply { return relay.Catalogued(550, "5.1.7", "Invalid address") }

// RecipientOK accepts RCPT. [D] TELNET16.
func RecipientOK() relay.Reply { return relay.Catalogued(250, "2.1.5", "Recipient OK") }

// InvalidRecipient refuses RCPT whose address cannot be read. [I].
func InvalidRecipient() relay.Reply { return relay.Catalogued(501, "5.1.3", "Invalid address") }

// InvalidArguments refuses parameters that cannot be read or are not known. [I].
func InvalidArguments() relay.Reply { return relay.Catalogued(501, "5.5.4", "Invalid arguments") }

// StartMailInput accepts DATA. [D] TELNET16.
func StartMailInput() relay.Reply {
	return relay.Catalogued(354, "", "Start mail input; end with <CRLF>.<CRLF>")
}

// ChunkReceived accepts a BDAT chunk that is not the last. [I].
func ChunkReceived(octets int64) relay.Reply {
	return relay.Catalogued(250, "2.6.0", fmt.Sprintf("CHUNK received OK, %d octets", octets))
}

// ContentAccepted accepts the content where the session has no words of its own. Text [D] TELNET16, without the
// message id [I].
func ContentAccepted() relay.Reply { return relay.Catalogued(250, "2.6.0", "Queued mail for delivery") }

// MessageTooLarge refuses a message by its SIZE parameter or its real size. Text [D] NDR16, code [S].
func MessageTooLarge() relay.Reply {
	return relay.Catalogued(552, "5.3.4", "Message size exceeds fixed maximum message size")
}

// Resetting answers RSET. [S].
func Resetting() relay.Reply { return relay.Catalogued(250, "2.0.0", "Resetting") }

// NoopOK answers NOOP. [S].
func NoopOK() relay.Reply { return relay.Catalogued(250, "2.0.0", "OK") }

// ClosingChannel answers QUIT. [D] TELNET16.
func ClosingChannel() relay.Reply {
	return relay.Catalogued(221, "2.0.0", "Service closing transmission channel")
}

// CannotVerify answers VRFY. [O] PUB.
func CannotVerify() relay.Reply { return relay.Catalogued(252, "2.1.5", "Cannot VRFY user") }

// HelpText answers HELP. [I].
func HelpText() relay.Reply {
	return relay.Catalogued(214, "", "This server supports the following commands:\n"+
		"HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT")
}

// CommandNotImplemented answers EXPN. [O] PUB.
func CommandNotImplemented() relay.Reply {
	return relay.Catalogued(502, "5.3.3", "Command not implemented")
}

// UnrecognizedCommand answers a verb that the service does not know. [D] TELNET13.
func UnrecognizedCommand() relay.Reply { return relay.Catalogued(500, "5.3.3", "Unrecognized command") }

// LineTooLong answers a command line beyond the limit. [I].
func LineTooLong() relay.Reply { return relay.Catalogued(500, "5.5.2", "Line too long") }

// UnrecognizedAuthenticationType refuses an AUTH mechanism. [O] WIRE.
func UnrecognizedAuthenticationType() relay.Reply {
	return relay.Catalogued(504, "5.7.4", "Unrecognized authentication type")
}

// AuthenticationSuccessful accepts AUTH. [I].
func AuthenticationSuccessful() relay.Reply {
	return relay.Catalogued(235, "2.7.0", "Authentication successful")
}

// AuthenticationUnsuccessful refuses a name or a password. [O] PUB.
func AuthenticationUnsuccessful() relay.Reply {
	return relay.Catalogued(535, "5.7.3", "Authentication unsuccessful")
}

// AlreadyAuthenticated refuses a second AUTH. [I].
func AlreadyAuthenticated() relay.Reply {
	return relay.Catalogued(503, "5.5.2", "Already authenticated")
}

// AuthenticationCancelled answers a client that broke off AUTH with "*" or sent what is not base64. [I].
func AuthenticationCancelled() relay.Reply {
	return relay.Catalogued(501, "5.5.4", "Authentication cancelled")
}

// TooManyErrors ends a session that passed MaxProtocolErrors. [I]; that the session is closed is [D] PS.
func TooManyErrors() relay.Reply {
	return relay.Catalogued(421, "4.7.0", "Too many errors on this connection, closing transmission channel")
}

// ServiceNotAvailable ends a session in which the service itself failed. [I].
func ServiceNotAvailable() relay.Reply {
	return relay.Catalogued(421, "4.3.2", "Service not available, closing transmission channel")
}

// InsufficientResources refuses MAIL or content while there is no room to keep mail in: back pressure. [D] NDR16.
func InsufficientResources() relay.Reply {
	return relay.Catalogued(452, "4.3.1", "Insufficient system resources")
}

// ClientTimeout ends a session that has been idle too long (ConnectionInactivityTimeout). [O] PUB.
func ClientTimeout() relay.Reply {
	return relay.Catalogued(451, "4.7.0", "Timeout waiting for client input")
}

// ConnectionTimedOut ends a session that has lasted too long (ConnectionTimeout). Text [O] as senders report it (N100);
// that it belongs to this limit is [I].
func ConnectionTimedOut() relay.Reply { return relay.Catalogued(421, "4.4.1", "Connection timed out") }

// TooManyConnections turns a client away when MaxInboundConnection are open. [D] (N76).
func TooManyConnections() relay.Reply {
	return relay.Catalogued(421, "4.3.2", "The maximum number of concurrent server connections has exceeded a limit, closing transmission channel")
}

// TooManyConnectionsPerSource turns a client away when MaxInboundConnectionPerSource, or the percentage, are open from its
// address. Code and "maximum number of concurrent connections" [D] (B60), the rest as in the reply above [I].
func TooManyConnectionsPerSource() relay.Reply {
	return relay.Catalogued(421, "4.3.2", "The maximum number of concurrent connections has exceeded a limit, closing transmission channel")
}

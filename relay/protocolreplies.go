package relay

import (
	"fmt"
	"strings"
)

// This file holds the fixed replies of an SMTP service: what it says about the protocol itself, whatever the mail. The
// texts are those of semantics 1.7; the mark behind each is that table's ([D] documented, [O] observed, [S] secondary,
// [I] inferred). Refusals that depend on configuration are in ndr.go.

// Greeting is the answer to EHLO, or to HELO when there are no keywords. [D] TELNET16.
func Greeting(fqdn, client string, keywords ...string) Reply {
	hello := fmt.Sprintf("%s Hello [%s]", fqdn, client)
	return Reply{250, "", strings.Join(append([]string{hello}, keywords...), "\n")}
}

// InvalidDomainName refuses the name given with EHLO or HELO. [D] TELNET13.
func InvalidDomainName() Reply { return Reply{501, "5.5.4", "Invalid domain name"} }

// SendHelloFirst refuses a command before EHLO or HELO. Text [D] NDR16, code [S].
func SendHelloFirst() Reply { return Reply{503, "5.5.2", "Send hello first"} }

// NeedMailCommand refuses a command that only a transaction can take. [S].
func NeedMailCommand() Reply { return Reply{503, "5.5.2", "Need mail command"} }

// NeedRcptCommand refuses content for which no recipient was accepted. [S].
func NeedRcptCommand() Reply { return Reply{503, "5.5.2", "Need rcpt command"} }

// SenderAlreadySpecified refuses a second MAIL in one transaction. Code [S], text [I].
func SenderAlreadySpecified() Reply { return Reply{503, "5.5.2", "Sender already specified"} }

// BadSequence refuses a command between two chunks of one message. Code [S], text [I].
func BadSequence() Reply { return Reply{503, "5.5.2", "Bad sequence of commands"} }

// ReadyForTLS accepts STARTTLS. [O] WIRE.
func ReadyForTLS() Reply { return Reply{220, "2.0.0", "SMTP server ready"} }

// MustIssueStartTLS refuses MAIL in clear where RequireTLS is set (R1.17). [D] JPTLS, JPG2.
func MustIssueStartTLS() Reply { return Reply{451, "5.7.3", "Must issue a STARTTLS command first"} }

// SenderOK accepts MAIL. [D] TELNET16.
func SenderOK() Reply { return Reply{250, "2.1.0", "Sender OK"} }

// InvalidAddress refuses MAIL whose address cannot be read. [D] TELNET13.
func InvalidAddress() Reply { return Reply{550, "5.1.7", "Invalid address"} }

// RecipientOK accepts RCPT. [D] TELNET16.
func RecipientOK() Reply { return Reply{250, "2.1.5", "Recipient OK"} }

// InvalidRecipient refuses RCPT whose address cannot be read. [I].
func InvalidRecipient() Reply { return Reply{501, "5.1.3", "Invalid address"} }

// InvalidArguments refuses parameters that cannot be read or are not known. [I].
func InvalidArguments() Reply { return Reply{501, "5.5.4", "Invalid arguments"} }

// StartMailInput accepts DATA. [D] TELNET16.
func StartMailInput() Reply { return Reply{354, "", "Start mail input; end with <CRLF>.<CRLF>"} }

// ChunkReceived accepts a BDAT chunk that is not the last. [I].
func ChunkReceived(octets int64) Reply {
	return Reply{250, "2.6.0", fmt.Sprintf("CHUNK received OK, %d octets", octets)}
}

// ContentAccepted accepts the content where the session has no words of its own. Text [D] TELNET16, without the
// message id [I].
func ContentAccepted() Reply { return Reply{250, "2.6.0", "Queued mail for delivery"} }

// MessageTooLarge refuses a message by its SIZE parameter or its real size. Text [D] NDR16, code [S].
func MessageTooLarge() Reply {
	return Reply{552, "5.3.4", "Message size exceeds fixed maximum message size"}
}

// Resetting answers RSET. [S].
func Resetting() Reply { return Reply{250, "2.0.0", "Resetting"} }

// NoopOK answers NOOP. [S].
func NoopOK() Reply { return Reply{250, "2.0.0", "OK"} }

// ClosingChannel answers QUIT. [D] TELNET16.
func ClosingChannel() Reply { return Reply{221, "2.0.0", "Service closing transmission channel"} }

// CannotVerify answers VRFY. [O] PUB.
func CannotVerify() Reply { return Reply{252, "2.1.5", "Cannot VRFY user"} }

// HelpText answers HELP. [I].
func HelpText() Reply {
	return Reply{214, "", "This server supports the following commands:\n" +
		"HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT"}
}

// CommandNotImplemented answers EXPN. [O] PUB.
func CommandNotImplemented() Reply { return Reply{502, "5.3.3", "Command not implemented"} }

// UnrecognizedCommand answers a verb that the service does not know. [D] TELNET13.
func UnrecognizedCommand() Reply { return Reply{500, "5.3.3", "Unrecognized command"} }

// LineTooLong answers a command line beyond the limit. [I].
func LineTooLong() Reply { return Reply{500, "5.5.2", "Line too long"} }

// UnrecognizedAuthenticationType refuses an AUTH mechanism. [O] WIRE.
func UnrecognizedAuthenticationType() Reply {
	return Reply{504, "5.7.4", "Unrecognized authentication type"}
}

// AuthenticationSuccessful accepts AUTH. [I].
func AuthenticationSuccessful() Reply { return Reply{235, "2.7.0", "Authentication successful"} }

// AlreadyAuthenticated refuses a second AUTH. [I].
func AlreadyAuthenticated() Reply { return Reply{503, "5.5.2", "Already authenticated"} }

// AuthenticationCancelled answers a client that broke off AUTH with "*" or sent what is not base64. [I].
func AuthenticationCancelled() Reply { return Reply{501, "5.5.4", "Authentication cancelled"} }

// TooManyErrors ends a session that passed MaxProtocolErrors. [I]; that the session is closed is [D] PS.
func TooManyErrors() Reply {
	return Reply{421, "4.7.0", "Too many errors on this connection, closing transmission channel"}
}

// ServiceNotAvailable ends a session in which the service itself failed. [I].
func ServiceNotAvailable() Reply {
	return Reply{421, "4.3.2", "Service not available, closing transmission channel"}
}

// InsufficientResources refuses MAIL or content while there is no room to keep mail in: back pressure. [D] NDR16.
func InsufficientResources() Reply { return Reply{452, "4.3.1", "Insufficient system resources"} }

// ClientTimeout ends a session that has been idle too long. [O] PUB.
func ClientTimeout() Reply { return Reply{451, "4.7.0", "Timeout waiting for client input"} }

// The replies of a generic Internet host, where they differ from Exchange's. All [I]: common practice, no fidelity claim.

// PlainGreeting is a generic host's answer to EHLO or HELO.
func PlainGreeting(fqdn string, keywords ...string) Reply {
	return Reply{250, "", strings.Join(append([]string{fqdn}, keywords...), "\n")}
}

// PlainOK is a generic host's consent; the enhanced code says to what.
func PlainOK(enhanced string) Reply { return Reply{250, enhanced, "Ok"} }

// PlainStartInput accepts DATA.
func PlainStartInput() Reply { return Reply{354, "", "End data with <CR><LF>.<CR><LF>"} }

// PlainQueued accepts the content.
func PlainQueued() Reply { return Reply{250, "2.0.0", "Ok: queued"} }

// PlainReadyForTLS accepts STARTTLS.
func PlainReadyForTLS() Reply { return Reply{220, "2.0.0", "Ready to start TLS"} }

// PlainBye answers QUIT.
func PlainBye() Reply { return Reply{221, "2.0.0", "Bye"} }

// PlainMustStartTLS refuses MAIL in clear (RFC 3207 section 4).
func PlainMustStartTLS() Reply { return Reply{530, "5.7.0", "Must issue a STARTTLS command first"} }

// PlainSyntaxError refuses an address or parameter that cannot be read.
func PlainSyntaxError() Reply { return Reply{501, "5.5.4", "Syntax error in parameters or arguments"} }

// PlainBadSequence refuses a command out of order.
func PlainBadSequence() Reply { return Reply{503, "5.5.1", "Bad sequence of commands"} }

// PlainNotRecognized refuses an unknown verb.
func PlainNotRecognized() Reply { return Reply{502, "5.5.2", "Command not recognized"} }

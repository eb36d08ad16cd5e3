package reply

import (
	"strconv"

	"hybridsim/relay"
)

// This file holds the fixed replies of an SMTP service: what it says about the protocol itself, whatever the mail. The
// texts are those of S1.7, and so are the marks. Refusals that depend on configuration are in refusals.go.

var (
	greeting = fixed(exchange, "Greeting", relay.PhaseHello, 250, "", "{host} Hello [{ip}]{keywords}", "[D] TELNET16",
		"The server introduces itself.", "")
	invalidDomainName = fixed(exchange, "InvalidDomainName", relay.PhaseHello, 501, "5.5.4", "Invalid domain name",
		"[D] TELNET13",
		"The name in EHLO or HELO is none.", "")
	sendHelloFirst = fixed(exchange, "SendHelloFirst", "", 503, "5.5.2", "Send hello first", "text [D] NDR16, code [S]",
		"The client gave a command before EHLO or HELO.", "")
	needMailCommand = fixed(exchange, "NeedMailCommand", "", 503, "5.5.2", "Need mail command", "[S]",
		"The client gave a command that only a transaction can take.", "")
	needRcptCommand = fixed(exchange, "NeedRcptCommand", "", 503, "5.5.2", "Need rcpt command", "[S]",
		"The client sent content, and no recipient had been accepted.", "")
	senderAlreadySpecified = fixed(exchange, "SenderAlreadySpecified", relay.PhaseMail, 503, "5.5.2",
		"Sender already specified", "code [S], text [I]",
		"The client named a second sender in one transaction.", "")
	badSequence = fixed(exchange, "BadSequence", "", 503, "5.5.2", "Bad sequence of commands", "code [S], text [I]",
		"The client gave a command between two chunks of one message.", "")
	readyForTLS = fixed(exchange, "ReadyForTLS", relay.PhaseTLS, 220, "2.0.0", "SMTP server ready", "[O] WIRE",
		"The server is ready to secure the connection.", "")
	mustIssueStartTLS = fixed(exchange, "MustIssueStartTLS", relay.PhaseMail, 451, "5.7.3",
		"Must issue a STARTTLS command first", "[D] JPTLS, JPG2",
		"The server takes mail over a secure connection only, and the client did not ask for one.",
		"Does anything on the path hide STARTTLS from the client?")
	senderOK = fixed(exchange, "SenderOK", relay.PhaseMail, 250, "2.1.0", "Sender OK", "[D] TELNET16",
		"The sender was accepted.", "")
	invalidAddress = fixed(exchange, "InvalidAddress", relay.PhaseMail, 550, "5.1.7", "Invalid address", "[D] TELNET13",
		"The sender's address is not valid.", "")
	recipientOK = fixed(exchange, "RecipientOK", relay.PhaseRcpt, 250, "2.1.5", "Recipient OK", "[D] TELNET16",
		"The recipient was accepted.", "")
	invalidRecipient = fixed(exchange, "InvalidRecipient", relay.PhaseRcpt, 501, "5.1.3", "Invalid address", "[I]",
		"The recipient's address is not valid.", "")
	invalidArguments = fixed(exchange, "InvalidArguments", "", 501, "5.5.4", "Invalid arguments", "[I]",
		"The command has parameters that the server cannot read or does not know.", "")
	startMailInput = fixed(exchange, "StartMailInput", relay.PhaseData, 354, "",
		"Start mail input; end with <CRLF>.<CRLF>", "[D] TELNET16",
		"The server waits for the content.", "")
	chunkReceived = fixed(exchange, "ChunkReceived", relay.PhaseData, 250, "2.6.0",
		"CHUNK received OK, {octets} octets", "[I]",
		"A part of the content arrived.", "")
	contentAccepted = fixed(exchange, "ContentAccepted", relay.PhaseData, 250, "2.6.0", "Queued mail for delivery",
		"text [D] TELNET16, without the message id [I]",
		"The server took the message over.", "")
	messageTooLarge = fixed(exchange, "MessageTooLarge", "", 552, "5.3.4",
		"Message size exceeds fixed maximum message size", "text [D] NDR16, code [S]",
		"The message is larger than the server takes.",
		"Look at MaxMessageSize of the connector that took the connection.",
		Pattern{"5.3.4", ""}, Pattern{"", "message size exceeds fixed maximum"})
	headerTooLarge = fixed(exchange, "HeaderTooLarge", relay.PhaseData, 552, "5.3.4",
		"Header size exceeds fixed maximum", "code [D] LIM, text [I]",
		"The header of the message is larger than the server takes.",
		"Look at the message: a long list of recipients, or a field that grew on the way.",
		Pattern{"", "header size exceeds"})
	resetting = fixed(exchange, "Resetting", "", 250, "2.0.0", "Resetting", "[S]",
		"The transaction was given up, and a new one may begin.", "")
	noopOK = fixed(exchange, "NoopOK", "", 250, "2.0.0", "OK", "[S]",
		"The server answers, and has done nothing.", "")
	closingChannel = fixed(exchange, "ClosingChannel", "", 221, "2.0.0", "Service closing transmission channel",
		"[D] TELNET16",
		"The conversation is over.", "")
	cannotVerify = fixed(exchange, "CannotVerify", "", 252, "2.1.5", "Cannot VRFY user", "[O] PUB",
		"The server does not say whether it has such a user.", "")
	helpText = fixed(exchange, "HelpText", "", 214, "",
		"This server supports the following commands:\nHELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT",
		"[I]",
		"The server lists its commands.", "")
	commandNotImplemented = fixed(exchange, "CommandNotImplemented", "", 502, "5.3.3",
		"Command not implemented", "[O] PUB",
		"The server knows the command and does not offer it.", "")
	unrecognizedCommand = fixed(exchange, "UnrecognizedCommand", "", 500, "5.3.3", "Unrecognized command",
		"[D] TELNET13",
		"The server does not know the command.", "Look for a firewall on the path that inspects SMTP.")
	lineTooLong = fixed(exchange, "LineTooLong", "", 500, "5.5.2", "Line too long", "[I]",
		"A command was longer than a line may be.", "")
	unrecognizedAuthenticationType = fixed(exchange, "UnrecognizedAuthenticationType", "", 504, "5.7.4",
		"Unrecognized authentication type", "[O] WIRE",
		"The server does not offer this way to log on.", "")
	authenticationSuccessful = fixed(exchange, "AuthenticationSuccessful", "", 235, "2.7.0",
		"Authentication successful", "[I]",
		"The client has logged on.", "")
	authenticationUnsuccessful = fixed(exchange, "AuthenticationUnsuccessful", "", 535, "5.7.3",
		"Authentication unsuccessful", "[O] PUB",
		"The name or the password is not right.", "",
		Pattern{"5.7.3", "authentication unsuccessful"})
	alreadyAuthenticated = fixed(exchange, "AlreadyAuthenticated", "", 503, "5.5.2", "Already authenticated", "[I]",
		"The client has logged on already.", "")
	authenticationCancelled = fixed(exchange, "AuthenticationCancelled", "", 501, "5.5.4",
		"Authentication cancelled", "[I]",
		"The client broke off logging on.", "")
	tooManyErrors = fixed(exchange, "TooManyErrors", "", 421, "4.7.0",
		"Too many errors on this connection, closing transmission channel", "[I]; that the session is closed is [D] PS",
		"The client made too many mistakes in one conversation.", "")
	serviceNotAvailable = fixed(exchange, "ServiceNotAvailable", "", 421, "4.3.2",
		"Service not available, closing transmission channel", "[I]",
		"The server takes no mail at the moment.", "Look at the state of its components and at its connection limits.",
		Pattern{"4.3.2", ""})
	serviceDown = fixed(exchange, "ServiceDown", "", 421, "4.3.2", "Service not available",
		"[O] as clients and other servers report it (G1.4.13, G1.4.15)",
		"The server takes no mail at the moment: a component of it is out of service, or is being taken out.",
		"Get-ServerComponentState tells which, and whose request it was.", Pattern{"4.3.2", "Service not available"})
	serviceNotActive = fixed(exchange, "ServiceNotActive", relay.PhaseMail, 421, "4.3.2", "Service not active",
		"[D] EV7009, where the code is printed as 412; 421 [S] (R1.12)",
		"The server's transport service is out of service.",
		"Get-ServerComponentState tells whose request it was: the same requester has to make it Active again.",
		Pattern{"4.3.2", "Service not active"})
	insufficientResources = fixed(exchange, "InsufficientResources", "", 452, "4.3.1", "Insufficient system resources",
		"[D] NDR16",
		"The server is short of memory or disk space and takes no mail.", "Look at back pressure on the server.",
		Pattern{"4.3.1", ""})
	clientTimeout = fixed(exchange, "ClientTimeout", "", 451, "4.7.0", "Timeout waiting for client input", "[O] PUB",
		"The client said nothing for too long.", "")
	connectionTimedOut = fixed(exchange, "ConnectionTimedOut", "", 421, "4.4.1", "Connection timed out",
		"text [O] as senders report it (N100); that it belongs to this limit is [I]",
		"The conversation lasted too long.", "")
	tooManyConnections = fixed(exchange, "TooManyConnections", relay.PhaseConnect, 421, "4.3.2",
		"The maximum number of concurrent server connections has exceeded a limit, closing transmission channel",
		"[D] (N76)",
		"The server has as many connections as it may have.", "Look at MaxInboundConnection of the receive connector.")
	tooManyConnectionsPerSource = fixed(exchange, "TooManyConnectionsPerSource", relay.PhaseConnect, 421, "4.3.2",
		"The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
		"code and 'maximum number of concurrent connections' [D] (B60), the rest as in the reply above [I]",
		"The server has as many connections from this address as it may have.",
		"Look at MaxInboundConnectionPerSource of the receive connector.")
	tooManyMessages = fixed(exchange, "TooManyMessages", relay.PhaseMail, 421, "4.4.2",
		"Message submission rate for this client has exceeded the configured limit",
		"text [O] as senders report it; that it comes at MAIL is [I]",
		"The client has sent as many messages in a minute as it may.",
		"Look at MessageRateLimit and MessageRateSource of the receive connector; an Edge begins with 600 a minute.")
)

// Greeting is the answer to EHLO, or to HELO when there are no keywords.
func Greeting(fqdn, client string, keywords ...string) relay.Reply {
	return greeting.say(with{"host": fqdn, "ip": client, "keywords": lines(keywords)})
}

// InvalidDomainName refuses the name given with EHLO or HELO.
func InvalidDomainName() relay.Reply { return invalidDomainName.say(nil) }

// SendHelloFirst refuses a command before EHLO or HELO.
func SendHelloFirst() relay.Reply { return sendHelloFirst.say(nil) }

// NeedMailCommand refuses a command that only a transaction can take.
func NeedMailCommand() relay.Reply { return needMailCommand.say(nil) }

// NeedRcptCommand refuses content for which no recipient was accepted.
func NeedRcptCommand() relay.Reply { return needRcptCommand.say(nil) }

// SenderAlreadySpecified refuses a second MAIL in one transaction.
func SenderAlreadySpecified() relay.Reply { return senderAlreadySpecified.say(nil) }

// BadSequence refuses a command between two chunks of one message.
func BadSequence() relay.Reply { return badSequence.say(nil) }

// ReadyForTLS accepts STARTTLS.
func ReadyForTLS() relay.Reply { return readyForTLS.say(nil) }

// MustIssueStartTLS refuses MAIL in clear where RequireTLS is set (R1.17).
func MustIssueStartTLS() relay.Reply { return mustIssueStartTLS.say(nil) }

// SenderOK accepts MAIL.
func SenderOK() relay.Reply { return senderOK.say(nil) }

// InvalidAddress refuses MAIL whose address cannot be read.
func InvalidAddress() relay.Reply { return invalidAddress.say(nil) }

// RecipientOK accepts RCPT.
func RecipientOK() relay.Reply { return recipientOK.say(nil) }

// InvalidRecipient refuses RCPT whose address cannot be read.
func InvalidRecipient() relay.Reply { return invalidRecipient.say(nil) }

// InvalidArguments refuses parameters that cannot be read or are not known.
func InvalidArguments() relay.Reply { return invalidArguments.say(nil) }

// StartMailInput accepts DATA.
func StartMailInput() relay.Reply { return startMailInput.say(nil) }

// ChunkReceived accepts a BDAT chunk that is not the last.
func ChunkReceived(octets int64) relay.Reply {
	return chunkReceived.say(with{"octets": strconv.FormatInt(octets, 10)})
}

// ContentAccepted accepts the content where the session has no words of its own.
func ContentAccepted() relay.Reply { return contentAccepted.say(nil) }

// HeaderTooLarge refuses a message whose header is too large, whatever its size (P5.3, G2.91).
func HeaderTooLarge() relay.Reply { return headerTooLarge.say(nil) }

// MessageTooLarge refuses a message by its SIZE parameter or its real size.
func MessageTooLarge() relay.Reply { return messageTooLarge.say(nil) }

// Resetting answers RSET.
func Resetting() relay.Reply { return resetting.say(nil) }

// NoopOK answers NOOP.
func NoopOK() relay.Reply { return noopOK.say(nil) }

// ClosingChannel answers QUIT.
func ClosingChannel() relay.Reply { return closingChannel.say(nil) }

// CannotVerify answers VRFY.
func CannotVerify() relay.Reply { return cannotVerify.say(nil) }

// HelpText answers HELP.
func HelpText() relay.Reply { return helpText.say(nil) }

// CommandNotImplemented answers EXPN.
func CommandNotImplemented() relay.Reply { return commandNotImplemented.say(nil) }

// UnrecognizedCommand answers a verb that the service does not know.
func UnrecognizedCommand() relay.Reply { return unrecognizedCommand.say(nil) }

// LineTooLong answers a command line beyond the limit.
func LineTooLong() relay.Reply { return lineTooLong.say(nil) }

// UnrecognizedAuthenticationType refuses an AUTH mechanism.
func UnrecognizedAuthenticationType() relay.Reply { return unrecognizedAuthenticationType.say(nil) }

// AuthenticationSuccessful accepts AUTH.
func AuthenticationSuccessful() relay.Reply { return authenticationSuccessful.say(nil) }

// AuthenticationUnsuccessful refuses a name or a password.
func AuthenticationUnsuccessful() relay.Reply { return authenticationUnsuccessful.say(nil) }

// AlreadyAuthenticated refuses a second AUTH.
func AlreadyAuthenticated() relay.Reply { return alreadyAuthenticated.say(nil) }

// AuthenticationCancelled answers a client that broke off AUTH with "*" or sent what is not base64.
func AuthenticationCancelled() relay.Reply { return authenticationCancelled.say(nil) }

// TooManyErrors ends a session that passed MaxProtocolErrors.
func TooManyErrors() relay.Reply { return tooManyErrors.say(nil) }

// ServiceNotAvailable ends a session in which the service itself failed.
func ServiceNotAvailable() relay.Reply { return serviceNotAvailable.say(nil) }

// ServiceDown is what a server says whose front end is out of service, or whose transport service is being taken out.
func ServiceDown() relay.Reply { return serviceDown.say(nil) }

// ServiceNotActive is what a transport service says that is out of service.
func ServiceNotActive() relay.Reply { return serviceNotActive.say(nil) }

// InsufficientResources refuses MAIL or content while there is no room to keep mail in: back pressure.
func InsufficientResources() relay.Reply { return insufficientResources.say(nil) }

// ClientTimeout ends a session that has been idle too long (ConnectionInactivityTimeout).
func ClientTimeout() relay.Reply { return clientTimeout.say(nil) }

// ConnectionTimedOut ends a session that has lasted too long (ConnectionTimeout).
func ConnectionTimedOut() relay.Reply { return connectionTimedOut.say(nil) }

// TooManyConnections turns a client away when MaxInboundConnection are open.
func TooManyConnections() relay.Reply { return tooManyConnections.say(nil) }

// TooManyMessages refuses MAIL of a client that has sent MessageRateLimit messages within a minute.
func TooManyMessages() relay.Reply { return tooManyMessages.say(nil) }

// TooManyConnectionsPerSource turns a client away when MaxInboundConnectionPerSource, or the percentage, are open from
// its address.
func TooManyConnectionsPerSource() relay.Reply { return tooManyConnectionsPerSource.say(nil) }

package smtpio

import "strings"

// condition is what a reply is about, whoever words it.
type condition int

const (
	asIs condition = iota // not one of the library's fixed texts
	banner
	greeted
	badDomain
	helloFirst
	needMail
	needRcpt
	mailAgain
	outOfOrder
	unrecognized
	notImplemented
	badSender
	badRecipient
	badArguments
	senderOK
	recipientOK
	startInput
	contentOK
	resetOK
	noopOK
	bye
	cannotVerify
	helpText
	readyForTLS
	mustStartTLS
	tooLarge
	headerTooLarge
	badMechanism
	challenge
	authOK
	authTwice
	authCancelled
	lineTooLong
	tooManyErrors
	timedOut
	lasted // longer than a connection may; no reply of the library's
	broken
)

// libraryReplies are the fixed replies of go-smtp v0.25.1 that a wire can meet, by how they begin, the frequent ones
// first. The contract test provokes each of them: a version that says something else fails there and not in a story.
var libraryReplies = []struct {
	begins string
	means  condition
}{
	{"220 ", banner}, // the only one: the wire does STARTTLS itself
	{"250 2.0.0 Roger, accepting mail from <", senderOK},
	{"250 2.0.0 I'll make sure <", recipientOK},
	{"354 Go ahead. End your data with <CR><LF>.<CR><LF>", startInput},
	{"250 2.0.0 OK: queued", contentOK},
	{"221 2.0.0 Bye", bye},
	{"250-Hello ", greeted},
	{"250 2.0.0 Hello ", greeted},
	{"250 2.0.0 Session reset", resetOK},
	{"250 2.0.0 I have successfully done nothing", noopOK},
	{"252 2.5.0 Cannot VRFY user, but will accept message", cannotVerify},
	{"502 5.5.1 Please introduce yourself first.", helloFirst},
	{"502 5.5.1 Missing MAIL FROM command.", needMail},
	{"502 5.5.1 Missing RCPT TO command.", needRcpt},
	{"502 5.5.1 DATA not allowed for BINARYMIME messages", outOfOrder},
	{"501 5.5.4 DATA command should not have any arguments", badArguments},
	{"501 5.5.2 Was expecting MAIL arg syntax of FROM:<address>", badSender},
	{"501 5.5.2 Was expecting RCPT arg syntax of TO:<address>", badRecipient},
	{"501 5.5.4 Unable to parse MAIL ESMTP parameters", badArguments},
	{"501 5.5.4 Unable to parse RCPT ESMTP parameters", badArguments},
	{"501 5.5.4 Unable to parse SIZE as an integer", badArguments},
	{"504 5.5.4 SMTPUTF8 is not implemented", badArguments},
	{"504 5.5.4 REQUIRETLS is not implemented", badArguments},
	{"504 5.5.4 BINARYMIME is not implemented", badArguments},
	{"501 5.5.4 Unknown BODY value", badArguments},
	{"501 5.5.4 Unknown RET value", badArguments},
	{"501 5.5.4 Malformed ENVID parameter value", badArguments},
	{"500 5.5.4 Malformed AUTH parameter value", badArguments},
	{"500 5.5.4 Malformed AUTH parameter mailbox", badArguments},
	{"500 5.5.4 Unknown MAIL FROM argument", badArguments},
	{"501 5.5.4 Malformed NOTIFY parameter value", badArguments},
	{"501 5.5.4 Malformed ORCPT parameter value", badArguments},
	{"504 5.5.4 RRVS is not implemented", badArguments},
	{"504 5.5.4 DELIVERBY is not implemented", badArguments},
	{"504 5.5.4 MT-PRIORITY is not implemented", badArguments},
	{"500 5.5.4 Unknown RCPT TO argument", badArguments},
	{"334 ", challenge},
	{"235 2.0.0 Authentication succeeded", authOK},
	{"503 5.5.1 Already authenticated", authTwice},
	{"502 5.5.4 Missing parameter", badMechanism},
	{"502 5.7.0 Authentication not supported", badMechanism},
	{"501 5.0.0 Negotiation cancelled", authCancelled},
	{"454 4.7.0 Invalid base64 data", authCancelled},
	{"421 4.4.2 Idle timeout, bye bye", timedOut},
	{"421 4.0.0 Internal server error", broken},
}

// recognize says what a reply of the library is about.
func recognize(reply string) condition {
	for _, r := range libraryReplies {
		if strings.HasPrefix(reply, r.begins) {
			return r.means
		}
	}
	return asIs
}

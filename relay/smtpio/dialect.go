package smtpio

import (
	"fmt"
	"time"

	"hybridsim/relay"
)

// dialect is how one kind of server words what the library has decided.
type dialect struct {
	banner   func(fqdn string, now time.Time) string
	greeting func(fqdn, client string, keywords []string) relay.Reply
	chunk    func(octets int64) relay.Reply // answers BDAT without LAST
	words    map[condition]relay.Reply
	clear    []string // EHLO keywords before STARTTLS
	secure   []string // and behind it
}

// dialects has one entry for each relay.Dialect.
var dialects = map[relay.Dialect]*dialect{
	relay.DialectExchange2010: exchange(exchange2010),
	relay.DialectExchange2013: exchange(exchange2013),
	relay.DialectExchange2019: exchange(exchange2019),
	relay.DialectEOP:          exchange(eop),
	relay.DialectPlain: {
		banner:   func(fqdn string, _ time.Time) string { return fmt.Sprintf("220 %s ESMTP", fqdn) },
		greeting: func(fqdn, _ string, keywords []string) relay.Reply { return relay.PlainGreeting(fqdn, keywords...) },
		chunk:    func(int64) relay.Reply { return relay.PlainOK("2.0.0") },
		words:    plainWords,
		clear:    plain.clear,
		secure:   plain.secure,
	},
}

// exchange is the wording that all Exchange servers share, with one version's extensions.
func exchange(e extensions) *dialect {
	return &dialect{
		banner: func(fqdn string, now time.Time) string { // [D] TELNET16
			return fmt.Sprintf("220 %s Microsoft ESMTP MAIL Service ready at %s",
				fqdn, now.Format(relay.DateLayout))
		},
		greeting: func(fqdn, client string, keywords []string) relay.Reply {
			return relay.Greeting(fqdn, client, keywords...)
		},
		chunk:  relay.ChunkReceived,
		words:  exchangeWords,
		clear:  e.clear,
		secure: e.secure,
	}
}

var exchangeWords = map[condition]relay.Reply{
	badDomain:      relay.InvalidDomainName(),
	helloFirst:     relay.SendHelloFirst(),
	needMail:       relay.NeedMailCommand(),
	needRcpt:       relay.NeedRcptCommand(),
	mailAgain:      relay.SenderAlreadySpecified(),
	outOfOrder:     relay.BadSequence(),
	unrecognized:   relay.UnrecognizedCommand(),
	notImplemented: relay.CommandNotImplemented(),
	badSender:      relay.InvalidAddress(),
	badRecipient:   relay.InvalidRecipient(),
	badArguments:   relay.InvalidArguments(),
	senderOK:       relay.SenderOK(),
	recipientOK:    relay.RecipientOK(),
	startInput:     relay.StartMailInput(),
	contentOK:      relay.ContentAccepted(),
	resetOK:        relay.Resetting(),
	noopOK:         relay.NoopOK(),
	bye:            relay.ClosingChannel(),
	cannotVerify:   relay.CannotVerify(),
	helpText:       relay.HelpText(),
	readyForTLS:    relay.ReadyForTLS(),
	mustStartTLS:   relay.MustIssueStartTLS(),
	tooLarge:       relay.MessageTooLarge(),
	badMechanism:   relay.UnrecognizedAuthenticationType(),
	authOK:         relay.AuthenticationSuccessful(),
	authTwice:      relay.AlreadyAuthenticated(),
	authCancelled:  relay.AuthenticationCancelled(),
	lineTooLong:    relay.LineTooLong(),
	tooManyErrors:  relay.TooManyErrors(),
	timedOut:       relay.ClientTimeout(),
	lasted:         relay.ConnectionTimedOut(),
	broken:         relay.ServiceNotAvailable(),
}

// plainWords says what Exchange says only where common practice has no other words.
var plainWords = map[condition]relay.Reply{
	badDomain:      relay.PlainSyntaxError(),
	helloFirst:     relay.PlainBadSequence(),
	needMail:       relay.PlainBadSequence(),
	needRcpt:       relay.PlainBadSequence(),
	mailAgain:      relay.PlainBadSequence(),
	outOfOrder:     relay.PlainBadSequence(),
	unrecognized:   relay.PlainNotRecognized(),
	notImplemented: relay.PlainNotRecognized(),
	badSender:      relay.PlainSyntaxError(),
	badRecipient:   relay.PlainSyntaxError(),
	badArguments:   relay.PlainSyntaxError(),
	senderOK:       relay.PlainOK("2.1.0"),
	recipientOK:    relay.PlainOK("2.1.5"),
	startInput:     relay.PlainStartInput(),
	contentOK:      relay.PlainQueued(),
	resetOK:        relay.PlainOK("2.0.0"),
	noopOK:         relay.PlainOK("2.0.0"),
	bye:            relay.PlainBye(),
	cannotVerify:   relay.CannotVerify(),
	helpText:       relay.PlainNotRecognized(),
	readyForTLS:    relay.PlainReadyForTLS(),
	mustStartTLS:   relay.PlainMustStartTLS(),
	tooLarge:       relay.MessageTooLarge(),
	badMechanism:   relay.UnrecognizedAuthenticationType(),
	authOK:         relay.AuthenticationSuccessful(),
	authTwice:      relay.PlainBadSequence(),
	authCancelled:  relay.AuthenticationCancelled(),
	lineTooLong:    relay.LineTooLong(),
	tooManyErrors:  relay.TooManyErrors(),
	timedOut:       relay.ClientTimeout(),
	lasted:         relay.ConnectionTimedOut(),
	broken:         relay.ServiceNotAvailable(),
}

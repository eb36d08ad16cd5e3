package smtpio

import (
	"fmt"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// dialect is how one kind of server words what the library has decided.
type dialect struct {
	banner   func(svc *relay.Service) string
	greeting func(fqdn, client string, keywords []string) relay.Reply
	chunk    func(octets int64) relay.Reply // answers BDAT without LAST
	words    map[condition]relay.Reply
	clear    []string  // EHLO keywords before STARTTLS
	secure   []string  // and behind it
	leaves   bool      // it closes the connection on which a header was too large (G2.91)
	utf8     time.Time // since when it lists SMTPUTF8, if it does
}

// dialects has one entry for each relay.Dialect.
var dialects = map[relay.Dialect]*dialect{
	relay.DialectExchange2010: onPremises(exchange2010),
	relay.DialectExchange2013: onPremises(exchange2013),
	relay.DialectExchange2019: onPremises(exchange2019),
	relay.DialectEOP:          frontDoor(eop),
	relay.DialectPlain: {
		banner:   func(svc *relay.Service) string { return fmt.Sprintf("220 %s ESMTP", svc.Fqdn) },
		greeting: func(fqdn, _ string, keywords []string) relay.Reply { return reply.PlainGreeting(fqdn, keywords...) },
		chunk:    func(int64) relay.Reply { return reply.PlainOK("2.0.0") },
		words:    plainWords,
		clear:    plain.clear,
		secure:   plain.secure,
	},
}

// onPremises is the wording of a receive connector of one version.
func onPremises(e extensions) *dialect {
	d := exchange(e)
	d.leaves = true
	return d
}

// numbered is from when on the front door's banner ends with the session id. The change was some day between July 2022
// and March 2025 (V7.1 [O]); that it was when refusals' stamps got theirs is [I].
var numbered = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// frontDoor is the wording of the service's front door, whose clock shows UTC.
func frontDoor(e extensions) *dialect {
	d := exchange(e)
	d.utf8 = time.Date(2015, time.January, 1, 0, 0, 0, 0, time.UTC) // 2014 had none, 2022 has; the day is [I] (V7.2)
	ready := d.banner
	d.banner = func(svc *relay.Service) string {
		inUTC := *svc
		inUTC.Now = func() time.Time { return svc.Now().UTC() }
		if svc.SessionID == "" || svc.Now().Before(numbered) {
			return ready(&inUTC)
		}
		return ready(&inUTC) + " [" + svc.SessionID + "]"
	}
	return d
}

// exchange is the wording that all Exchange servers share, with one version's extensions.
func exchange(e extensions) *dialect {
	return &dialect{
		banner: func(svc *relay.Service) string { // [D] TELNET16
			return fmt.Sprintf("220 %s Microsoft ESMTP MAIL Service ready at %s", svc.Fqdn,
				svc.Now().Format(relay.DateLayout))
		},
		greeting: func(fqdn, client string, keywords []string) relay.Reply {
			return reply.Greeting(fqdn, client, keywords...)
		},
		chunk:  reply.ChunkReceived,
		words:  exchangeWords,
		clear:  e.clear,
		secure: e.secure,
	}
}

var exchangeWords = map[condition]relay.Reply{
	badDomain:      reply.InvalidDomainName(),
	helloFirst:     reply.SendHelloFirst(),
	needMail:       reply.NeedMailCommand(),
	needRcpt:       reply.NeedRcptCommand(),
	mailAgain:      reply.SenderAlreadySpecified(),
	outOfOrder:     reply.BadSequence(),
	unrecognized:   reply.UnrecognizedCommand(),
	notImplemented: reply.CommandNotImplemented(),
	badSender:      reply.InvalidAddress(),
	badRecipient:   reply.InvalidRecipient(),
	badArguments:   reply.InvalidArguments(),
	senderOK:       reply.SenderOK(),
	recipientOK:    reply.RecipientOK(),
	startInput:     reply.StartMailInput(),
	contentOK:      reply.ContentAccepted(),
	resetOK:        reply.Resetting(),
	noopOK:         reply.NoopOK(),
	bye:            reply.ClosingChannel(),
	cannotVerify:   reply.CannotVerify(),
	helpText:       reply.HelpText(),
	readyForTLS:    reply.ReadyForTLS(),
	mustStartTLS:   reply.MustIssueStartTLS(),
	tooLarge:       reply.MessageTooLarge(),
	headerTooLarge: reply.HeaderTooLarge(),
	badMechanism:   reply.UnrecognizedAuthenticationType(),
	authOK:         reply.AuthenticationSuccessful(),
	authTwice:      reply.AlreadyAuthenticated(),
	authCancelled:  reply.AuthenticationCancelled(),
	lineTooLong:    reply.LineTooLong(),
	tooManyErrors:  reply.TooManyErrors(),
	timedOut:       reply.ClientTimeout(),
	lasted:         reply.ConnectionTimedOut(),
	broken:         reply.ServiceNotAvailable(),
}

// plainWords says what Exchange says only where common practice has no other words.
var plainWords = map[condition]relay.Reply{
	badDomain:      reply.PlainSyntaxError(),
	helloFirst:     reply.PlainBadSequence(),
	needMail:       reply.PlainBadSequence(),
	needRcpt:       reply.PlainBadSequence(),
	mailAgain:      reply.PlainBadSequence(),
	outOfOrder:     reply.PlainBadSequence(),
	unrecognized:   reply.PlainNotRecognized(),
	notImplemented: reply.PlainNotRecognized(),
	badSender:      reply.PlainSyntaxError(),
	badRecipient:   reply.PlainSyntaxError(),
	badArguments:   reply.PlainSyntaxError(),
	senderOK:       reply.PlainOK("2.1.0"),
	recipientOK:    reply.PlainOK("2.1.5"),
	startInput:     reply.PlainStartInput(),
	contentOK:      reply.PlainQueued(),
	resetOK:        reply.PlainOK("2.0.0"),
	noopOK:         reply.PlainOK("2.0.0"),
	bye:            reply.PlainBye(),
	cannotVerify:   reply.CannotVerify(),
	helpText:       reply.PlainNotRecognized(),
	readyForTLS:    reply.PlainReadyForTLS(),
	mustStartTLS:   reply.PlainMustStartTLS(),
	tooLarge:       reply.MessageTooLarge(),
	headerTooLarge: reply.HeaderTooLarge(),
	badMechanism:   reply.UnrecognizedAuthenticationType(),
	authOK:         reply.AuthenticationSuccessful(),
	authTwice:      reply.PlainBadSequence(),
	authCancelled:  reply.AuthenticationCancelled(),
	lineTooLong:    reply.LineTooLong(),
	tooManyErrors:  reply.TooManyErrors(),
	timedOut:       reply.ClientTimeout(),
	lasted:         reply.ConnectionTimedOut(),
	broken:         reply.ServiceNotAvailable(),
}

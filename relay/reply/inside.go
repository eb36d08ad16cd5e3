package reply

import "hybridsim/relay"

// This file holds what is said between the servers of one organization.

var exchangeAuthMissing = fixed(onPremises, "ExchangeAuthMissing", relay.PhaseTLS, 451, "5.7.3",
	"Cannot achieve Exchange Server authentication", "[D] NDR16",
	"Two Exchange servers could not prove to each other who they are.",
	"Which receive connector does the other server answer by? It needs ExchangeServer in AuthMechanism, and no device "+
		"between the servers may remove X-ANONYMOUSTLS or X-EXPS.",
	Pattern{"5.7.3", "cannot achieve Exchange Server authentication"})

var noBackEnd = fixed(onPremises, "NoBackEnd", "", 451, "4.7.0",
	"Temporary server error. Please try again later. PRX5", "[D] KB3156771",
	"The front end could not reach the transport service behind it.",
	"Look at the back end's receive connectors and at DNS on the server.", Pattern{"4.7.0", "PRX"})

var backEndUnproved = fixed(onPremises, "BackEndUnproved", "", 451, "4.7.0",
	"Temporary server error. Please try again later. PRX4", "[O] senders' logs; when is [I] (G1.4.9)",
	"The front end reached the transport service behind it, and the two could not prove who they are.",
	"Look at AuthMechanism of the back end's receive connectors: they need ExchangeServer.", Pattern{"4.7.0", "PRX4"})

var backEndUnknown = fixed(onPremises, "BackEndUnknown", "", 451, "4.7.0",
	"Temporary server error. Please try again later. PRX2", "[S] articles about DNS on the server (G1.4.9)",
	"The front end could not find the address of the transport service behind it.",
	"Which DNS servers does this server ask? Get-FrontendTransportService and its network adapters tell.",
	Pattern{"4.7.0", "PRX2"})

var userUnknownAtEdge = fixed(onPremises, "UserUnknownAtEdge", relay.PhaseRcpt, 550, "5.1.1", "User unknown",
	"[D] RECFILT", "The Edge Transport server knows no such recipient.",
	"Recipient validation is on: is the recipient in the organization's directory, may it receive from outside, and "+
		"has EdgeSync run since?")

var notFoundAtEdge = fixed(onPremises, "NotFoundAtEdge", relay.PhaseRcpt, 550, "5.1.10",
	"Recipient not found by SMTP address lookup", "[D] KB3152396",
	"An Edge Transport server of a build with a fault refuses recipients who exist.",
	"Get-ExchangeServer tells the build: it is 2016 CU1. Update it, or switch recipient validation off.")

var _ = waiting(exchangeAuthMissing)

// UserUnknownAtEdge is the answer of an Edge with recipient validation (T9.16).
func UserUnknownAtEdge() relay.Reply { return userUnknownAtEdge.say(nil) }

// NoBackEnd is what a front end answers that reaches no transport service (R1.11; when is [I] G1.4.9).
func NoBackEnd() relay.Reply { return noBackEnd.say(nil) }

// BackEndUnproved is what a front end answers that its back end does not take for an Exchange server (G1.4.9 [I]).
func BackEndUnproved() relay.Reply { return backEndUnproved.say(nil) }

// BackEndUnknown is what a front end answers that cannot resolve its back end's name (G1.4.9 [I]).
func BackEndUnknown() relay.Reply { return backEndUnknown.say(nil) }

// NotFoundAtEdge is what an Edge of 2016 CU1 says of any recipient that it validates (G1.2.23).
func NotFoundAtEdge() relay.Reply { return notFoundAtEdge.say(nil) }

package relay

import "strings"

// Question is what a Decision answers. The set is closed: a new question is a new part of the model.
type Question string

// The questions, in the order a message meets them.
const (
	WhichReceiveConnector  Question = "receive connector"
	WhichCertificate       Question = "certificate"
	ExchangeAuthentication Question = "Exchange authentication" // between own servers
	IsReached              Question = "next hop"                // whether it was found, answered, and took the message
	PeerCertificate        Question = "peer certificate"        // of the server that was connected to
	WhichCapabilities      Question = "TLS domain capabilities"
	WhichRights            Question = "session rights"
	WhichAttribution       Question = "attribution"
	IsBlocked              Question = "block list"
	MayEnter               Question = "admission"
	MayRelay               Question = "relay"
	MaySend                Question = "send as" // whether a mailbox may send in another's name
	IsKnownAtEdge          Question = "edge blocking"
	WhichHeaders           Question = "header firewall"
	WhichOrigin            Question = "origin"  // the hop that a message is judged for
	WhichVerdict           Question = "verdict" // of the filter
	SenderAuthentication   Question = "sender authentication"
	CrossPremises          Question = "cross-premises headers"
	IsInternal             Question = "AuthAs"
	WhichRecipient         Question = "recipient"
	MayDeliver             Question = "delivery restrictions"
	IsModerated            Question = "moderation"           // whether somebody has to approve it first
	WithinLimits           Question = "limits"               // which of several decides about size or number
	WhereForwarded         Question = "forwarding"           // to whom a recipient passes its mail on
	MayForward             Question = "automatic forwarding" // whether such a copy may leave
	WhichReturnPath        Question = "return path"          // of a forwarded copy that leaves
	WhichPool              Question = "outbound pool"        // which of the service's hosts it leaves from
	WhichRules             Question = "mail-flow rules"
	IsJournaled            Question = "journaling"
	WhichBackEnd           Question = "back end"
	WhichFrontEnd          Question = "front end" // by which mail leaves
	WhichRoute             Question = "route"
	WhichSendConnector     Question = "send connector"
	WhichOutboundConnector Question = "outbound connector"
	WhenNext               Question = "retry"
	WhatWording            Question = "NDR"
	WhichContent           Question = "remote domain" // what of a message may leave
	WhichFolder            Question = "folder"        // where in the mailbox
	WhichInboxRules        Question = "inbox rules"
	WhichAutoReply         Question = "automatic reply"    // with which text, if any
	WhichMeetingAnswer     Question = "meeting processing" // what a calendar answers
)

// Answers to [CrossPremises].
const (
	HeadersPromoted = "promoted"
	HeadersDemoted  = "demoted"
	HeadersRemoved  = "removed"
	HeadersLeft     = "left as they are"
)

// Decision is one choice of the engine: what was chosen, why, and every candidate with the property that ruled it in or
// out.
type Decision struct {
	Question   Question
	Subject    string // what it was about: an address, a recipient, a message
	Chosen     string // the answer; empty when nothing qualified
	Because    string // the deciding reason, a clause
	Source     string // the rule or page it rests on: "R1.3", "KB2750145"
	Candidates []Candidate
	// NotModelled marks a branch of Exchange's rules that this model does not decide; the message ends there.
	NotModelled bool
}

// OriginatingBy begins the answer to [WhichAttribution] when the tenant's own server had sent the message; the
// connector that says so follows.
const OriginatingBy = "Originating by "

// Originates reports whether an attribution found that the tenant's own server had sent the message.
func (d Decision) Originates() bool { return strings.HasPrefix(d.Chosen, OriginatingBy) }

// Candidate is one thing that could have been chosen.
type Candidate struct {
	Name     string
	Chosen   bool
	Fits     bool   // nothing ruled it out; another may have won
	Property string // the property that decided about it, with its value
	Why      string // what that property did
}

// Rejected returns a candidate that a property ruled out.
func Rejected(name, property, why string) Candidate {
	return Candidate{Name: name, Property: property, Why: why}
}

// Selected returns the candidate that won.
func Selected(name, property, why string) Candidate {
	return Candidate{Name: name, Chosen: true, Fits: true, Property: property, Why: why}
}

// Fitting returns a candidate that nothing ruled out. Which of several wins, [Decision.Win] is told when all are known.
func Fitting(name, property, why string) Candidate {
	return Candidate{Name: name, Fits: true, Property: property, Why: why}
}

// Win marks the candidate at a place of the list as the chosen one; -1 is none. The others that fit lost to it: but is
// why, and goes behind their own reason; empty leaves that as it is.
func (d *Decision) Win(at int, but string) {
	for i := range d.Candidates {
		c := &d.Candidates[i]
		if c.Chosen = i == at; c.Fits && !c.Chosen && but != "" {
			c.Why += ", but " + but
		}
	}
}

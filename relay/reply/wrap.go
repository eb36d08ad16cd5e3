package reply

import (
	"strings"

	"hybridsim/relay"
)

// This file holds how the cloud's report quotes what another system refused for good (NA4). On-premises servers quote
// it as it came.

const behindTheArrow = "Behind the arrow stands its answer."

var spamVerdict = add(Condition{
	Name: "SpamVerdict", Meaning: "The recipient's mail system took the message or the sending server for a " +
		"source of unwanted mail.", Check: behindTheArrow,
	Wordings: []Wording{
		{By: since17, Code: 550, Enhanced: "5.7.350", Text: "Remote server returned message detected as spam -> {reply}",
			Source: "[O] N63; that a backscatter list counts as spam verdict [I]", Seen: "2021 to 2026"},
		{By: inCloud(relay.Era2015, relay.Era2015), Code: 550, Source: "[O] N66",
			Text: "Decision Engine classified the mail item was rejected because of IP Block (from outbound normal IP pools) -> {reply}"},
		{Code: 550, Enhanced: "5.7.514", Source: "[O] L120i", Seen: "2022",
			Text: "Decision Engine classified the mail item was rejected because of IP Block (from outbound normal IP pools) -> {reply}"},
	},
	Heard: []Pattern{{"5.7.350", ""}, {"", "Decision Engine"}},
})

var unknownRemotely = add(Condition{
	Name: "UnknownRemotely", Phase: relay.PhaseRcpt,
	Meaning: "The recipient's mail system says that it has no such mailbox.", Check: behindTheArrow,
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.1.351", Text: "Remote server returned unknown recipient or mailbox unavailable -> {reply}", Source: "[O] N62"},
	},
	Heard: []Pattern{{"5.1.351", ""}},
})

var refusedRemotely = add(Condition{
	Name: "RefusedRemotely", Meaning: "The recipient's mail system refused the message for a reason of its own.",
	Check: behindTheArrow,
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.0.350", Text: "Remote server returned an error -> {reply}", Source: "[D] N65"},
	},
	Heard: []Pattern{{"5.0.350", ""}},
})

var relayRefusedRemotely = add(Condition{
	Name: "RelayRefusedRemotely", Phase: relay.PhaseRcpt,
	Meaning: "The recipient's mail system does not pass on mail from this sender or server.", Check: behindTheArrow,
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.367", Text: "Remote server returned not permitted to relay -> {reply}",
			Source: "[D] P2.27, [O] L120j", Seen: "2025 to 2026-07-17"},
	},
	Heard: []Pattern{{"5.7.367", ""}},
})

var spfRefusedRemotely = add(Condition{
	Name: "SPFRefusedRemotely", Meaning: "The sender's domain does not allow the sending server (SPF).",
	Check: "Add the sending servers to the domain's SPF record.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.23", Text: "The message was rejected because of Sender Policy Framework violation -> {reply}",
			Source: "[D] N64"},
	},
	Heard: []Pattern{{"5.7.23", ""}},
})

// WrapRefusal is the reply that a report quotes when another system refused for good. The cloud puts what it takes for
// a verdict about spam, SPF or relaying under a code of its own, passes on what else has a usable enhanced code, and
// wraps the rest, with words that changed over the years. What an Exchange server says about relaying it passes on
// (N61, KB3156771).
func WrapRefusal(p relay.Product, era relay.Era, remote relay.Reply) relay.Reply {
	if p != relay.ExchangeOnline {
		return remote
	}
	quoted := with{"reply": remote.String()}
	switch {
	case isBlockListVerdict(remote):
		if era < relay.Era2015 { // [I]
			return remote
		}
		return spamVerdict.by(p, era, quoted)
	case era >= relay.Era2017 && containsAny(remote.Text(), "SPF", "Sender Policy Framework"): // the era is [I]
		return spfRefusedRemotely.by(p, era, quoted)
	case era >= relay.EraToday && refusesRelay(remote.Text()):
		return relayRefusedRemotely.by(p, era, quoted)
	case remote.Enhanced() != "" && !strings.HasSuffix(remote.Enhanced(), ".0.0"): // [O], [D] KB3156771
		return remote
	case era < relay.Era2015: // no wrapper is known from before [I]
		return remote
	case remote.Code() == 550 && mentionsUnknownUser(remote.Text()):
		return unknownRemotely.by(p, era, quoted)
	default:
		return refusedRemotely.by(p, era, quoted)
	}
}

// isBlockListVerdict is our reading of the cloud's text classifier: its rules are not public, its samples all name a
// client host and a list (N63). [I]
func isBlockListVerdict(r relay.Reply) bool {
	return containsAny(r.Text(), "blocked using", "blocked by", "blacklisted", "block list")
}

// refusesRelay recognizes how other systems than Exchange say that they do not relay: the samples are Postfix's and
// sendmail's (L120j, P2.27); that other words for it count is [I].
func refusesRelay(text string) bool {
	return containsAny(text, "relay access denied", "relaying denied", "relay denied", "relay not permitted",
		"relaying not permitted",
		"not permitted to relay", "relaying not allowed", "relay not allowed", "relaying is not allowed",
		"we do not relay")
}

func mentionsUnknownUser(text string) bool {
	return containsAny(text, "user unknown", "unknown user", "no such user", "mailbox unavailable", "unknown recipient")
}

func containsAny(text string, phrases ...string) bool {
	for _, phrase := range phrases {
		if containsFold(text, phrase) {
			return true
		}
	}
	return false
}

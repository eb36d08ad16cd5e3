package reply

import (
	"strings"

	"hybridsim/relay"
)

// WrapRefusal is the reply that a report quotes when another system refused for good. On-premises servers quote it as it
// came; the cloud passes on what has a usable enhanced code and wraps the rest, with words that changed over the years
// (NA4).
func WrapRefusal(p relay.Product, era relay.Era, remote relay.Reply) relay.Reply {
	if p != relay.ExchangeOnline {
		return remote
	}
	switch {
	case isBlockListVerdict(remote):
		switch {
		case era >= relay.Era2017: // [O] 2021 to 2026; that a backscatter list counts as spam verdict is [I]
			return relay.Catalogued(550, "5.7.350", "Remote server returned message detected as spam -> "+remote.String())
		case era == relay.Era2015: // [O]
			return relay.Catalogued(550, "", "Decision Engine classified the mail item was rejected because of IP Block (from outbound normal IP pools) -> "+remote.String())
		default: // [I]
			return remote
		}
	case remote.Enhanced() != "" && !strings.HasSuffix(remote.Enhanced(), ".0.0"): // [O], [D] KB3156771
		return remote
	case era < relay.Era2015: // no wrapper is known from before [I]
		return remote
	case remote.Code() == 550 && mentionsUnknownUser(remote.Text()): // [O]
		return relay.Catalogued(550, "5.1.351", "Remote server returned unknown recipient or mailbox unavailable -> "+remote.String())
	default: // [D]
		return relay.Catalogued(550, "5.0.350", "Remote server returned an error -> "+remote.String())
	}
}

// isBlockListVerdict is our reading of the cloud's text classifier: its rules are not public, its samples all name a client
// host and a list (N63). [I]
func isBlockListVerdict(r relay.Reply) bool {
	text := strings.ToLower(r.Text())
	return strings.Contains(text, "blocked using") || strings.Contains(text, "blocked by") ||
		strings.Contains(text, "blacklisted") || strings.Contains(text, "block list")
}

func mentionsUnknownUser(text string) bool {
	text = strings.ToLower(text)
	for _, phrase := range []string{"user unknown", "unknown user", "no such user", "mailbox unavailable", "unknown recipient"} {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}

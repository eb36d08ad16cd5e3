package headers

import (
	"cmp"
	"fmt"
	"strings"

	"hybridsim/relay"
)

// Firewall removes the header classes that the session may not send (S7.1 [D] HDRFW).
func Firewall(h relay.Header, rights relay.Rights) (relay.Header, relay.Decision) {
	d := relay.Decision{Question: relay.WhichHeaders, Subject: "on the way in", Source: "S7.1"}
	classes := []struct {
		name  string
		right relay.Right
		is    func(string) bool
	}{
		{Organization + "*", relay.RightHeadersOrganization, isOrganization},
		{Forest + "*", relay.RightHeadersForest, isForest},
		{"Received, Resent-*", relay.RightHeadersRouting, isRouting},
	}
	removed := 0
	for _, class := range classes {
		property := "Ms-Exch-" + string(class.right)
		if rights.Has(class.right) {
			d.Candidates = append(d.Candidates, relay.Selected(class.name, property, "the session holds the right"))
			continue
		}
		var names []string
		h, names = h.Without(class.is)
		removed += len(names)
		d.Candidates = append(d.Candidates, relay.Rejected(class.name, property,
			fmt.Sprintf("the session lacks the right: %d removed", len(names))))
	}
	d.Chosen, d.Because = fmt.Sprintf("%d fields removed", removed), "a header class needs its right"
	return h, d
}

// Trust is what the receiving side thinks of cross-premises headers.
type Trust int

// Degrees of trust. A cloud connector without CloudServicesMailEnabled removes the headers; where nothing matched at
// all they stay in sight, unbelieved (S7.3, fifth row [O]).
const (
	Unmatched Trust = iota
	Distrusted
	Trusted
)

// Promotion is how cross-premises headers are to be taken.
type Promotion struct {
	Trust    Trust
	Property string // what decided about trust, with its value
	Host     string
}

// Promote turns cross-premises headers into organization headers, replacing existing ones, when they are trusted (S7.3
// [D]). A message that went through it carries both markers ([O]).
func Promote(h relay.Header, how Promotion) (relay.Header, relay.Promotion, relay.Decision) {
	d := relay.Decision{Question: relay.CrossPremises, Subject: "on the way in", Source: "S7.3"}
	state := relay.Promotion{Present: anyField(h, isCrossPremises)}
	if !state.Present {
		d.Because = "the message has no cross-premises headers"
		if how.Trust == Trusted {
			d.Candidates = []relay.Candidate{relay.Rejected("promote", how.Property,
				"trusted, but there is nothing to promote")}
		} else {
			d.Candidates = []relay.Candidate{relay.Rejected("promote", how.Property, "not trusted")}
		}
		return h, state, d
	}
	switch how.Trust {
	case Trusted:
		h = promote(h, how.Host)
		state.Promoted, state.Filtered = true, true
		d.Chosen, d.Because = relay.HeadersPromoted, "the sender is trusted to tell how the message was authenticated"
		d.Candidates = []relay.Candidate{relay.Selected("promote", how.Property, "the sender is the other side")}
	case Distrusted:
		h, _ = h.Without(isCrossPremises)
		h = h.Prepend(relay.Field{Name: Filtered, Value: how.Host})
		state.Filtered = true
		d.Chosen, d.Because = relay.HeadersRemoved, "the connector does not take cloud services mail"
		d.Candidates = []relay.Candidate{relay.Rejected("promote", how.Property, "cross-premises headers are removed")}
	default:
		d.Chosen, d.Because = relay.HeadersLeft, "nothing vouches for the sender"
		d.Candidates = []relay.Candidate{relay.Rejected("promote", how.Property,
			"cross-premises headers are not believed")}
	}
	return h, state, d
}

// CrossesPremises reports whether a message has cross-premises headers.
func CrossesPremises(h relay.Header) bool { return anyField(h, isCrossPremises) }

func promote(h relay.Header, host string) relay.Header {
	claimed := map[string]bool{}
	for _, f := range h {
		if isCrossPremises(f.Name) {
			claimed[strings.ToLower(Organization+f.Name[len(CrossPremises):])] = true
		}
	}
	h, _ = h.Without(func(name string) bool { return claimed[strings.ToLower(name)] })
	out := make(relay.Header, 0, len(h)+2)
	out = append(out, relay.Field{Name: Promoted, Value: host}, relay.Field{Name: Filtered, Value: host})
	for _, f := range h {
		if isCrossPremises(f.Name) {
			f.Name = Organization + f.Name[len(CrossPremises):]
		}
		out = append(out, f)
	}
	return out
}

func anyField(h relay.Header, is func(string) bool) bool {
	for _, f := range h {
		if is(f.Name) {
			return true
		}
	}
	return false
}

// Evidence is what bears on whether a message is internal.
type Evidence struct {
	Promotion     relay.Promotion
	Rights        relay.Rights // of the receiving session
	External      bool         // the session was externally secured (ExternalAuthoritative)
	Authenticated bool         // the client logged on
	TreatInternal bool         // TreatMessagesAsInternal and an accepted sender domain (R7.6)
	Host          string       // who decides
}

// Authenticate answers the question of S7.4: is this message internal? It is when trusted headers say so (R7.2, R7.5),
// when the peer is trusted by itself, and not otherwise; it is then anonymous, and still delivered (R7.3).
func Authenticate(h relay.Header, e Evidence) (relay.Auth, relay.Decision) {
	d := relay.Decision{Question: relay.IsInternal, Source: "R7.2-R7.6"}
	claim := relay.AuthAs(h.Get(AuthAs))
	consider := func(name string, holds bool, property, why string) bool {
		c := relay.Rejected(name, property, why)
		c.Chosen = holds
		d.Candidates = append(d.Candidates, c)
		return holds
	}
	anonymous := relay.Auth{As: relay.AuthAnonymous, Source: e.Host}
	switch {
	case consider("promoted headers", e.Promotion.Promoted, fmt.Sprintf("AuthAs %s", orNone(string(claim))),
		promotedWhy(e.Promotion)):
		d.Chosen, d.Because = string(claim), "the promoted header says so"
		if claim != relay.AuthInternal {
			d.Chosen = string(relay.AuthAnonymous)
			return relay.Auth{As: relay.AuthAnonymous, Source: cmp.Or(h.Get(AuthSource), e.Host),
				Mechanism: h.Get(AuthMechanism)}, d
		}
		return relay.Auth{As: relay.AuthInternal, Source: cmp.Or(h.Get(AuthSource), e.Host),
			Mechanism: h.Get(AuthMechanism)}, d
	case consider("organization headers", claim != "" && e.Rights.Has(relay.RightHeadersOrganization),
		"Ms-Exch-Accept-Headers-Organization", "headers of an Exchange server are believed"):
		d.Chosen, d.Because = string(claim), "the session may send organization headers"
		return relay.Auth{As: claim, Source: cmp.Or(h.Get(AuthSource), e.Host), Mechanism: h.Get(AuthMechanism)}, d
	case consider("externally secured", e.External, "AuthMechanism ExternalAuthoritative",
		"the peer is trusted by its address"):
		d.Chosen, d.Because = string(relay.AuthInternal), "the connector is externally secured"
		return relay.Auth{As: relay.AuthInternal, Source: e.Host, Mechanism: "10"}, d
	case consider("authenticated client", e.Authenticated, "AUTH", "the client logged on"):
		d.Chosen, d.Because = string(relay.AuthInternal), "the client is a user of this organization"
		return relay.Auth{As: relay.AuthInternal, Source: e.Host, Mechanism: "06"}, d
	case consider("TreatMessagesAsInternal", e.TreatInternal, "TreatMessagesAsInternal",
		"an accepted sender domain suffices"):
		d.Chosen, d.Because = string(relay.AuthInternal), "the connector treats the sender's domain as internal"
		return relay.Auth{As: relay.AuthInternal, Source: e.Host}, d
	}
	d.Chosen, d.Because = string(relay.AuthAnonymous), "nothing that was trusted says that it is internal"
	return anonymous, d
}

func promotedWhy(p relay.Promotion) string {
	switch {
	case p.Promoted:
		return "cross-premises headers were promoted"
	case p.Present:
		return "cross-premises headers came, but were not promoted"
	default:
		return "no cross-premises headers came"
	}
}

func orNone(s string) string { return cmp.Or(s, "absent") }

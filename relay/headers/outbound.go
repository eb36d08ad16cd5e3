package headers

import (
	"bytes"
	"fmt"

	"hybridsim/relay"
)

// Converted returns the header of a message that came from a mailbox: the store makes MIME of what it holds, so that
// the fields that say so are there (V1.17 [O] for their place; plain text is what has no type of its own).
func Converted(h relay.Header, body []byte) relay.Header {
	if h.Has("MIME-Version") {
		return h
	}
	if !h.Has("Content-Type") {
		charset, encoding := "us-ascii", "7bit"
		if bytes.ContainsFunc(body, func(r rune) bool { return r >= 0x80 }) {
			charset, encoding = "utf-8", "8bit"
		}
		h = h.Last(relay.Field{Name: "Content-Type", Value: `text/plain; charset="` + charset + `"`},
			relay.Field{Name: "Content-Transfer-Encoding", Value: encoding})
	}
	return h.Last(relay.Field{Name: "MIME-Version", Value: "1.0"})
}

// Submit returns the header of a message that a mailbox of host sent, without what only servers may claim. It is
// internal, with the mechanism code seen for store submission ([O] HDRS; the codes' meaning is not public, U12).
func Submit(h relay.Header, host string) (relay.Header, relay.Auth) { return submit(h, host, "04") }

// SubmitReport does the same for a report of this server's own, whose mechanism is another (V1.19).
func SubmitReport(h relay.Header, host string) (relay.Header, relay.Auth) {
	return submit(h, host, "05")
}

func submit(h relay.Header, host, mechanism string) (relay.Header, relay.Auth) {
	h, _ = h.Without(func(name string) bool {
		return isOrganization(name) || isForest(name) || isCrossPremises(name) || isMarker(name)
	})
	return h, relay.Auth{As: relay.AuthInternal, Source: host, Mechanism: mechanism}
}

// Demotion is what an outgoing connector does with organization headers.
type Demotion struct {
	Preserve bool   // CloudServicesMailEnabled, or 2010's flags
	Property string // the property that decided, with its value
	Host     string // our name, for the markers
	Name     string // of the connector; empty: mail leaves without one
}

// Demote prepares a header for the way out. A connector that preserves turns organization headers into cross-premises
// ones; any other removes both classes and, where there were cross-premises headers, says so (S7.3 [D] PS, KB3212872).
// Forest headers never leave.
func Demote(h relay.Header, how Demotion) (relay.Header, relay.Decision) {
	d := relay.Decision{Question: relay.CrossPremises, Subject: "on the way out", Source: "S7.3"}
	h, _ = h.Without(isForest)
	if !how.Preserve {
		h, removed := h.Without(isCrossPremises)
		h, _ = h.Without(isOrganization)
		if len(removed) > 0 {
			h = h.Prepend(relay.Field{Name: FilteredBySender, Value: how.Host})
		}
		d.Chosen = relay.HeadersRemoved
		d.Because = "mail leaves without a connector that preserves organization headers"
		if how.Name != "" {
			d.Because = fmt.Sprintf("the connector %q does not preserve organization headers", how.Name)
		}
		d.Candidates = []relay.Candidate{relay.Rejected("preserve", how.Property, "organization headers stay at home")}
		return h, d
	}
	h, _ = h.Without(func(name string) bool { return isCrossPremises(name) || isMarker(name) })
	out := make(relay.Header, 0, len(h)+1)
	renamed := 0
	for _, f := range h {
		if isOrganization(f.Name) {
			f.Name = CrossPremises + f.Name[len(Organization):]
			renamed++
		}
		out = append(out, f)
	}
	out = out.Prepend(relay.Field{Name: Preserved, Value: how.Host})
	d.Chosen, d.Because = relay.HeadersDemoted, fmt.Sprintf("%d organization headers travel as cross-premises headers",
		renamed)
	d.Candidates = []relay.Candidate{relay.Selected("preserve", how.Property,
		"organization headers are renamed, not removed")}
	return out, d
}

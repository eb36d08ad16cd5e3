package check

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// TestEveryReasonIsOfTheEndItExplains: over all stories as they are played, and over letters of several people to several people
// through their faulty states and through mistakes: the reason of an end is a decision about the same message, the same recipient
// and the same hop, and one that can have led to such an end.
func TestEveryReasonIsOfTheEndItExplains(t *testing.T) {
	for i, name := range (&story.Catalogue{Files: scenarios.Files}).Names() {
		if tested.Sampled(i, 20) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := (&story.Catalogue{Files: scenarios.Files}).Story(name)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Play()
			if err != nil {
				t.Fatal(err)
			}
			reasonsAreOwn(t, r.Records())
			lettersThrough(t, subjectOf(t, name))
		})
	}
	step := 3 // a sample of the pairs
	if tested.Race {
		step = 60
	}
	for i, a := range mistakes {
		for j := i; j < len(mistakes); j++ {
			if b := mistakes[j]; (i+j)%step == 0 {
				t.Run(a+" "+b, func(t *testing.T) {
					t.Parallel()
					lettersThrough(t, subjectOf(t, "hybrid-2013", a, b))
				})
			}
		}
	}
}

// lettersThrough sends letters whose recipients fare differently, and waits until whatever waits has come to its end.
func lettersThrough(t *testing.T, subject *Subject) {
	t.Helper()
	to := []string{"bob@contoso.com", "erin@fabrikam.com", "nobody@contoso.com", "alice@contoso.com", "gone@fabrikam.com",
		"x@no-such-domain.example"}
	for _, l := range []Letter{
		{From: "alice@contoso.com", Side: relay.Cloud, To: to}, {From: "bob@contoso.com", Side: relay.OnPremises, To: to},
		{From: "printer@contoso.com", Source: netip.MustParseAddr("192.0.2.77"), To: to},
		{To: to, Side: relay.OnPremises},
	} {
		for _, wait := range []time.Duration{0, 73 * time.Hour} {
			l.Wait = wait
			sent, err := Send(subject, l)
			if err != nil {
				continue // nobody of that name is here
			}
			reasonsAreOwn(t, sent.World.Records())
			if len(sent.Events) == 0 {
				sent.World.Close()
				continue // nobody took it
			}
			for _, e := range sent.World.Journey(sent.Events[len(sent.Events)-1].MessageID).Ends {
				if found := (&witness{w: sent.World}).letter("", e.At, e.Address()); found != nil && found.Item == nil && e.Internal() {
					t.Errorf("%s is internal at a host outside", e)
				}
			}
			sent.World.Close()
		}
	}
}

// decides are the questions whose answers can keep a message from a mailbox.
var decides = []relay.Question{relay.IsReached, relay.PeerCertificate, relay.ExchangeAuthentication, relay.WhichCertificate, relay.WhichReceiveConnector,
	relay.IsBlocked, relay.MayEnter, relay.MayRelay, relay.MaySend, relay.IsKnownAtEdge, relay.SenderAuthentication, relay.WhichRecipient,
	relay.MayDeliver, relay.WithinLimits, relay.WhichRules, relay.MayForward, relay.WhichBackEnd, relay.WhichFrontEnd, relay.WhichSendConnector, relay.WhichOutboundConnector, relay.WhichContent, relay.WhenNext,
	relay.WhichVerdict, relay.WhichPool, relay.IsModerated, relay.IsJournaled, relay.WhichInboxRules}

func reasonsAreOwn(t *testing.T, r journey.Records) {
	t.Helper()
	for _, id := range journey.IDs(r) {
		for _, e := range journey.Of(r, id).Ends {
			why := e.Decided()
			complain := func(what string) {
				t.Helper()
				t.Errorf("%s: %s\nis explained by %s: %q (event %d %s of %s for %q), %s", id, e, why.Question, why.Because,
					why.Event.Sequence, why.Event.ID, why.Event.MessageID, why.Event.Recipients, what)
			}
			if why.Question == "" {
				known := e.Kind == journey.Once || e.Kind == journey.InHand ||
					e.Kind == journey.Delivered && len(e.Path) == 0 // from one host outside to another
				if !known {
					complain("which says nothing")
				}
				continue
			}
			if why.Event.Sequence == 0 {
				if e.Outside == nil || why.At != e.Outside.Host || why.Subject != "" && !slices.Contains([]string{e.Outside.Remote, e.Outside.To}, why.Subject) {
					complain("which nobody met")
				}
				continue
			}
			if why.Event.MessageID != "" && why.Event.MessageID != id {
				complain("a decision about another message")
			}
			if !about(why.Event, e) {
				complain("a decision about another recipient")
			}
			if e.Kind != journey.Delivered && e.Kind != journey.RelayedOn {
				looped := e.Reply.Enhanced() == "5.4.14" || e.Reply.Enhanced() == "5.4.6"
				if !looped && !atTheEnd(why.Event, e) {
					complain("a decision of another hop")
				}
				if !looped && e.Kind != journey.NoMembers && !slices.Contains(decides, why.Question) && !why.NotModelled {
					complain("which keeps no message from anybody")
				}
				tried := slices.ContainsFunc(e.Path, func(o relay.Event) bool { return o.ID == relay.EventDefer && o.Side == e.Event.Side })
				if why.Question == relay.WhenNext && tried {
					complain("although it was tried")
				}
				if dns := strings.Contains(strings.ToLower(e.Reply.String()), "dns"); dns != strings.Contains(why.Because, "DNS") && !e.Reply.IsZero() && e.Event.Source != "QUEUE" {
					complain("but only one of the two speaks of DNS")
				}
			}
		}
	}
}

// about reports whether an event is about the recipient of an end, or of no one in particular.
func about(e relay.Event, end journey.End) bool {
	names := append([]string{end.Recipient}, end.Via...)
	return len(e.Recipients) == 0 || slices.ContainsFunc(e.Recipients, func(r string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return relay.SameAddress(n, r) })
	})
}

// atTheEnd reports whether an event is the end itself, the session behind it, or, of what waits or has waited, one of the same
// sender since it has the message.
func atTheEnd(e relay.Event, end journey.End) bool {
	switch {
	case e.Sequence == end.Event.Sequence, e.Sequence == end.Refusal.Sequence:
		return true
	case end.Kind != journey.Waits && end.Event.Source != "QUEUE":
		return false
	case e.MessageID != "":
		return e.Side == end.Event.Side && e.Sequence > end.Arrival.Sequence
	}
	return e.Sequence > end.Arrival.Sequence
}

package mailauth

import (
	"fmt"
	"net/netip"
	"strings"

	"blitiri.com.ar/go/spf"

	"hybridsim/relay"
)

// Message is what is judged.
type Message struct {
	Client  netip.Addr
	Hello   string // name given with EHLO
	From    string // envelope sender; "" is the null sender
	Content []byte // as received
}

// Result is the outcome of one check, in the words of RFC 8601 section 2.7, and of Exchange Online where it has its
// own.
type Result string

// Results. TimedOut and BestGuessPass are Exchange Online's words. [D] "Anti-spam message headers"
const (
	None          Result = "none"
	Pass          Result = "pass"
	Fail          Result = "fail"
	SoftFail      Result = "softfail"
	Neutral       Result = "neutral"
	TempError     Result = "temperror"
	PermError     Result = "permerror"
	TimedOut      Result = "timeout"       // DKIM: the key could not be looked up
	BestGuessPass Result = "bestguesspass" // DMARC: no policy, but it would have passed
)

// Verdict is the outcome of all checks of one message.
type Verdict struct {
	Client    netip.Addr
	SPF       Result
	SPFDomain string // of the envelope sender; the EHLO name when that is null
	DKIM      []Signature
	DMARC     Result
	From      string // domain of the From field
	Policy    Policy // what it wants done; empty if it publishes nothing
	ARC       Chain
}

// Rejected reports whether the sending domain wants this message refused.
func (v Verdict) Rejected() bool { return v.DMARC == Fail && v.Policy == PolicyReject }

// Proved is what vouches for the sender: SPF, or a signature of the From domain or one of the same organization; empty
// when nothing does. The relay pool's rule asks for it (P2.26; which domain DKIM has to be of is inferred).
func (v Verdict) Proved() string {
	if v.SPF == Pass {
		return "SPF"
	}
	for _, s := range v.DKIM {
		if s.Result == Pass && speaksFor(s.Domain, v.From, false) {
			return "DKIM"
		}
	}
	return ""
}

// Judge checks a message (RFC 7208, 6376, 7489).
func Judge(m Message, r Resolver) (Verdict, relay.Decision) {
	d := relay.Decision{Question: relay.SenderAuthentication, Subject: fmt.Sprintf("%s, MAIL FROM:<%s>", m.Client,
		m.From), Source: "RFC 7208, 6376, 7489"}
	v := Verdict{Client: m.Client, SPFDomain: relay.DomainOf(m.From)}
	if v.SPFDomain == "" {
		v.SPFDomain = m.Hello
	}
	v.SPF = checkSPF(m, r)
	d.Candidates = append(d.Candidates, relay.Candidate{Name: "SPF", Chosen: v.SPF == Pass, Property: "TXT " +
		v.SPFDomain,
		Why: fmt.Sprintf("%s for %s", v.SPF, m.Client)})
	v.DKIM = Signatures(m.Content, r)
	for _, s := range v.DKIM {
		d.Candidates = append(d.Candidates, relay.Candidate{Name: "DKIM", Chosen: s.Result == Pass,
			Property: "d=" + s.Domain,
			Why:      fmt.Sprintf("%s: %s", s.Result, s.Reason)})
	}
	if len(v.DKIM) == 0 {
		d.Candidates = append(d.Candidates, relay.Rejected("DKIM", "DKIM-Signature", notSigned))
	}
	if v.ARC = verifyARC(m.Content, r); v.ARC.Result != None {
		d.Candidates = append(d.Candidates, relay.Candidate{Name: "ARC", Chosen: v.ARC.Result == Pass,
			Property: arcSeal + " d=" + v.ARC.Sealer, Why: fmt.Sprintf("%s: %s", v.ARC.Result, v.ARC.Reason)})
	}
	header, _ := relay.SplitMessage(m.Content)
	v.judgeFrom(header, r, &d)
	return v, d
}

// checkSPF asks whether the client may send for the domain (RFC 7208).
func checkSPF(m Message, r Resolver) Result {
	sender := m.From
	if sender == "" {
		sender = "postmaster@" + m.Hello // RFC 7208 section 2.4
	}
	// The error only explains the result.
	result, _ := spf.CheckHostWithSender(m.Client.AsSlice(), m.Hello, sender, spf.WithResolver(forSPF{r}))
	return Result(result)
}

// sameFold reports whether two domains are the same.
func sameFold(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

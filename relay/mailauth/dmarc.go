package mailauth

import (
	"errors"
	"fmt"
	"net/mail"

	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"

	"hybridsim/relay"
)

// Policy is what a domain wants done with mail that fails (RFC 7489 section 6.3).
type Policy string

// Policies.
const (
	PolicyNone       Policy = "none"
	PolicyQuarantine Policy = "quarantine"
	PolicyReject     Policy = "reject"
)

// judgeFrom evaluates DMARC for the domain in From. The record's pct is not looked at: the policy is for all mail [I].
func (v *Verdict) judgeFrom(h relay.Header, r Resolver, d *relay.Decision) {
	from, err := mail.ParseAddressList(h.Get("From"))
	if err != nil || len(from) != 1 || h.Count("From") != 1 {
		v.DMARC, d.Because = PermError,
			"there is not one address in From, so no domain vouches for it (RFC 7489 section 6.6.1)"
		d.Candidates = append(d.Candidates, relay.Rejected("DMARC", "From", "not one address"))
		d.Chosen = "dmarc=" + string(v.DMARC)
		return
	}
	v.From = relay.DomainOf(from[0].Address)
	record, err := v.lookup(r)
	aligned := v.aligned(record)
	switch {
	case err != nil && dmarc.IsTempFail(err):
		v.DMARC, d.Because = TempError, "the policy could not be looked up"
	case errors.Is(err, dmarc.ErrNoPolicy) && aligned != "":
		v.DMARC, d.Because = BestGuessPass, fmt.Sprintf("%s publishes no policy; %s speaks for it", v.From, aligned)
	case errors.Is(err, dmarc.ErrNoPolicy):
		v.DMARC, d.Because = None, v.From+" publishes no policy"
	case err != nil:
		v.DMARC, d.Because = PermError, "the policy cannot be read: "+err.Error()
	case aligned != "":
		v.DMARC, d.Because = Pass, fmt.Sprintf("%s speaks for %s", aligned, v.From)
	default:
		v.DMARC, d.Because = Fail, fmt.Sprintf("neither SPF nor a signature speaks for %s, whose policy is %s",
			v.From, v.Policy)
	}
	d.Candidates = append(d.Candidates, relay.Candidate{Name: "DMARC", Chosen: v.DMARC == Pass,
		Property: fmt.Sprintf("TXT _dmarc.%s p=%s", v.From, v.Policy), Why: d.Because})
	d.Chosen = "dmarc=" + string(v.DMARC)
}

// lookup finds the policy of the From domain, else that of the organization it belongs to (RFC 7489 section 6.6.3).
func (v *Verdict) lookup(r Resolver) (*dmarc.Record, error) {
	options := &dmarc.LookupOptions{LookupTXT: r.LookupTXT}
	record, err := dmarc.LookupWithOptions(v.From, options)
	if err == nil {
		v.Policy = Policy(record.Policy)
		return record, nil
	}
	parent := organizational(v.From)
	if !errors.Is(err, dmarc.ErrNoPolicy) || sameFold(parent, v.From) {
		return nil, err
	}
	if record, err = dmarc.LookupWithOptions(parent, options); err != nil {
		return nil, err
	}
	v.Policy = Policy(record.Policy)
	if record.SubdomainPolicy != "" {
		v.Policy = Policy(record.SubdomainPolicy)
	}
	return record, nil
}

// aligned returns what passed and speaks for the From domain (RFC 7489 section 3.1), or "". Without a record alignment
// is relaxed.
func (v *Verdict) aligned(record *dmarc.Record) string {
	strictSPF, strictDKIM := false, false
	if record != nil {
		strictSPF, strictDKIM = record.SPFAlignment == dmarc.AlignmentStrict,
			record.DKIMAlignment == dmarc.AlignmentStrict
	}
	if v.SPF == Pass && speaksFor(v.SPFDomain, v.From, strictSPF) {
		return "SPF of " + v.SPFDomain
	}
	for _, s := range v.DKIM {
		if s.Result == Pass && speaksFor(s.Domain, v.From, strictDKIM) {
			return "the signature of " + s.Domain
		}
	}
	return ""
}

func speaksFor(domain, from string, strict bool) bool {
	return sameFold(domain, from) || !strict && sameFold(organizational(domain), organizational(from))
}

// organizational is the domain that was registered: one label below a public suffix (RFC 7489 section 3.2).
func organizational(domain string) string {
	registered, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil { // a public suffix, or no domain at all
		return domain
	}
	return registered
}

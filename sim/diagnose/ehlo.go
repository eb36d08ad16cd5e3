package diagnose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/check"
)

// This file compares what a server lists in answer to EHLO. Who reads it is the client, behind whatever stands between.

// ehlo is the answer to one EHLO.
type ehlo struct {
	host     string   // that answers, by its own name
	secured  bool     // behind STARTTLS
	keywords []string // in the order in which they are listed, with what stands behind them
}

var (
	ehloRow     = regexp.MustCompile(`(?m)^(?:[<>*] |S: |.*,[<>],)?"?250([ -])[ ]?([^\r\n]*?)"?,?\r?$`)
	ehloKeyword = regexp.MustCompile(`^(?:SIZE|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH|` +
		`X-EXPS|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8|XRDST|XEXCH50|XSHADOW\w*|XPROXY\w*|XOORG|XXX+[A-Z]?|VRFY|EXPN|HELP|ETRN)\b`)
	ehloGreeting = regexp.MustCompile(`^([\w-]+(?:\.[\w-]+)+)(?: Hello.*)?$`)
)

// readEHLO finds the answer to an EHLO in a text; nil: there is none. The last one counts, which is the one behind
// STARTTLS.
func readEHLO(text string) *ehlo {
	var e, last *ehlo
	for _, m := range ehloRow.FindAllStringSubmatch(text, -1) {
		rest := strings.TrimSpace(m[2])
		if joined := inOneRow(rest); joined != nil { // as logs from 2021 on have it (V3.3)
			joined.secured, last = last != nil, joined
			continue
		}
		switch {
		case ehloKeyword.MatchString(rest):
			if e == nil {
				e = &ehlo{}
			}
			e.keywords = append(e.keywords, rest)
		default:
			g := ehloGreeting.FindStringSubmatch(rest)
			if g == nil {
				continue
			}
			e = &ehlo{host: strings.ToLower(g[1]), secured: last != nil}
		}
		if m[1] == " " && e != nil {
			if len(e.keywords) > 1 {
				last = e
			}
			e = nil
		}
	}
	if e != nil && len(e.keywords) > 1 { // cut off
		last = e
	}
	return last
}

// ehlos are the answers that clients heard while a message was played.
func ehlos(s *check.Sent) (list []ehlo) {
	var heard []*sim.Transcript
	for _, side := range s.World.Sides() {
		heard = append(heard, side.Sent()...)
	}
	for _, h := range s.World.Hosts() {
		heard = append(heard, h.Sent()...)
	}
	for _, t := range heard {
		secured := false
		for _, l := range t.Lines() {
			if l.Event != '<' || !strings.HasPrefix(l.Data, "250  ") {
				continue
			}
			if e := inOneRow(strings.TrimSpace(l.Data[3:])); e != nil {
				e.secured = secured
				list, secured = append(list, *e), true
			}
		}
	}
	return list
}

// inOneRow is an answer whose lines stand in one row; nil: it is none.
func inOneRow(row string) *ehlo {
	words := strings.Fields(row)
	if len(words) < 3 || ehloKeyword.MatchString(row) {
		return nil
	}
	e := &ehlo{host: strings.ToLower(words[0])}
	for _, w := range words[1:] {
		switch n := len(e.keywords); {
		case ehloKeyword.MatchString(w):
			e.keywords = append(e.keywords, w)
		case n > 0:
			e.keywords[n-1] += " " + w
		}
	}
	if len(e.keywords) < 2 {
		return nil
	}
	return e
}

// when is the moment of an answer, in words.
func (e *ehlo) when() string {
	if e.secured {
		return "behind STARTTLS"
	}
	return "in clear"
}

// names are the keywords without what stands behind them.
func (e *ehlo) names() (list []string) {
	for _, k := range e.keywords {
		name, _, _ := strings.Cut(k, " ")
		list = append(list, name)
	}
	return list
}

// of reports whether an answer is of the same host and moment as another; one that does not tell its host may be
// anybody's.
func (e *ehlo) of(o *ehlo) bool {
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	return same(e.host, o.host) && e.secured == o.secured
}

// fitEHLO is how well answers that were heard are the one that was seen: the same keywords it must be, and what stands
// behind them makes it better.
func fitEHLO(want *ehlo, heard []ehlo) (best float64) {
	for i := range heard {
		e := &heard[i]
		switch {
		case !want.of(e):
		case slices.Equal(want.keywords, e.keywords):
			best = 1
		case len(without(want.names(), e.names()))+len(without(e.names(), want.names())) == 0:
			best = max(best, enough*0.95)
		default:
			best = max(best, enough*alike(want.names(), e.names())*0.9)
		}
	}
	return best
}

// without is what a list has and another has not.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// listed compares the answer that was seen with what the server at that door gives as configured, which is the lead
// where they contradict each other.
func listed(want *ehlo, played []*asConfigured) []Lead {
	if want == nil {
		return nil
	}
	var given *ehlo
	for _, p := range played {
		for i := range p.seen.ehlos {
			e := &p.seen.ehlos[i]
			if !want.of(e) {
				continue
			}
			if given == nil || len(without(want.names(), e.names())) < len(without(want.names(), given.names())) {
				given = e
			}
		}
	}
	if given == nil {
		return nil
	}
	var leads []Lead
	if k := strings.Join(without(given.names(), want.names()), ", "); k != "" {
		leads = append(leads, Lead{"EHLO", k, fmt.Sprintf("the EHLO list lacks %s, which %s gives as configured: "+
			"another connector or server answers, it has no certificate for it, or something between takes it out", k,
			given.host)})
	}
	if k := strings.Join(without(want.names(), given.names()), ", "); k != "" {
		leads = append(leads, Lead{"EHLO", k, fmt.Sprintf("the EHLO list has %s, which %s does not give as "+
			"configured: another connector, server or device answers", k, given.host)})
	}
	for _, k := range without(want.keywords, given.keywords) {
		name, value, _ := strings.Cut(k, " ")
		if slices.Contains(given.names(), name) {
			leads = append(leads, Lead{"EHLO", k, fmt.Sprintf("the EHLO list says %q behind %s, and %s says otherwise "+
				"as configured: another connector answers, or its setting was changed", value, name, given.host)})
		}
	}
	return leads
}

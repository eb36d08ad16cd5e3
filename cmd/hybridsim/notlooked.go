package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/sim/caveat"
	"hybridsim/sim/check"
	"hybridsim/sim/records"
)

// strictFlag is the flag by which a command fails when something that could change its answer was not looked at.
func strictFlag(cmd *cobra.Command, strict *bool) {
	cmd.Flags().BoolVar(strict, "strict", false, "exit 1 when something that could change the answer was not looked at")
}

// strictly is how a command ends that has answered: as it would without the flag, or because of what was not looked at.
func strictly(strict bool, list caveat.List, err error) error {
	if err == nil && strict && len(list) > 0 {
		return errClaimFailed
	}
	return err
}

// listOf is the command that lists everything about a subject that no answer looks at.
func listOf(subject string) string { return "hybridsim check " + subject + " --not-looked-at" }

// notLooked tells what an answer about a subject did not look at.
func (p *printer) notLooked(list caveat.List, subject string) {
	for i, line := range list.Lines(listOf(subject)) {
		if i == 0 {
			line = "\n" + p.bold(line)
		}
		p.line("%s", line)
	}
}

// listNotLooked prints everything about a subject that no answer looks at.
func listNotLooked(cmd *cobra.Command, subject *check.Subject, asJSON bool) (caveat.List, error) {
	list, err := check.NotLookedAt(subject)
	if err != nil {
		return nil, err
	}
	if asJSON {
		return list, printJSON(cmd.OutOrStdout(), unlookedJSON{records.Schema, subject.Name, list})
	}
	p := newPrinter(cmd.OutOrStdout())
	for _, s := range list {
		p.line("%s", s)
	}
	p.line("%s", list.Count())
	return list, nil
}

// unlookedJSON is what check --not-looked-at --json prints.
type unlookedJSON struct {
	Schema      int         `json:"schema"`
	Subject     string      `json:"subject"`
	NotLookedAt caveat.List `json:"notLookedAt"`
}

// maxUnplayed is how many names of what was not played are told.
const maxUnplayed = 6

// played says how much of the configuration took part.
func (p *printer) played(x check.Played) {
	var parts, not []string
	for _, s := range []struct {
		share     check.Share
		one, many string
		least     int // of which there are usually fewer: those are not worth a word
	}{
		{x.Tenants, "tenant", "tenants", 2}, {x.Organizations, "organization", "organizations", 2},
		{x.Domains, "domain", "domains", 1}, {x.Servers, "server", "servers", 1},
		{x.Connectors, "connector", "connectors", 1}, {x.Ranges, "range that may relay", "ranges that may relay", 1},
	} {
		all := len(s.share.Played) + len(s.share.Alike) + len(s.share.Not)
		if all < s.least {
			continue
		}
		part := fmt.Sprintf("%d of %s", len(s.share.Played), number(all, s.one, s.many))
		if n := len(s.share.Alike); n > 0 {
			part += fmt.Sprintf(" (which stand for %d more)", n)
		}
		parts = append(parts, part)
		for _, name := range s.share.Not {
			if s.least > 1 {
				name = s.one + " " + name
			}
			not = append(not, name)
		}
	}
	p.line("played: %s", strings.Join(parts, ", "))
	if more := len(not) - maxUnplayed; more > 0 {
		not = append(not[:maxUnplayed], fmt.Sprintf("and %d more (--json has them all)", more))
	}
	if len(not) > 0 {
		p.line("not played: %s", strings.Join(not, ", "))
	}
}

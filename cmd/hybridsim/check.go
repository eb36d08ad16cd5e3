package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/userfile"
)

// checkFlags are what check is told.
type checkFlags struct {
	asJSON, strict, unlooked             bool
	against, save, junit, domain, failOn string
	clock                                clockFlag
	tls                                  tlsFlag
	part                                 shardFlag
}

func checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check BASE",
		Short: "Play every flow that a hybrid needs through a configuration, and look at its settings",
		Long: "Plays the matrix of flows (docs/check.md) through a built-in base, a base file, or a story in " +
			"its faulty state,\n" +
			"each in a world of its own, and says below which settings break which of them.\n" +
			"Exit code 0: every flow is as in a healthy hybrid; 1: one is not, or with --against one got worse " +
			"or an error is new;\n" +
			"2: the input was wrong. --fail-on chooses what else fails.",
		Args: oneBase("a base file, a story"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	failOnFlag(cmd, &f.failOn)
	strictFlag(cmd, &f.strict)
	cmd.Flags().BoolVar(&f.unlooked, "not-looked-at", false,
		"play nothing; list every setting and object that no answer looks at")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the result as JSON (docs/json.md)")
	f.clock.flag(cmd)
	f.tls.flag(cmd)
	cmd.Flags().StringVar(&f.against, "against", "",
		"tell what is different from `OLD`: a base, or a file that --save wrote")
	cmd.Flags().StringVar(&f.save, "save", "", "keep the result in this `file`, for --against")
	cmd.Flags().StringVar(&f.junit, "junit", "", "write the flows as a JUnit report into this `file`")
	cmd.Flags().StringVar(&f.domain, "domain", "",
		"the only `domain` to look at; all that both sides accept, if not given")
	f.part.flag(cmd)
	return cmd
}

func (f *checkFlags) run(cmd *cobra.Command, base string) error {
	on, err := failures(cmd, f.failOn, f.strict, f.against != "")
	if err != nil {
		return err
	}
	if err := f.divisible(); err != nil {
		return err
	}
	s, err := findBase(base)
	if err != nil {
		return err
	}
	f.clock.tell(cmd.ErrOrStderr())
	f.clock.apply(s)
	subject, read := check.Read(s), storyFiles(s)
	outputs := []userfile.Output{{Flag: "--save", Name: f.save}, {Flag: "--junit", Name: f.junit}}
	if err := userfile.Apart(append(read, f.against), outputs...); err != nil {
		return err
	}
	if f.unlooked {
		list, err := listNotLooked(cmd, subject, f.asJSON)
		return strictly(f.strict, list, err)
	}
	o := check.Options{Domain: f.domain, RealTLS: f.tls.real, Shard: f.part.Shard}
	if f.against != "" {
		if o.Beside, err = loadOld(f.against, o, &f.clock); err != nil {
			return err
		}
	}
	r, err := checked(cmd, subject, o)
	if err != nil {
		return err
	}
	if f.save != "" {
		if err := saveReport(f.save, r); err != nil {
			return err
		}
	}
	if o.Beside != nil {
		return showDifference(cmd, check.Compare(o.Beside, r), r, base, on, f.asJSON, f.junit)
	}
	return f.show(cmd, r, base, on)
}

// divisible complains about what has to look at all flows, or would show a part of an answer as if it were the whole.
func (f *checkFlags) divisible() error {
	const hint = "put the shards together first: hybridsim merge 1.json 2.json > all.json; check --against reads that"
	switch {
	case f.part.Whole():
	case f.against != "" || f.save != "" || f.unlooked:
		return mistake.New(hint, "--shard checks a share; --against, --save and --not-looked-at are about the whole")
	case !f.asJSON && f.junit == "":
		return mistake.New("add --json, or --junit FILE", "a share of a check is for hybridsim merge")
	}
	return nil
}

// show prints a check and fails on what it is told to.
func (f *checkFlags) show(cmd *cobra.Command, r *check.Report, base string, on []check.Trouble) error {
	if f.junit != "" {
		var found []string
		for _, finding := range r.Findings {
			found = append(found, findingLine(finding.Severity, finding.Code, finding.Object, finding.Message,
				finding.Accepted))
		}
		j := flowReport(r).judged(r.Fails(on), records.Class("hybridsim", "check", r.Subject), on, found)
		if err := j.write(f.junit); err != nil {
			return err
		}
	}
	var err error
	switch {
	case f.asJSON:
		err = printJSON(cmd.OutOrStdout(), r)
	case r.Shard != "":
		newPrinter(cmd.OutOrStdout()).line("shard %s of %s: %d of %s not as expected; hybridsim merge puts the whole "+
			"together", r.Shard, r.Subject, r.Bad(), number(len(r.Flows), "flow", "flows"))
	default:
		newPrinter(cmd.OutOrStdout()).check(r, base)
	}
	if err == nil && r.Fails(on) {
		return errClaimFailed
	}
	return err
}

// findingLine is a finding in a JUnit report.
func findingLine(severity check.Severity, code, object, message, accepted string) string {
	line := fmt.Sprintf("%s %s %s: %s", severity, code, object, message)
	if accepted != "" {
		line += " (accepted: " + accepted + ")"
	}
	return line
}

func failOnFlag(cmd *cobra.Command, list *string) {
	cmd.Flags().StringVar(list, "fail-on", "",
		"what makes the exit code 1: a `list` of "+strings.Join(check.TroubleNames(), ", "))
}

// failures reads --fail-on. Without it a check fails on unhealthy flows, and a comparison on flows that got worse and
// new errors; --strict adds what was not looked at.
func failures(cmd *cobra.Command, list string, strict, compares bool) (on []check.Trouble, err error) {
	switch {
	case cmd.Flags().Changed("fail-on"):
		on, err = check.ParseTroubles(list)
	case compares:
		on = []check.Trouble{check.OnWorse, check.OnError}
	default:
		on = []check.Trouble{check.OnUnhealthy}
	}
	if strict {
		on = append(on, check.OnNotLookedAt)
	}
	return on, err
}

func saveReport(name string, r *check.Report) error {
	var b bytes.Buffer
	if err := printJSON(&b, r); err != nil {
		return err
	}
	return userfile.Write(name, b.Bytes(), 0o644)
}

// showDifference prints a difference and fails on what it is told to.
func showDifference(cmd *cobra.Command, d *check.Difference, after *check.Report, base string, on []check.Trouble,
	asJSON bool, junit string) error {
	if junit != "" {
		var found []string
		for _, n := range d.Findings {
			if n.New {
				found = append(found, findingLine(n.Severity, n.Code, n.Object, n.Message, n.Accepted))
			}
		}
		j := movedReport(d).judged(d.Fails(on, after), records.Class("hybridsim", "compare", d.New), on, found)
		if err := j.write(junit); err != nil {
			return err
		}
	}
	var err error
	if asJSON {
		err = printJSON(cmd.OutOrStdout(), d)
	} else {
		newPrinter(cmd.OutOrStdout()).difference(d, base)
	}
	if err == nil && d.Fails(on, after) {
		return errClaimFailed
	}
	return err
}

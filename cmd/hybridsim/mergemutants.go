package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/sim/mistake"
	"hybridsim/sim/mutate"
	"hybridsim/sim/shard"
)

// percentFlag is a score under which a command fails.
type percentFlag struct{ percent int }

var _ pflag.Value = (*percentFlag)(nil)

func (f *percentFlag) flag(cmd *cobra.Command) {
	cmd.Flags().Var(f, "fail-under", "exit 1 when the score of mutate is under so many percent")
}

// Set reads the flag's value.
func (f *percentFlag) Set(text string) error {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
	if err != nil || n < 0 || n > 100 {
		return mistake.New("write --fail-under 80", "%q is no percentage", text)
	}
	f.percent = n
	return nil
}

// Type is what the flag takes.
func (f *percentFlag) Type() string { return "PERCENT" }

func (f *percentFlag) String() string {
	if f.percent == 0 {
		return ""
	}
	return strconv.Itoa(f.percent)
}

// judge fails on a score that is too low.
func (f *percentFlag) judge(percent int) error {
	if percent < f.percent {
		return errClaimFailed
	}
	return nil
}

// kindOf tells the results of the commands apart by what their documents have.
func kindOf(content []byte) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(content, &fields) != nil {
		return storySuite
	}
	switch {
	case fields["unobservable"] != nil:
		return mutantSuite
	case fields["flows"] != nil:
		return flowSuite
	}
	return storySuite
}

// mergeMutants puts what mutate --json --shard printed together.
func mergeMutants(out io.Writer, names []string, contents [][]byte, fail percentFlag) error {
	var parts []shard.Part[*mutate.Mutant]
	var reports []*mutate.Report
	for i, name := range names {
		var one mutate.Report
		if err := json.Unmarshal(contents[i], &one); err != nil {
			return noShard(mutantSuite, name, err.Error())
		}
		of, err := shardOf(mutantSuite, name, one.Shard, one.Schema)
		if err != nil {
			return err
		}
		if len(reports) > 0 && one.Subject != reports[0].Subject {
			return noShard(mutantSuite, name, fmt.Sprintf("it is of %s, and %s is of %s", one.Subject, names[0],
				reports[0].Subject))
		}
		parts = append(parts, shard.Part[*mutate.Mutant]{File: name, Shard: of})
		reports = append(reports, &one)
	}
	if err := shard.InOrder(parts); err != nil {
		return err
	}
	all := mutate.Merge(reports)
	if err := printJSON(out, all); err != nil {
		return err
	}
	return fail.judge(all.Score.Percent())
}

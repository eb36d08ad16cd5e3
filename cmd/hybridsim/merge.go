package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/shard"
	"hybridsim/sim/userfile"
)

func mergeCommand() *cobra.Command {
	var fail percentFlag
	var failOn string
	cmd := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Put the results of run, check or mutate --shard together, JSON or JUnit",
		Long: "Reads what run, check or mutate printed with --json --shard i/n, or wrote with --junit, on each\n" +
			"machine, and prints what one machine would have (docs/shards.md). All shards have to be there, each " +
			"once.\n" +
			"Exit code 0: every claim holds, every flow is as in a healthy hybrid; 1: one is not; 2: an input was " +
			"wrong,\nhere or on one of the machines. --fail-on and --fail-under choose what fails in JSON of check " +
			"and mutate.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var contents [][]byte
			reports := 0
			for _, name := range args {
				content, err := userfile.Read(name)
				if err != nil {
					return err
				}
				if bytes.HasPrefix(bytes.TrimSpace(content), []byte("<")) {
					reports++
				}
				contents = append(contents, content)
			}
			on, err := failures(cmd, failOn, false, false)
			if err != nil {
				return err
			}
			switch kind := kindOf(contents[0]); {
			case reports == 0 && kind == mutantSuite:
				return mergeMutants(cmd.OutOrStdout(), args, contents, fail)
			case reports == 0 && kind == flowSuite:
				return mergeChecks(cmd.OutOrStdout(), args, contents, on)
			case reports == 0:
				return mergeJSON(cmd.OutOrStdout(), args, contents)
			case reports == len(args):
				return mergeJUnit(cmd.OutOrStdout(), args, contents)
			}
			return mistake.New("merge each kind on its own", "some of the files are JSON and some are JUnit reports")
		},
	}
	fail.flag(cmd)
	failOnFlag(cmd, &failOn)
	return cmd
}

// errElsewhere ends a command whose output tells mistakes that other machines met.
func errElsewhere(n int) error {
	return mistake.New("the result names each", "%s could not be read or played", number(n, "story", "stories"))
}

// commands are those whose results are put together, by the suites of their JUnit reports.
var commands = map[string]string{storySuite: "run", flowSuite: "check", mutantSuite: "mutate"}

// noShard is a file that is no result of a shard of the command that has a suite.
func noShard(suite, name, why string) error {
	return &mistake.Error{File: name, Message: "this is no result of a shard: " + why,
		Hint: "write it with hybridsim " + commands[suite] + " --shard i/n, and --json or --junit FILE"}
}

// shardOf is the share that a file says it is of; it has to be one of this version.
func shardOf(suite, name, says string, schema int) (shard.Shard, error) {
	if says == "" {
		return shard.Shard{}, noShard(suite, name, "it does not say which")
	}
	of, err := shard.Parse(says)
	if err != nil {
		return shard.Shard{}, noShard(suite, name, mistake.Message(err))
	}
	if schema != records.Schema {
		return shard.Shard{}, noShard(suite, name, fmt.Sprintf("its schema is %d, and this version reads %d", schema,
			records.Schema))
	}
	return of, nil
}

// sharded is what run --json --shard prints. Stories stay as they are written.
type sharded struct {
	Schema   int               `json:"schema"`
	Shard    string            `json:"shard,omitempty"`
	Stories  []json.RawMessage `json:"stories"`
	Summary  summaryJSON       `json:"summary"`
	Mistakes []mistakeJSON     `json:"mistakes"`
}

func mergeJSON(out io.Writer, names []string, contents [][]byte) error {
	all := sharded{Schema: records.Schema, Mistakes: []mistakeJSON{}}
	var parts []shard.Part[json.RawMessage]
	for i, name := range names {
		var one sharded
		if err := json.Unmarshal(contents[i], &one); err != nil {
			return noShard(storySuite, name, err.Error())
		}
		of, err := shardOf(storySuite, name, one.Shard, one.Schema)
		if err != nil {
			return err
		}
		parts = append(parts, shard.Part[json.RawMessage]{File: name, Shard: of, List: one.Stories})
		all.Summary.add(one.Summary)
		all.Mistakes = append(all.Mistakes, one.Mistakes...)
	}
	if err := shard.InOrder(parts); err != nil {
		return err
	}
	all.Stories = shard.Join(parts)
	if err := printJSON(out, all); err != nil {
		return err
	}
	return mergedOutcome(all.Summary.Failed, len(all.Mistakes))
}

// mergedOutcome is how a command ends that shows what others found.
func mergedOutcome(failed, mistakes int) error {
	switch {
	case mistakes > 0:
		return errElsewhere(mistakes)
	case failed > 0:
		return errClaimFailed
	}
	return nil
}

// add counts what another machine counted.
func (s *summaryJSON) add(o summaryJSON) {
	s.Stories += o.Stories
	s.Assertions += o.Assertions
	s.Failed += o.Failed
	s.Held += o.Held
	s.Documented += o.Documented
	s.Observed += o.Observed
	s.Inferred += o.Inferred
	s.Required += o.Required
}

func mergeJUnit(out io.Writer, names []string, contents [][]byte) error {
	all := records.JUnit{Suite: storySuite}
	for suite := range commands {
		if strings.Contains(string(contents[0]), `<testsuite name="`+suite+`"`) ||
			strings.Contains(string(contents[0]), `<testsuite name="`+suite+" ") {
			all.Suite = suite
		}
	}
	var parts []shard.Part[records.Case]
	var failOn []records.Case
	failed, mistakes := 0, 0
	for i, name := range names {
		j, err := records.ReadJUnit(contents[i])
		if err != nil {
			return noShard(all.Suite, name, err.Error())
		}
		_, which, _ := strings.Cut(j.Suite, all.Suite+" ")
		of, err := shard.Parse(which)
		if err != nil {
			return noShard(all.Suite, name, fmt.Sprintf("its suite is %q", j.Suite))
		}
		part := shard.Part[records.Case]{File: name, Shard: of}
		for _, c := range j.Cases {
			switch {
			case all.Suite == flowSuite && c.Name == failOnCase: // of the check, not of a flow: each shard tells it
				failOn = append(failOn, c)
				continue
			case c.Error != nil:
				mistakes++
			case c.Failure != nil:
				failed++
			}
			if c.Error != nil && c.Error.Message == unreadMessage { // no story: the first shard tells it
				all.Cases = append(all.Cases, c)
				continue
			}
			part.List = append(part.List, c)
		}
		parts = append(parts, part)
	}
	if err := shard.InOrder(parts); err != nil {
		return err
	}
	all.Cases = append(all.Cases, shard.Join(parts)...)
	if failed == 0 && len(failOn) > 0 { // else the flows say why the check failed
		all.Cases, failed = append(all.Cases, failOn[0]), 1
	}
	content, err := all.XML()
	if err != nil {
		return err
	}
	if _, err := out.Write(content); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	if all.Suite == mutantSuite { // one that survived is no claim that failed
		failed = 0
	}
	return mergedOutcome(failed, mistakes)
}

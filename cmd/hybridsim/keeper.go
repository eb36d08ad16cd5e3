package main

import (
	"bytes"
	"errors"

	"github.com/spf13/cobra"

	"hybridsim/sim/mistake"
	"hybridsim/sim/shard"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// keeper keeps what a run shows in files, beside what it prints.
type keeper struct {
	evidence string // folder
	junit    string // file
	page     string // file
	capture  string // file
	report   junitReport
	shard    shard.Shard
	played   []*story.Report
}

func (k *keeper) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.evidence, "evidence", "",
		"write logs, mailboxes, reports, queues and traces into this `folder` (docs/evidence.md)")
	cmd.Flags().StringVar(&k.junit, "junit", "",
		"write the results as a JUnit report into this `file` (docs/evidence.md)")
	cmd.Flags().StringVar(&k.page, "report", "",
		"write one self-contained HTML page about the stories into this `file`")
	cmd.Flags().StringVar(&k.capture, "capture", "",
		"write what passes on the network into this `file`, of one story: a packet capture that Wireshark reads,\n"+
			"inside TLS too (docs/capture.md)")
	for _, flag := range []string{"evidence", "junit", "report", "capture"} {
		cmd.MarkFlagsMutuallyExclusive("update", flag)
	}
}

// check looks for mistakes before the work begins.
func (k *keeper) check(stories []*story.Story) error {
	outputs := []userfile.Output{{Flag: "--junit", Name: k.junit}, {Flag: "--report", Name: k.page},
		{Flag: "--capture", Name: k.capture}}
	if err := userfile.Apart(storyFiles(stories...), outputs...); err != nil {
		return err
	}
	if k.capture != "" && len(stories) != 1 {
		return mistake.New("name one: hybridsim run --capture "+k.capture+" STORY",
			"--capture: a capture is of one story, and these are %d", len(stories))
	}
	if k.evidence == "" {
		return nil
	}
	return evidenceFolder(k.evidence).Check()
}

// share notes which share of the stories this is.
func (k *keeper) share(s shard.Shard) {
	if k.shard = s; !s.Whole() {
		k.report.Suite = storySuite + " " + s.String()
	}
}

// unread notes files that hold no story that could be played.
func (k *keeper) unread(mistakes []error) {
	for _, err := range mistakes {
		k.report.unread(err)
	}
}

// also lets the keeper see each result before it is printed.
func (k *keeper) also(see func(*story.Story, result)) func(*story.Story, result) {
	return func(s *story.Story, r result) {
		k.report.add(s, r)
		if r.err == nil {
			k.played = append(k.played, r.report)
		}
		see(s, r)
	}
}

// finish writes the files, whether the claims hold or not. A mistake in writing them goes before a claim that failed,
// which the output has told already.
func (k *keeper) finish(outcome error) error {
	var mistakes []error
	if k.evidence != "" {
		mistakes = append(mistakes, writeEvidence(k.evidence, k.played))
	}
	if k.junit != "" {
		mistakes = append(mistakes, k.report.write(k.junit))
	}
	if k.page != "" {
		mistakes = append(mistakes, writePage(k.page, k.played))
	}
	if k.capture != "" && len(k.played) > 0 {
		mistakes = append(mistakes, writeCapture(k.capture, k.played[0].Story))
	}
	switch mistaken := errors.Join(mistakes...); {
	case mistaken == nil:
		return outcome
	case errors.Is(outcome, errClaimFailed):
		return mistaken
	default:
		return errors.Join(outcome, mistaken)
	}
}

// writeCapture plays a story once more, with real TLS, and writes what passed on its network.
func writeCapture(file string, s *story.Story) error {
	var content bytes.Buffer
	if err := s.Capture(&content); err != nil {
		return err
	}
	return userfile.Write(file, content.Bytes(), 0o644)
}

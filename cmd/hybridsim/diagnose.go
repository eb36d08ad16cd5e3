package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/sim/check"
	"hybridsim/sim/diagnose"
	"hybridsim/sim/exports"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

// diagnoseLong names what is read.
const diagnoseLong = `Reads a symptom: whatever ndr reads; rows of message tracking, of a trace or of a
protocol log, whether anything failed in them or not; a message that arrived, an answer or an automatic reply,
or its header alone; an answer to EHLO; what Validate-OutboundConnector printed; an event (event 12014 at EX01);
or words: external, deferred, junk, quarantined, no reply, nobody told, only these members, wrong way, not
through HOST, header NAME absent, loop, no session at HOST, no copy at ADDRESS, 2 copies at ADDRESS, 7 of 20
copies at ADDRESS, sender shown as NAME, part TYPE absent, no log has it, in the Inbox.

Plays the message through a configuration. If the symptom shows, finds the smallest sets of lines that cure it; if
not, finds which faults would make it show, alone and in pairs. Every fix is tried. Answers to the questions are
given with --also 'yes: ...' or 'no: ...', or at a terminal.
Exit code 0: there is an answer, and be it that it cannot be told; 2: the input was wrong.`

func diagnoseCommand() *cobra.Command {
	var asJSON, strict bool
	var symptom string
	var also []string
	var o diagnose.Options
	cmd := &cobra.Command{
		Use:   "diagnose BASE --symptom FILE|TEXT [--from A --to B] [--also FILE|TEXT ...]",
		Short: "From what somebody saw to what causes it, what to look at next, and the lines that undo it",
		Long:  diagnoseLong,
		Args:  oneBase("a base file, a story"),
		RunE: func(cmd *cobra.Command, args []string) error {
			subject, _, err := loadSubject(args[0])
			if err != nil {
				return err
			}
			if symptom == "" {
				return mistake.New(`hybridsim diagnose hybrid-2013 --symptom external --from alice@contoso.com `+
					`--to bob@contoso.com`, "diagnose needs --symptom FILE or TEXT")
			}
			s, err := readSymptom(cmd.InOrStdin(), symptom)
			if err != nil {
				return err
			}
			if o.Also, err = readSymptoms(cmd.InOrStdin(), also); err != nil {
				return err
			}
			r, err := diagnosed(cmd, subject, s, o)
			if err != nil {
				return err
			}
			if asJSON {
				return strictly(strict, r.NotLookedAt, printJSON(cmd.OutOrStdout(), r))
			}
			p := newPrinter(cmd.OutOrStdout())
			p.diagnosis(r, args[0])
			if !atTerminal(cmd.InOrStdin(), cmd.OutOrStdout()) {
				return strictly(strict, r.NotLookedAt, nil)
			}
			again := func(more *diagnose.Symptom) (*diagnose.Report, error) {
				o.Also = append(o.Also, more)
				return diagnosed(cmd, subject, s, o)
			}
			return strictly(strict, r.NotLookedAt, p.interview(cmd.InOrStdin(), r, args[0], again))
		},
	}
	strictFlag(cmd, &strict)
	cmd.Flags().StringVar(&symptom, "symptom", "", "what was seen: a `file`, - for standard input, or the text itself")
	cmd.Flags().StringArrayVar(&also, "also", nil, "what else was seen, or an answer: a `file` or text")
	cmd.Flags().StringVar(&o.From, "from", "", "the `address` that sent; as the symptom says if not given")
	cmd.Flags().StringVar(&o.To, "to", "", "the `address` that it was for")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print causes and questions as JSON (docs/json.md)")
	return cmd
}

// readSymptoms reads several symptoms.
func readSymptoms(stdin io.Reader, args []string) (list []*diagnose.Symptom, err error) {
	for _, arg := range args {
		s, err := readSymptom(stdin, arg)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// readSymptom reads a symptom from a file, from standard input, or from the argument itself.
func readSymptom(stdin io.Reader, arg string) (*diagnose.Symptom, error) {
	content := []byte(arg)
	var err error
	if arg == "-" {
		content, err = userfile.ReadFrom(stdin, "standard input")
	} else if _, missing := os.Stat(arg); missing == nil {
		content, err = userfile.Read(arg)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the symptom: %w", err)
	}
	return diagnose.Read(exports.AsText(content))
}

// diagnosed diagnoses; progress is shown, and Ctrl-C ends it.
func diagnosed(cmd *cobra.Command, subject *check.Subject, s *diagnose.Symptom, o diagnose.Options) (*diagnose.Report,
	error) {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
	defer stop()
	var seen *progress
	told := o.Seen
	o.Seen = func(done, n int) {
		if told != nil {
			told(done, n)
		}
		if seen == nil {
			seen = newProgress(cmd.ErrOrStderr(), n, "messages")
		}
		seen.done, seen.total = done-1, n
		seen.step()
	}
	r, err := diagnose.Diagnose(ctx, subject, s, o)
	if seen != nil {
		seen.clear()
	}
	return r, unlessEnded(err)
}

// unlessEnded is an error, or says of one that comes of Ctrl-C that there is no answer.
func unlessEnded(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("ended before there was an answer; nothing is left of it")
	}
	return err
}

// diagnosis tells a diagnosis.
func (p *printer) diagnosis(r *diagnose.Report, subject string) {
	p.line("%s -> %s", r.From, r.To)
	if r.Played != "" {
		p.line("Played is %s; the evidence does not say so.", r.Played)
	}
	if r.Shows {
		p.line("The configuration shows the symptom as it is.")
	} else {
		p.line("The configuration does not show the symptom as it is: something else must be so.")
	}
	for _, l := range r.Leads {
		p.line("the evidence says: %s", l.Says)
	}
	p.line("\n%s", p.bold(r.Verdict))
	for i, c := range r.Causes {
		p.cause(i+1, c)
	}
	if len(r.Questions) > 0 {
		p.line("\n%s", p.bold("What to look at next"))
	}
	for _, q := range r.Questions {
		p.line("  %s", q.Ask)
		p.line("      yes leaves %s, no leaves %s (%.2f bits)", number(len(q.IfYes), "cause", "causes"),
			number(len(q.IfNot), "cause", "causes"), q.Bits)
	}
	p.notLooked(r.NotLookedAt, subject)
}

// cause tells one cause with what undoes it.
func (p *printer) cause(n int, c diagnose.Cause) {
	p.line("\n%d. %s", n, p.bold(c.Title()))
	p.line("   %s (%s; %s; fit %.2f)", c.Says, c.Common, c.Documented, c.Fit)
	for _, l := range c.Lines {
		p.line("   made by    %s", l)
	}
	switch {
	case len(c.Fix) == 0:
		p.line("   ask        %s: nothing that you type undoes it", c.Whose)
		for _, s := range c.Show {
			p.line("   show       %s", s)
		}
	case !c.Cures:
		p.line("   undone by  nothing that is known: the lines that should were typed, and the symptom stayed")
	default:
		for _, l := range c.Fix {
			p.line("   undone by  %s", l)
		}
	}
	if c.Takes != "" {
		p.line("   works      after %s", c.Takes)
	}
	for _, w := range c.Worse {
		p.line("   but worse  %s", w)
	}
	if len(c.Alike) > 0 {
		p.line("   alike      %s", strings.Join(c.Alike, "; "))
	}
}

// atTerminal reports whether somebody sits there who can be asked.
func atTerminal(in io.Reader, out io.Writer) bool {
	file, ok := in.(*os.File)
	return ok && isTerminal(file) && isTerminal(out)
}

// interview asks until nothing is left to ask or somebody has enough. Each answer is a further observation, with which
// the diagnosis is made again.
func (p *printer) interview(in io.Reader, r *diagnose.Report, name string,
	again func(*diagnose.Symptom) (*diagnose.Report, error)) error {
	lines := bufio.NewScanner(in)
	for at := 0; at < len(r.Questions); {
		q := r.Questions[at]
		fmt.Fprintf(p.out, "\n%s yes, no, ? for another question, or Enter to end: ", q.Ask)
		if !lines.Scan() {
			return lines.Err()
		}
		answer := strings.ToLower(strings.TrimSpace(lines.Text()))
		switch answer {
		case "y":
			answer = "yes"
		case "n":
			answer = "no"
		case "yes", "no":
		case "?":
			at++
			continue
		default:
			return nil
		}
		more, err := diagnose.Read([]byte(answer + ": " + q.Mark))
		if err != nil {
			return err
		}
		if r, err = again(more); err != nil {
			return err
		}
		at = 0
		p.diagnosis(r, name)
	}
	return nil
}

package main

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
	"hybridsim/sim/check"
	"hybridsim/sim/evidence"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/script"
	"hybridsim/sim/userfile"
)

func sendCommand() *cobra.Command {
	var asJSON, candidates, strict bool
	var from, message, source, side, folder string
	l := check.Letter{}
	cmd := &cobra.Command{
		Use:   "send BASE --from A --to B",
		Short: "Send one message through a configuration and tell what becomes of it, and why",
		Long: "Sends one message through a built-in base, a base file, or a story in its faulty state, and " +
			"prints its trace with the decisions\n" +
			"behind it and where it ended. The sender's mailbox sends it, or with --source a client outside.\n" +
			"Exit code 0: the message was sent, whatever became of it; 2: the input was wrong.",
		Args: oneBase("a base file, a story"),
		RunE: func(cmd *cobra.Command, args []string) error {
			subject, _, err := loadSubject(args[0])
			if err != nil {
				return err
			}
			if err := readLetter(&l, from, message, source, side); err != nil {
				return err
			}
			if folder != "" {
				if err := evidenceFolder(folder).Check(); err != nil {
					return err
				}
			}
			j, err := check.Send(subject, l)
			if err != nil {
				return err
			}
			defer j.World.Close()
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), newSent(subject.Name, l, j))
			} else {
				newPrinter(cmd.OutOrStdout()).sent(j, args[0], candidates)
			}
			if err != nil || folder == "" {
				return strictly(strict, j.NotLookedAt(), err)
			}
			return strictly(strict, j.NotLookedAt(), writeSent(folder, j))
		},
	}
	strictFlag(cmd, &strict)
	cmd.Flags().StringVar(&from, "from", "", "the `address` that sends; <> is the null sender")
	cmd.Flags().StringSliceVar(&l.To, "to", nil, "the `address` that it goes to, or several with commas")
	cmd.Flags().StringVar(&message, "message", "", "the message, an .eml `file`; a few words if not given")
	cmd.Flags().StringVar(&source, "source", "", "a client outside sends it, at this `IP` address")
	cmd.Flags().StringVar(&l.Server, "server", "",
		"with --source: the client gives it to this `server`, as a printer does, and not to the MX")
	cmd.Flags().StringVar(&side, "side", "", "onprem or cloud: whose mailbox sends, where both have one")
	cmd.Flags().DurationVar(&l.Wait, "wait", 0, "let so much time pass, for retries and expiry: 49h")
	cmd.Flags().StringVar(&folder, "evidence", "",
		"write logs, mailboxes, reports, queues and traces into this `folder` (docs/evidence.md)")
	cmd.Flags().BoolVarP(&candidates, "verbose", "v", false, "print all candidates of every decision")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print trace and ends as JSON (docs/json.md)")
	cmd.MarkFlagsMutuallyExclusive("verbose", "json")
	return cmd
}

// writeSent writes what the world of a journey was left with into a folder.
func writeSent(folder string, j *check.Sent) error {
	return evidenceFolder(folder).Replace(func(write func(string, []byte) error) error {
		files, err := evidence.Of(j.World, evidence.Chapter{Name: "Sent"})
		if err != nil {
			return err
		}
		return writeUnder("sent", files, write)
	})
}

// readLetter fills in what the flags say.
func readLetter(l *check.Letter, from, message, source, side string) error {
	for _, needed := range []struct {
		missing bool
		flag    string
	}{{from == "", "--from ADDRESS"}, {len(l.To) == 0, "--to ADDRESS"}} {
		if needed.missing {
			return mistake.New("hybridsim send hybrid-2013 --from alice@contoso.com --to bob@contoso.com",
				"send needs %s", needed.flag)
		}
	}
	if l.From = from; from == "<>" {
		l.From = ""
	}
	for _, a := range append([]string{l.From}, l.To...) {
		if local, domain, ok := strings.Cut(a, "@"); a != "" &&
			(!ok || local == "" || domain == "" || strings.ContainsAny(a, " <>")) {
			return mistake.New("write it as alice@contoso.com", "%q is no address", a)
		}
	}
	if l.Wait < 0 {
		return mistake.New("write it as 49h", "--wait %s lies in the past", l.Wait)
	}
	switch l.Side = relay.Side(side); l.Side {
	case "", relay.OnPremises, relay.Cloud:
	default:
		return mistake.New(fmt.Sprintf("--side is %s or %s", relay.OnPremises, relay.Cloud), "%q is no side", side)
	}
	var err error
	if source != "" {
		if l.Source, err = netip.ParseAddr(source); err != nil || l.Source.Zone() != "" {
			return mistake.New("write --source 192.0.2.1", "%q is no IP address", source)
		}
	}
	if message != "" {
		if l.Content, err = userfile.Read(message); err != nil {
			return fmt.Errorf("reading the message: %w", err)
		}
	}
	return nil
}

// sent tells the way of a letter and where it ended.
func (p *printer) sent(j *check.Sent, subject string, candidates bool) {
	fmt.Fprint(p.out, script.RenderEvents(j.Events, candidates))
	p.line("\n%s", p.bold("What became of it"))
	for _, e := range j.Ends {
		p.end("  ", e)
	}
	for _, o := range j.Outdated {
		p.line("  %s", o)
	}
	p.notLooked(j.NotLookedAt(), subject)
}

// end tells where a message ended for a recipient, and what became of the report about it.
func (p *printer) end(indent string, e check.End) {
	p.line("%s%s: %s at %s", indent, strings.Join(append([]string{e.Recipient}, e.Via...), " -> "), e.Outcome, e.Where)
	if e.Outcome.Status != "" {
		p.line("%s    %s", indent, e.Outcome.Status)
	}
	if why := e.Decided.String(); why != "" {
		p.line("%s    because %s", indent, why)
	}
	if e.Report != nil {
		p.line("%s    its report:", indent)
		p.end(indent+"      ", *e.Report)
	}
	for _, also := range e.AlsoReported {
		p.end(indent+"      ", also)
	}
}

// sentJSON is what send --json prints (docs/json.md).
type sentJSON struct {
	Schema      int              `json:"schema"`
	Subject     string           `json:"subject"`
	From        string           `json:"from"`
	To          []string         `json:"to"`
	Events      []records.Event  `json:"events"`
	Ends        []check.End      `json:"ends"`
	Outdated    []check.Outdated `json:"outdated"`
	NotLookedAt caveat.List      `json:"notLookedAt"`
}

func newSent(subject string, l check.Letter, j *check.Sent) *sentJSON {
	s := &sentJSON{Schema: records.Schema, Subject: subject, From: l.From, To: l.To, Events: []records.Event{},
		Ends: j.Ends, Outdated: j.Outdated, NotLookedAt: j.NotLookedAt()}
	for _, e := range j.Events {
		s.Events = append(s.Events, records.Of(e))
	}
	return s
}

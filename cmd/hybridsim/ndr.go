package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

func ndrCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ndr FILE",
		Short: "Read a delivery report: who wrote it, who refused, when, what it means, and which stories show the same",
		Long: "Reads a delivery report as it arrived, from a file or from standard input (-): any RFC 3464 report, or the text of one of\n" +
			"Exchange's, copied out of a mail program. Damaged reports are read as far as they go.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := readReport(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			stories, err := loadStories(nil)
			if err != nil { // of the private ones; the report can be told all the same
				fmt.Fprintln(cmd.ErrOrStderr(), err)
			}
			told := tellReport(r, story.ReadClaims(stories))
			if asJSON {
				return printJSON(cmd.OutOrStdout(), told)
			}
			newPrinter(cmd.OutOrStdout()).report(told)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was read as JSON (docs/json.md)")
	return cmd
}

func readReport(stdin io.Reader, file string) (*dsn.Report, error) {
	name := file
	var content []byte
	var err error
	if file == "-" {
		name = "standard input"
		content, err = userfile.ReadFrom(stdin, name)
	} else {
		content, err = userfile.Read(file)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	r, err := dsn.Read(content)
	if errors.Is(err, dsn.ErrNotReport) {
		return nil, fmt.Errorf("%s: %w\n    hint: save the report as a file (.eml), or copy its text from the first line to the original's headers", name, err)
	}
	return r, err
}

// reportJSON is what ndr --json prints, and what ndr tells.
type reportJSON struct {
	Schema     int             `json:"schema"`
	Action     string          `json:"action"`
	Form       string          `json:"form"`
	Reporting  string          `json:"reporting"`
	Date       string          `json:"date,omitempty"`
	To         string          `json:"to,omitempty"`
	Subject    string          `json:"subject,omitempty"` // of the original
	MessageID  string          `json:"messageId,omitempty"`
	Recipients []recipientJSON `json:"recipients"`
}

type recipientJSON struct {
	Address     string       `json:"address"`
	Original    string       `json:"original,omitempty"` // address before it was rewritten
	Action      string       `json:"action"`
	Reply       string       `json:"reply"`
	Status      string       `json:"status"`
	RefusedBy   string       `json:"refusedBy"` // empty: nobody, it waited too long
	Phase       string       `json:"phase,omitempty"`
	Known       bool         `json:"known"`
	Meaning     string       `json:"meaning"`
	Check       string       `json:"check,omitempty"`
	LastAttempt *attemptJSON `json:"lastAttempt,omitempty"`
	Stories     []similar    `json:"stories"`
}

type attemptJSON struct {
	Host  string `json:"host,omitempty"`
	IP    string `json:"ip,omitempty"`
	Time  string `json:"time,omitempty"`
	Error string `json:"error"`
}

type similar struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Likeness string `json:"likeness"`
	Claim    string `json:"claim"`
}

const timeForm = "2006-01-02T15:04:05Z"

// tellReport puts together what is known about a report.
func tellReport(r *dsn.Report, claims *story.Claims) *reportJSON {
	told := &reportJSON{
		Schema: schemaVersion, Action: string(r.Action), Form: r.Form.String(), Reporting: r.Reporting, To: r.To,
		Subject: r.OriginalSubject(), MessageID: r.Original.Get("Message-ID"), Recipients: []recipientJSON{},
	}
	if !r.Date.IsZero() {
		told.Date = r.Date.UTC().Format(timeForm)
	}
	for _, rcpt := range r.Recipients {
		told.Recipients = append(told.Recipients, tellRecipient(r, rcpt, claims))
	}
	return told
}

func tellRecipient(r *dsn.Report, rcpt dsn.Recipient, claims *story.Claims) recipientJSON {
	meaning, check, known := reply.Meaning(rcpt.Reply)
	j := recipientJSON{
		Address: rcpt.Address, Original: rcpt.OriginalAddress(), Action: string(r.Outcome(rcpt)), Reply: rcpt.Reply.String() + rcpt.Detail,
		Status: rcpt.Reply.Status(), Phase: string(r.Phase(rcpt)), Known: known, Meaning: meaning, Check: check, Stories: []similar{},
	}
	switch {
	case r.Phase(rcpt) == reply.PhaseExpiry, r.Phase(rcpt) == reply.PhaseQueue:
	case rcpt.Remote != "":
		j.RefusedBy = rcpt.Remote
	default:
		j.RefusedBy = r.Reporting
	}
	replies := []relay.Reply{rcpt.Reply}
	if last := rcpt.Last; last.Error != "" {
		j.LastAttempt = &attemptJSON{Host: last.Host, IP: last.IP, Error: last.Error}
		if !last.Time.IsZero() {
			j.LastAttempt.Time = last.Time.UTC().Format(timeForm)
		}
		if answer, err := relay.ParseReply(last.Error); err == nil {
			replies = append(replies, answer)
		}
	}
	for _, s := range claims.Similar(replies) {
		j.Stories = append(j.Stories, similar{s.Story.Name, s.Story.Title, string(s.Likeness), s.Claim.Text})
	}
	return j
}

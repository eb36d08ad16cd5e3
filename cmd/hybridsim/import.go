package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
	"hybridsim/sim/userfile"
)

// errRefused ends an import whose output told what the model does not take.
var errRefused = errClaimFailed

// importing is what import is told.
type importing struct {
	out, title, clock, commands            string
	rename, asJSON, verbose, force, strict bool
	recipients                             int
}

func importCommand() *cobra.Command {
	o := &importing{}
	cmd := &cobra.Command{
		Use:   "import PATH ... -o NAME.txtar",
		Short: "Make a base of the exports of a real organization, and report what they leave open",
		Long: "Reads files, folders and zip archives: logs and .xhcw files of the Hybrid Configuration Wizard, " +
			"Export-Clixml, Format-List,\n" +
			"JSON, Microsoft365DSC and ExchangeDsc, and scripts, of which nothing is executed. docs/import.md " +
			"says what helps most.\n" +
			"Exit code 0: all is taken; 1: the base is written without something that the model refuses; 2: the " +
			"input was wrong.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && o.commands == "" {
				return mistake.New("name files, folders or zip archives: hybridsim import exports/ -o ours.txtar",
					"import takes the exports")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "",
		"the file to write; without it the base goes to standard output and the report to standard error")
	f.BoolVar(&o.rename, "rename", false,
		"replace names, domains, addresses and thumbprints, so that the file can be shared")
	f.BoolVar(&o.asJSON, "json", false, "print the report as JSON (docs/json.md)")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print the whole report, not only its summary")
	strictFlag(cmd, &o.strict)
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	f.StringVar(&o.title, "title", "", "the base's title")
	f.StringVar(&o.clock, "clock", "",
		"the base's time, such as 2026-03-02T08:00:00Z; without it the newest date in the exports")
	f.StringVar(&o.commands, "commands", "",
		"onprem or cloud: print the lines of PowerShell that export all that import reads, for whoever has the "+
			"organization")
	f.IntVar(&o.recipients, "recipients", 0, "how many recipients of a kind to take at most (200)")
	return cmd
}

func (o *importing) run(cmd *cobra.Command, paths []string) error {
	if o.commands != "" {
		return o.printCommands(cmd, paths)
	}
	if o.asJSON && o.out == "" {
		return mistake.New("add -o NAME.txtar", "with --json the base needs a file")
	}
	if o.recipients < 0 {
		return mistake.New("leave --recipients out, or name a number", "%d recipients cannot be taken", o.recipients)
	}
	options := base.Options{Title: o.title, Rename: o.rename, Recipients: o.recipients}
	if o.clock != "" {
		var err error
		if options.Clock, err = time.Parse(time.RFC3339, o.clock); err != nil {
			return mistake.New("write it as 2026-03-02T08:00:00Z", "%q is not a time", o.clock)
		}
	}
	file := o.file()
	if err := o.mayWrite(file); err != nil {
		return err
	}
	// Exports are large and live long, unlike what stories make: collect more often than the program otherwise does.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	seen := newShare(cmd.ErrOrStderr())
	read, err := exports.Read(paths, seen.of("read"))
	if err != nil {
		seen.clear()
		return err
	}
	inputs := slices.Clone(paths)
	for _, in := range read.Inputs {
		if in.Format != "" {
			inputs = append(inputs, filepath.FromSlash(in.Name))
		}
	}
	if err := userfile.Apart(inputs, userfile.Output{Flag: "-o", Name: file}); err != nil {
		seen.clear()
		return err
	}
	options.Progress = seen.of("written")
	made, err := base.Build(read, options)
	seen.clear()
	if err != nil {
		return err
	}
	if err := o.tell(cmd, file, made); err != nil {
		return err
	}
	if len(made.Report.Refused) > 0 {
		return errRefused
	}
	return strictly(o.strict, made.Report.NotLookedAt, nil)
}

// printCommands prints what to send to whoever has the organization.
func (o *importing) printCommands(cmd *cobra.Command, paths []string) error {
	side := relay.Side(strings.ToLower(o.commands))
	switch {
	case !slices.Contains(relay.BothSides, side):
		return mistake.New("--commands onprem, or --commands cloud", "%q is not a side", o.commands)
	case len(paths) > 0:
		return mistake.New("leave the paths out", "--commands prints lines and reads nothing")
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(exports.Commands(side), "\n"))
	return err
}

// file is the name of the base's file, with its ending; empty when there is none.
func (o *importing) file() string {
	if o.out == "" || strings.HasSuffix(o.out, ".txtar") {
		return o.out
	}
	return o.out + ".txtar"
}

// mayWrite refuses early what could not be written in the end.
func (o *importing) mayWrite(file string) error {
	if file == "" || o.force {
		return nil
	}
	if filepath.Base(file) == ".txtar" {
		return mistake.New("name it after the organization: -o ours.txtar", "%q is not a name for a base", file)
	}
	if _, err := os.Lstat(file); err == nil {
		return mistake.New("choose another name, or add --force", "%s exists and stays as it is", file)
	}
	return nil
}

// tell writes the base and prints the report.
func (o *importing) tell(cmd *cobra.Command, file string, made *base.Base) error {
	report := cmd.OutOrStdout()
	if file == "" {
		report = cmd.ErrOrStderr()
		if _, err := io.WriteString(cmd.OutOrStdout(), made.Text); err != nil {
			return fmt.Errorf("writing the base: %w", err)
		}
	} else if err := userfile.Write(file, []byte(made.Text), 0o644); err != nil {
		return err
	}
	if o.asJSON {
		return printJSON(report, importDocument{records.Schema, file, made.Report})
	}
	lines := made.Report.Summary()
	if o.verbose {
		lines = append(append(lines, ""), made.Report.Details()...)
	}
	for _, r := range made.Report.Refused {
		if !o.verbose {
			lines = append(lines, "REFUSED "+r.Line, "    "+r.Why)
		}
	}
	if file != "" {
		lines = append(lines, "written: "+file)
	}
	if !o.verbose && file != "" {
		lines = append(lines, "the whole report stands at the head of the file, and -v prints it")
	}
	_, err := fmt.Fprintln(report, strings.Join(lines, "\n"))
	if !o.verbose {
		newPrinter(report).notLooked(made.Report.NotLookedAt, cmp.Or(file, "FILE"))
	}
	return err
}

// importDocument is what import --json prints.
type importDocument struct {
	Schema int    `json:"schema"`
	File   string `json:"file"`
	*base.Report
}

// share is a line on a terminal that tells how much of a long work is done.
type share struct {
	line *progress
	last string
}

func newShare(out io.Writer) *share { return &share{line: newProgress(out, 0, "")} }

// of tells that so much is done of something: read, written.
func (s *share) of(what string) func(done, total int64) {
	return func(done, total int64) {
		if s.line.out == nil || total == 0 || time.Since(s.line.began) < time.Second {
			return
		}
		if text := fmt.Sprintf("%d%% %s", 100*done/total, what); text != s.last {
			fmt.Fprintf(s.line.out, "\r\x1b[K%s", text)
			s.last, s.line.shown = text, true
		}
	}
}

func (s *share) clear() { s.line.clear() }

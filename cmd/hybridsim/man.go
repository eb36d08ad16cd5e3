package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/sim/mistake"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages of all commands into a folder",
		Long: "Writes hybridsim.1 and a page for each command into a folder, for example one of MANPATH:\n\n" +
			"  hybridsim man ~/.local/share/man/man1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return mistake.New("write hybridsim man FOLDER", "man takes one folder, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("writing the manual: %w", err)
			}
			pages := 0
			for _, c := range append([]*cobra.Command{cmd.Root()}, cmd.Root().Commands()...) {
				if c.Hidden || c.Name() == "help" {
					continue
				}
				name := filepath.Join(args[0], pageName(c)+".1")
				if err := os.WriteFile(name, manPage(c), 0o644); err != nil {
					return fmt.Errorf("writing the manual: %w", err)
				}
				pages++
			}
			fmt.Fprintf(cmd.OutOrStdout(), "written: %d pages in %s\n", pages, args[0])
			return nil
		},
	}
}

// pageName is how a command's page is called: hybridsim-run.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is the manual page of a command, in the macros of man(7), from what the command says about itself.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, ".TH %s 1 %q %q hybridsim\n",
		strings.ToUpper(pageName(c)), buildDate(), "hybridsim "+buildVersion())
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(pageName(c)), roff(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.nf\n%s\n", roff(synopsis(c)))
	fmt.Fprintf(&b, ".fi\n.SH DESCRIPTION\n")
	if c.Long == "" {
		fmt.Fprintf(&b, "%s.\n", roff(c.Short))
	}
	paragraphs(&b, c.Long)
	if c.HasSubCommands() {
		b.WriteString(".SH COMMANDS\n")
		for _, sub := range c.Commands() {
			if !sub.Hidden {
				fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff(sub.Name()), roff(sub.Short))
			}
		}
	}
	b.WriteString(".SH OPTIONS\n")
	c.InitDefaultHelpFlag()
	c.LocalFlags().VisitAll(func(f *pflag.Flag) { option(&b, f) })
	b.WriteString(".SH EXIT STATUS\n0: every claim holds; 1: a claim failed, or a flow; 2: the input was wrong.\n")
	b.WriteString(".SH SEE ALSO\n")
	if c.HasParent() {
		b.WriteString("\\fBhybridsim\\fR(1)\n")
	} else {
		b.WriteString("docs/ARCHITECTURE.md, docs/stories.md and the other pages that come with the program\n")
	}
	return b.Bytes()
}

func synopsis(c *cobra.Command) string {
	switch {
	case c.HasSubCommands():
		return c.CommandPath() + " COMMAND [flags]"
	case strings.Contains(c.UseLine(), "[flags]"):
		return c.UseLine()
	}
	return c.UseLine() + " [flags]"
}

// option writes what a flag does, with its value and what it is unless given.
func option(b *bytes.Buffer, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	value, usage := pflag.UnquoteUsage(f)
	value = strings.ReplaceAll(value, "stringArray", "string") // which may be given again
	name := "\\fB" + roff("--"+f.Name) + "\\fR"
	if f.Shorthand != "" {
		name = "\\fB" + roff("-"+f.Shorthand) + "\\fR, " + name
	}
	if value != "" {
		name += " \\fI" + roff(value) + "\\fR"
	}
	fmt.Fprintf(b, ".TP\n%s\n%s", name, roff(usage))
	if d := strings.Trim(f.DefValue, "[]"); d != "" && d != "false" && d != "0" {
		fmt.Fprintf(b, " (%s unless given)", roff(d))
	}
	b.WriteString("\n")
}

// paragraphs writes a text as commands have it: an empty line ends a paragraph, and indented lines stay as they are.
func paragraphs(b *bytes.Buffer, text string) {
	kept := false
	keep := func(now bool) {
		switch {
		case now && !kept:
			b.WriteString(".PP\n.nf\n")
		case !now && kept:
			b.WriteString(".fi\n")
		}
		kept = now
	}
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "" && !kept:
			b.WriteString(".PP\n")
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "  "):
			keep(true)
			fmt.Fprintf(b, "%s\n", roff(line))
		default:
			keep(false)
			fmt.Fprintf(b, "%s\n", roff(line))
		}
	}
	keep(false)
}

// roff is text that no formatter takes for an order: a backslash is one, a hyphen stays one that can be copied, and a
// line does not begin with a dot or an apostrophe.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

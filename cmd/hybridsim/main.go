// Command hybridsim replays documented faults of Exchange hybrid mail flow: it plays story files in a simulated world,
// checks what they claim, and tells why each decision fell as it did. Nothing it does leaves the machine.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Exit codes.
const (
	exitHolds = 0 // every claim holds
	exitFails = 1 // a claim failed, or a flow
	exitInput = 2 // the input was wrong
)

// errClaimFailed ends a command whose output already told which claim failed.
var errClaimFailed = errors.New("a claim failed")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// gcPercent is how much garbage may lie about, of what lives. A story makes many short-lived buffers; fewer collections
// are worth the memory.
const gcPercent = 400

// run is the program without the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	var version *bool
	root := &cobra.Command{
		Use:   "hybridsim",
		Short: "Replays documented faults of Exchange hybrid mail flow, and proves their fixes",
		Long: "hybridsim lets two simulated endpoints, on-premises and cloud, talk real SMTP with Exchange's " +
			"connector rules,\n" +
			"replays stories of documented faults and checks every claim. Nothing leaves this machine.",
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if *version {
				printVersion(cmd.OutOrStdout())
				return nil
			}
			return cmd.Help()
		},
		SilenceUsage: true, SilenceErrors: true,
		SuggestionsMinimumDistance: 2,
	}
	version = root.Flags().Bool("version", false, "tell which hybridsim this is")
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(unknownFlag)
	root.AddCommand(runCommand(), listCommand(), explainCommand(), showCommand(), ndrCommand(), newCommand(),
		checkCommand(), whatIfCommand(), diagnoseCommand(), mutateCommand(), sendCommand(), serveCommand(),
		importCommand(), exportCommand(),
		completionCommand(), manCommand(), classCommand(), verifyGradeCommand(), mergeCommand(), versionCommand())
	complete(root)
	switch err := root.Execute(); {
	case err == nil:
		return exitHolds
	case errors.Is(err, errClaimFailed):
		return exitFails
	default:
		fmt.Fprintln(stderr, err)
		return exitInput
	}
}

// knownCommand complains about a first word that is no command, and tells what was probably meant.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "hybridsim help lists the commands"
	stories := (&story.Catalogue{Files: scenarios.Files}).Names()
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	} else if slices.Contains(stories, args[0]) || strings.HasSuffix(args[0], ".txtar") {
		hint = "to play a story: hybridsim run " + args[0]
	}
	return mistake.New(hint, "unknown command %q", args[0])
}

// unknownFlag adds to a mistake in a flag which flags there are, unless it is one in the value, with a hint of its own.
func unknownFlag(cmd *cobra.Command, err error) error {
	var value *mistake.Error
	if errors.As(err, &value) && value.Hint != "" {
		return mistake.New(value.Hint, "%s%s", strings.TrimSuffix(err.Error(), value.Error()), value.Message)
	}
	var known []string
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	return mistake.New(fmt.Sprintf("the flags of %s are %s", cmd.CommandPath(), strings.Join(known, ", ")), "%w", err)
}

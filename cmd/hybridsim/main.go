// Command hybridsim replays documented faults of Exchange hybrid mail flow: it plays story files in a simulated world,
// checks what they claim, and tells why each decision fell as it did. Nothing it does leaves the machine.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitHolds = 0 // every claim holds
	exitFails = 1 // a claim failed
	exitInput = 2 // the input was wrong
)

// errClaimFailed ends a command whose output already told which claim failed.
var errClaimFailed = errors.New("a claim failed")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program without the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	// A story makes many short-lived buffers; fewer collections are worth the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	root := &cobra.Command{
		Use:   "hybridsim",
		Short: "Replays documented faults of Exchange hybrid mail flow, and proves their fixes",
		Long: "hybridsim lets two simulated endpoints, on-premises and cloud, talk real SMTP with Exchange's connector rules,\n" +
			"replays stories of documented faults and checks every claim. Nothing leaves this machine.",
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(runCommand(), listCommand(), explainCommand(), ndrCommand())
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

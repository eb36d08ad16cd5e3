package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
)

// shells are those that a completion script is written for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion " + strings.Join(shells, "|"),
		Short: "Print a script that lets a shell complete commands, flags, stories and bases",
		Long: "Prints a script for a shell. To use it from the next shell on:\n\n" +
			"  bash        hybridsim completion bash > ~/.local/share/bash-completion/completions/hybridsim\n" +
			"  zsh         hybridsim completion zsh > a file _hybridsim in a folder of $fpath\n" +
			"  fish        hybridsim completion fish > ~/.config/fish/completions/hybridsim.fish\n" +
			"  powershell  hybridsim completion powershell >> $PROFILE",
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			hint := "write hybridsim completion " + strings.Join(shells, ", or ")
			switch {
			case len(args) != 1:
				return mistake.New(hint, "completion takes one shell, not %d", len(args))
			case !slices.Contains(shells, args[0]):
				if near := suggest.DidYouMean(args[0], shells); near != "" {
					hint = near
				}
				return mistake.New(hint, "there is no completion for %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeCompletion(cmd.Root(), args[0], cmd.OutOrStdout())
		},
	}
}

// writeCompletion writes the script of a shell. All that it knows it asks the program again, when somebody presses tab.
func writeCompletion(root *cobra.Command, shell string, out io.Writer) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(out, true)
	case "zsh":
		return root.GenZshCompletion(out)
	case "fish":
		return root.GenFishCompletion(out, true)
	default:
		return root.GenPowerShellCompletionWithDesc(out)
	}
}

// completer proposes what a word may be, beside files.
type completer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// complete tells each command what its arguments and the flags that name stories or bases can be.
func complete(root *cobra.Command) {
	catalogue := &story.Catalogue{Files: scenarios.Files}
	every := func(names ...[]string) completer {
		return func(_ *cobra.Command, taken []string, word string) ([]string, cobra.ShellCompDirective) {
			return beginning(word, taken, names...), cobra.ShellCompDirectiveDefault
		}
	}
	first := func(names ...[]string) completer {
		return func(_ *cobra.Command, taken []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(taken) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return beginning(word, taken, names...), cobra.ShellCompDirectiveDefault
		}
	}
	stories, bases := catalogue.Names(), catalogue.Bases()
	arguments := map[string]completer{
		"run": every(stories), "list": every(stories), "show": first(stories), "explain": first(stories),
		"check": first(bases, stories), "what-if": first(bases, stories), "send": first(bases, stories),
		"export": first(bases, stories), "serve": first(bases, stories),
	}
	flags := map[string]completer{"serve --story": every(stories), "new --base": every(bases)}
	for _, cmd := range root.Commands() {
		if f := arguments[cmd.Name()]; f != nil {
			cmd.ValidArgsFunction = f
		}
		for name, f := range flags {
			if of, flag, _ := strings.Cut(name, " --"); of == cmd.Name() {
				if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
					panic(err) // unreachable: a flag of ours
				}
			}
		}
	}
}

// beginning are the names that begin with a word and were not taken yet.
func beginning(word string, taken []string, names ...[]string) (list []string) {
	for _, name := range slices.Concat(names...) {
		if strings.HasPrefix(name, word) && !slices.Contains(taken, name) {
			list = append(list, name)
		}
	}
	return list
}

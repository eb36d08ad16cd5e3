package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell which hybridsim this is: version, commit, Go",
		Args:  cobra.NoArgs,
		Run:   func(cmd *cobra.Command, _ []string) { printVersion(cmd.OutOrStdout()) },
	}
}

// printVersion tells what was built, from what, and with what: what somebody who reports a fault is asked for.
func printVersion(out io.Writer) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	setting := func(key string) string {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
		return ""
	}
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "built from a working tree"
	}
	commit := cmp.Or(setting("vcs.revision"), "unknown: built without a repository")
	if at := setting("vcs.time"); at != "" {
		commit += " of " + at
	}
	if setting("vcs.modified") == "true" {
		commit += ", with changes that are not committed"
	}
	fmt.Fprintf(out, "hybridsim %s\n", version)
	for _, line := range [][2]string{
		{"commit", commit}, {"go", cmp.Or(info.GoVersion, runtime.Version()) + " " + runtime.GOOS + "/" + runtime.GOARCH}, {"build", built(setting)},
	} {
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%-9s %s", line[0], line[1]), " "))
	}
}

// built are the settings that a build may differ in.
func built(setting func(string) string) string {
	var list []string
	for _, key := range []string{"-trimpath", "-race", "-tags", "-ldflags", "CGO_ENABLED"} {
		if value := setting(key); value != "" {
			list = append(list, key+"="+value)
		}
	}
	return cmp.Or(strings.Join(list, " "), "as usual")
}

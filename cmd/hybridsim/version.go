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

// What a release is stamped with by just dist (-ldflags -X): its version, its commit and when that was made. They are
// empty in what go build and go install make, which read them from the repository or the module.
var release, commit, committed string

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
	info := buildInfo()
	setting := func(key string) string {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
		return ""
	}
	from := cmp.Or(commit, setting("vcs.revision"), "unknown: built without a repository")
	if at := cmp.Or(committed, setting("vcs.time")); at != "" {
		from += " of " + at
	}
	if setting("vcs.modified") == "true" {
		from += ", with changes that are not committed"
	}
	fmt.Fprintf(out, "hybridsim %s\n", buildVersion())
	compiler := cmp.Or(info.GoVersion, runtime.Version()) + " " + runtime.GOOS + "/" + runtime.GOARCH
	for _, line := range [][2]string{{"commit", from}, {"go", compiler}, {"build", built(setting)}} {
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%-9s %s", line[0], line[1]), " "))
	}
}

func buildInfo() *debug.BuildInfo {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info
	}
	return &debug.BuildInfo{}
}

// buildVersion is the version, as far as this program knows.
func buildVersion() string {
	if v := buildInfo().Main.Version; release == "" && v != "" && v != "(devel)" {
		return v
	}
	return cmp.Or(release, "built from a working tree")
}

// buildDate is the day of a release's commit; empty for other builds.
func buildDate() string {
	day, _, _ := strings.Cut(committed, "T")
	return day
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

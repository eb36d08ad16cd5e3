package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// build makes a program for a target: static, without symbols, without paths of this machine and without an identity of
// the build.
func (s source) build(target, program string) error {
	system, arch, _ := strings.Cut(target, "/")
	flags := "-s -w -buildid="
	for _, stamp := range []string{
		"release=" + s.version, "commit=" + s.commit, "committed=" + s.time.Format(time.RFC3339),
	} {
		flags += " -X main." + stamp
	}
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", program,
		"./cmd/"+product)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch, "GOFLAGS=", "GOWORK=off")
	if printed, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, printed)
	}
	return nil
}

// module is what is linked into a program.
type module struct {
	path, version string
	sum           string // as in go.sum; empty for the standard library
}

// standard is the path by which the standard library is known as a module.
const standard = "std"

// readModules reads from a program what is in it, the standard library first.
func readModules(program string) ([]module, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	list := []module{{path: standard, version: strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		list = append(list, module{m.Path, m.Version, m.Sum})
	}
	return list, nil
}

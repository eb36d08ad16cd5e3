package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// source is what is built.
type source struct {
	version string // a tag without ambiguity, or as the go command names a commit: v0.0.0-TIME-COMMIT
	commit  string
	time    time.Time // of the commit: nothing of the build's own time is in what is built
}

// output runs a program and returns what it prints.
func output(program string, arguments ...string) (string, error) {
	printed, err := exec.Command(program, arguments...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("%s %s: %w\n%s", program, strings.Join(arguments, " "), err, exit.Stderr)
	}
	return string(printed), err
}

// readSource asks git what is checked out here.
func readSource(dirty bool) (s source, err error) {
	asked := func(arguments ...string) string {
		if err != nil {
			return ""
		}
		var answer string
		answer, err = output("git", arguments...)
		return strings.TrimSpace(answer)
	}
	s.commit = asked("rev-parse", "HEAD")
	stamp := asked("show", "-s", "--format=%cI", "HEAD")
	changes := asked("status", "--porcelain")
	tags := strings.Fields(asked("tag", "--points-at", "HEAD", "--list", "v[0-9]*"))
	if err != nil {
		return s, err
	}
	if s.time, err = time.Parse(time.RFC3339, stamp); err != nil {
		return s, err
	}
	s.time = s.time.UTC()
	s.version = fmt.Sprintf("v0.0.0-%s-%.12s", s.time.Format("20060102150405"), s.commit)
	if len(tags) > 0 {
		s.version = tags[len(tags)-1]
	}
	if changes != "" {
		if !dirty {
			return s, errors.New("there are changes that are not committed, so nobody could build this again; " +
				"commit them, or say -dirty\n" + changes)
		}
		s.version += "+dirty"
	}
	return s, nil
}

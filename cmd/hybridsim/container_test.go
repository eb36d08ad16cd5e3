package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheContainerIsStartedWithWhatTheProgramKnows reads deploy/Containerfile: its command exists with these flags, every port that
// it opens is exposed, and it runs as a user without a name and without rights. .ci/container builds it.
func TestTheContainerIsStartedWithWhatTheProgramKnows(t *testing.T) {
	content, err := os.ReadFile("../../deploy/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	line := func(word string) string {
		m := regexp.MustCompile(`(?m)^` + word + ` (.*)$`).FindSubmatch(content)
		if m == nil {
			t.Fatalf("there is no %s", word)
		}
		return string(m[1])
	}
	if line("FROM") != "scratch" || line("USER") != "65532:65532" {
		t.Error("it is not from scratch, or not run as nobody")
	}
	var command []string
	if err := json.Unmarshal([]byte(line("CMD")), &command); err != nil {
		t.Fatal(err)
	}
	serve := serveCommand()
	if command[0] != serve.Name() {
		t.Fatalf("it starts %s", command[0])
	}
	if err := serve.ParseFlags(command[1:]); err != nil {
		t.Error(err)
	}
	for _, word := range command {
		if _, port, ok := strings.Cut(word, "0.0.0.0:"); ok && !regexp.MustCompile(`\b`+port+`\b`).MatchString(line("EXPOSE")) {
			t.Errorf("port %s is opened and not exposed", port)
		}
	}
}

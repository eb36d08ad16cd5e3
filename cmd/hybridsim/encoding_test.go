package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// wideText is a text as PowerShell's redirection writes it.
func wideText(text string) []byte {
	b := []byte(markLittle)
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func TestTextOfWindowsIsRead(t *testing.T) {
	const text = "wait 1h\r\n# Zoë, 𝄞\r\n"
	var big []byte
	for i, little := 0, wideText(text); i < len(little); i += 2 {
		big = append(big, little[i+1], little[i])
	}
	for name, content := range map[string][]byte{"UTF-8 with a mark": []byte(markUTF8 + text), "UTF-16": wideText(text), "UTF-16, the other way round": big, "plain": []byte(text)} {
		got, err := io.ReadAll(unmarkedLines(bytes.NewReader(content)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(text, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if want := strings.ReplaceAll(text, "\r\n", "\n"); name != "plain" && string(unmarked(content)) != want {
			t.Errorf("%s: a file becomes %q", name, unmarked(content))
		}
	}
}

// A story that Notepad saved plays, and answers from PowerShell are graded.
func TestAStoryAndAnswersInUTF16(t *testing.T) {
	story, err := os.ReadFile("../../scenarios/kb2510049-domain-not-shared.txtar")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mine.txtar")
	if err := os.WriteFile(file, wideText(strings.ReplaceAll(string(story), "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := onFreePorts()
	o.console, o.lab, o.story = consoleAuto, true, file
	s := &serving{options: o, out: &out, warn: &out}
	answers := wideText("cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay\r\n")
	if err := s.serve(context.Background(), nil, bytes.NewReader(answers)); err != nil || !strings.Contains(out.String(), "Passed.") {
		t.Errorf("%v\n%s", err, &out)
	}
}

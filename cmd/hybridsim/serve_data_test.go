package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAFolderKeepsToItsWorld looks at which worlds the command line may name once a folder holds one.
func TestAFolderKeepsToItsWorld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "mine.txtar")
	const text = "Title: Mine\nSource: none\nBase: hybrid-2013\n\n== Cause\nnet> block onprem -> cloud:25 refuse\n\n" +
		"== Symptoms\nbob@contoso.com> send hello.eml to alice@contoso.com\nDocumented: it waits\n" +
		"want deferral at onprem for alice@contoso.com: \"421 4.2.1 Unable to connect\"\n\n" +
		"== Resolution\nnet> unblock onprem -> cloud:25\n\n== Verification\nwait 1h\nDocumented: it arrives\nwant mail at alice@contoso.com\n\n" +
		"-- hello.eml --\nFrom: <bob@contoso.com>\nTo: <alice@contoso.com>\nSubject: Hello\n\nHello\n"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	choose := func(name string, args ...string) error {
		ended, end := context.WithCancel(t.Context())
		end()
		o := serveOptions{data: dir, story: name, speed: 1, console: consoleOff, closed: true}
		s := &serving{options: o, out: io.Discard, warn: t.Output()}
		return s.serve(ended, args, nil)
	}
	write(text)
	if err := choose(file); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{""}, {file}, {file, "hybrid-2013"}} {
		if err := choose(args[0], args[1:]...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
	expect := func(want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("it says %v, want %q and a hint", err, want)
		}
	}
	expect("holds the world of mine, not of hybrid-2019", choose("", "hybrid-2019"))
	write(text + "\n")
	expect("its text has changed since", choose(file))
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := choose(""); err != nil {
		t.Errorf("without the file it came from: %v", err)
	}
}

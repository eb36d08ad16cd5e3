package main

import (
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/tested"
)

// TestCtrlCLeavesNothing: an interrupt ends what plays by the thousand while it plays; no file, no goroutine and no half answer is left.
func TestCtrlCLeavesNothing(t *testing.T) {
	if tested.Race || runtime.GOOS == "windows" {
		t.Skip("plays much; Windows cannot send itself an interrupt")
	}
	here := make(chan os.Signal, 1)
	signal.Notify(here, os.Interrupt) // so that one before or after the command does not end the tests
	defer signal.Stop(here)
	for _, args := range [][]string{
		{"diagnose", "hybrid-2013", "--symptom", "450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required]"},
		{"mutate", "../../docs/examples/regression", "--write", "more.txtar", "--junit", "mutants.xml"},
		{"mutate", "hybrid-2013", "--check", "--write", "more.txtar"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			folder := t.TempDir()
			t.Setenv("TMPDIR", folder)
			for i, a := range args {
				if a == "more.txtar" || a == "mutants.xml" {
					args[i] = filepath.Join(folder, a)
				}
			}
			before := runtime.NumGoroutine()
			over := make(chan bool)
			go interrupted(t, over)
			var out, mistakes strings.Builder
			code := run(args, &out, &mistakes)
			over <- true
			if code == 0 || out.Len() > 0 || !strings.Contains(mistakes.String(), "ended before there was an answer") {
				t.Errorf("exit code %d, %q, %q: want no answer", code, &out, &mistakes)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
			for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
				time.Sleep(5 * time.Millisecond)
			}
			if n := runtime.NumGoroutine(); n > before {
				t.Errorf("%d goroutines, %d before", n, before)
			}
		})
	}
}

// interrupted interrupts this process again and again until it is over: when a command begins to listen is its own affair.
func interrupted(t *testing.T, over <-chan bool) {
	self, err := os.FindProcess(os.Getpid())
	for err == nil {
		select {
		case <-over:
			return
		case <-time.After(10 * time.Millisecond):
			err = self.Signal(os.Interrupt)
		}
	}
	t.Error(err)
	<-over
}

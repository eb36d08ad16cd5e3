package scrap_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay/scrap"
	"hybridsim/sim/tested"
)

var update = flag.Bool("update", false, "rewrite what the pieces in testdata tell")

// told is what matters of a case, in one line for each fact; what is not told has none.
func told(s *scrap.Scrap) (lines []string) {
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	add("kind", string(s.Kind))
	for i := range s.Cases {
		c := &s.Cases[i]
		add("recipient", c.Recipient)
		add("sender", c.Sender)
		if c.Queue != nil {
			add("queue", strings.TrimSpace(c.Queue.Identity+" "+c.Queue.NextHopDomain+" "+c.Queue.Messages))
		}
		add("action", string(c.Action))
		for _, link := range c.Chain {
			add("said", strings.TrimSpace(link.Reply.String()+" "+link.Host))
		}
		add("status", c.Status)
		add("writer", c.Writer)
		add("refused by", c.RefusedBy)
		if c.Waits {
			add("waits", "yes")
		}
		add("phase", string(c.Phase))
		add("host", strings.TrimSpace(c.Host+" "+c.IP))
		add("client", c.Client)
		add("stamp", c.Stamp.Host)
		if !c.Time.IsZero() {
			add("time", c.Time.UTC().Format("2006-01-02 15:04:05"))
		}
		add("when", c.When)
		var names []string
		for _, m := range c.Meanings() {
			names = append(names, m.Name)
		}
		add("means", strings.Join(names, " "))
		if c.Foreign() {
			add("foreign", "yes")
		}
	}
	return lines
}

func mustRead(t *testing.T, content string) *scrap.Scrap {
	t.Helper()
	s, err := scrap.Read([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each file in testdata is a piece of evidence; beneath a line of equals signs stands what it tells, fact for fact.
func TestReadsWhatPeopleHave(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d pieces of evidence, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			piece, want, _ := strings.Cut(string(content), "\n====\n")
			got := strings.Join(told(mustRead(t, piece)), "\n") + "\n"
			if *update {
				if err := os.WriteFile(file, []byte(piece+"\n====\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +told):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoEvidence(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "blank": " \n\n", "a letter": "Subject: Hello\n\nLunch at 450 Main Street? 550 people come on 2026-03-02.\n",
		"a program": "\x7fELF\x00\x00{LED=550 5.7.1 x}", "other JSON": `{"a":[1,2,{"b":"c"}]}`, "numbers": "550\n4.4.7\n", "an address": "bob@contoso.com\n",
		"an agenda": "Error: none\n", "an address in a letter": "Hi all,\n\nplease write to <kim@litware.example>: she knows more than I do.\n\nAnn\n",
		"an envelope": "kim@litware.example\n12 Main Street\n\nSee you on Monday.\n", "a version": "Version 15.1.2507 of 550 servers",
	} {
		if s, err := scrap.Read([]byte(text)); !errors.Is(err, scrap.ErrNothing) {
			t.Errorf("%s is read as %q, %v", name, told(s), err)
		}
	}
}

// What is read grows with the recipients and not with their square, whoever wrote it and however it lists them.
func TestReadingIsLinearInRecipients(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads text")
	}
	if testing.Short() {
		t.Skip("counts allocations")
	}
	user := func(i int) string { return fmt.Sprintf("user%d@contoso.com", i) }
	for name, piece := range map[string]func(n int) string{
		"a report": func(n int) string {
			var b strings.Builder
			b.WriteString("Subject: Undeliverable: x\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n" +
				"Delivery has failed to these recipients or groups:\n\nDiagnostic information for administrators:\n\nGenerating server: EX01.contoso.com\n\n")
			var fields strings.Builder
			fields.WriteString("Reporting-MTA: dns;EX01.contoso.com\n\n")
			for i := range n {
				b.WriteString(user(i) + "\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\n\n")
				fields.WriteString("Final-Recipient: rfc822;" + user(i) + "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\n\n")
			}
			b.WriteString("--b\nContent-Type: message/delivery-status\n\n" + fields.String() + "--b--\n")
			return b.String()
		},
		"another mail system's report": func(n int) string {
			var b strings.Builder
			b.WriteString("This is the mail system at host gw.adatum.com.\n\n")
			for i := range n {
				b.WriteString("<" + user(i) + ">: host mx.contoso.com[203.0.113.10] said: 550 5.1.1\n    nobody of that name (in reply to RCPT TO command)\n\n")
			}
			return b.String()
		},
		"recipients that share a reply": func(n int) string {
			var b strings.Builder
			b.WriteString("Your message could not be delivered to:\n\n")
			for i := range n {
				b.WriteString("  " + user(i) + "\n")
			}
			return b.String() + "\n550 5.7.1 Not today\n"
		},
		"another mail system's log": func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString("Mar  2 10:11:12 gw postfix/smtp[1]: 7F1A2: to=<" + user(i) + ">, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx.contoso.com[203.0.113.10]:25: Connection refused)\n")
			}
			return b.String()
		},
	} {
		count := func(n int) float64 {
			content := []byte(piece(n))
			return testing.AllocsPerRun(1, func() {
				if s, err := scrap.Read(content); err != nil || len(s.Cases) != n {
					t.Errorf("%s: %d recipients are read as %v, %v", name, n, s, err)
				}
			})
		}
		if once, twice := count(200), count(400); twice > 2.5*once {
			t.Errorf("%s: 200 recipients take %.0f allocations, 400 take %.0f", name, once, twice)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		piece, _, _ := strings.Cut(string(content), "\n====\n")
		f.Add([]byte(piece))
	}
	f.Add([]byte("[{LED=}{MSG=}]{LRT=}"))
	f.Add([]byte(`{"body":{"content":"<p>550 5.7.1 x","contentType":"html"}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := scrap.Read(content)
		if err != nil {
			if !errors.Is(err, scrap.ErrNothing) {
				t.Errorf("%q: %v", content, err)
			}
			return
		}
		if len(s.Cases) == 0 {
			t.Errorf("%q is read as nothing without an error", content)
		}
		told(s)
	})
}

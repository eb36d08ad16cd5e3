package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/scenarios"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

func ndr(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(append([]string{"ndr"}, args...), &out, &err)
	return out.String(), err.String(), code
}

const sample = "testdata/ndr/recipient-not-found.eml"

func TestNDRTellsWhatAReportMeans(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"a cloud report as it arrived", sample, []string{
			"written by      SIM1PR01MB0001.simprd01.prod.outlook.com", "in the form of  Exchange Online, 2015 to 2022",
			"failed          550 5.1.10 RESOLVER.ADR.RecipientNotFound", "the server that reports it", "in the categorizer",
			"meaning         No mailbox, contact or group has this address", "story           kb2510049-domain-not-shared (the same reply)",
		}},
		{"the text of one, with three recipients", "../../relay/dsn/testdata/read/pasted-2010.txt", []string{
			"dave@contoso.com", "erin@fabrikam.com", "refused by      mx.fabrikam.com", "at MAIL FROM",
			"by its name mx.fabrikam.com belongs to another organization", "staff@contoso.com", "AuthRequired",
		}},
		{"an expiry", "../../relay/dsn/testdata/written/online-2017-expired.eml", []string{
			"refused by      nobody: it waited until its time ran out", "in the queue, when the message grew too old",
			"last attempt    2026-03-02T11:50:00Z mx.fabrikam.com (198.51.100.25): 450 4.4.316", "eop-blocked-until-expiry (the same reply)",
		}},
		{"a delay", "../../relay/dsn/testdata/written/2013-delayed.eml", []string{"that a message is late", "waits for the next attempt"}},
		{"another system's, with an unknown code", "../../relay/dsn/testdata/read/postfix.eml", []string{
			"none of Exchange's", "at RCPT TO", "late@contoso.com", "The next host does not answer", "none of the catalogue claims such a reply",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, errors, code := ndr(t, tt.file)
			if code != exitHolds || errors != "" {
				t.Fatalf("exit %d, %s", code, errors)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("does not say %q:\n%s", want, out)
				}
			}
		})
	}
}

func TestNDRReadsStandardInput(t *testing.T) {
	file, err := os.Open(sample)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdin := os.Stdin
	os.Stdin = file
	defer func() { os.Stdin = stdin }()
	piped, _, code := ndr(t, "-")
	named, _, _ := ndr(t, sample)
	if diff := cmp.Diff(named, piped); diff != "" || code != exitHolds {
		t.Errorf("exit %d (-file +standard input):\n%s", code, diff)
	}
}

func TestNDRAsJSON(t *testing.T) {
	out, _, code := ndr(t, "--json", sample)
	var got scrapJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitHolds {
		t.Fatalf("exit %d, %v:\n%s", code, err, out)
	}
	if len(got.Recipients) != 1 {
		t.Fatalf("%d recipients", len(got.Recipients))
	}
	r := got.Recipients[0]
	if got.Schema != records.Schema || r.Status != "5.1.10" || r.Phase != "CAT" || !r.Known || r.RefusedBy != got.Reporting || len(r.Stories) == 0 {
		t.Errorf("%+v", got)
	}
}

func TestNDRReadsWhatPowerShellRedirects(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reply.txt")
	content := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain\r\n")) {
		content = append(content, byte(unit), byte(unit>>8))
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, errors, code := ndr(t, file); code != exitHolds || !strings.Contains(out, "Exchange 2016 to 2019") {
		t.Errorf("exit %d, %s%s", code, out, errors)
	}
}

func TestNDRSaysWhatIsWrongWithAFile(t *testing.T) {
	letter := filepath.Join(t.TempDir(), "letter.eml")
	if err := os.WriteFile(letter, []byte("Subject: Hello\n\nLunch?\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{letter: "no message/delivery-status part", "missing.eml": "missing.eml"} {
		if out, errors, code := ndr(t, file); code != exitInput || !strings.Contains(errors, want) || out != "" {
			t.Errorf("%s: exit %d, %q; want one that says %q", file, code, errors, want)
		}
	}
}

var codedNDR = regexp.MustCompile(`^want (\d+ )?NDR .*: \d{3} \d\.\d+\.\d+`)

// TestNDRKnowsItsOwnStories: a report of every story whose symptom is a report with a code leads back to that story.
func TestNDRKnowsItsOwnStories(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		reports, err := s.Reports()
		if err != nil {
			t.Fatal(err)
		}
		found := !slices.ContainsFunc(s.Symptoms, func(step *story.Step) bool { return codedNDR.MatchString(step.Text) })
		for i, r := range reports {
			file := filepath.Join(t.TempDir(), "report.eml")
			if err := os.WriteFile(file, r.Content(), 0o644); err != nil {
				t.Fatal(err)
			}
			out, errors, code := ndr(t, file)
			if code != exitHolds {
				t.Errorf("%s, report %d: exit %d, %s", name, i+1, code, errors)
			}
			found = found || strings.Contains(out, name+" (")
		}
		if !found {
			t.Errorf("none of the %d reports of %s leads back to it", len(reports), name)
		}
	}
}

// TestNoStoryIsFoundByItsNumberAlone: a number stands for many things, so the stories of the catalogue claim words.
func TestNoStoryIsFoundByItsNumberAlone(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine compares words")
	}
	stories, err := loadStories(nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := story.ReadClaims(stories)
	for _, c := range reply.Conditions() {
		for _, w := range c.Wordings {
			said := relay.Catalogued(w.Code, w.Enhanced, w.Text)
			for _, s := range claims.Similar([]relay.Reply{said}) {
				if s.Likeness == story.SameCode {
					t.Errorf("%s is found for %q by the number in %q", s.Story.Name, said, s.Claim.Text)
				}
			}
		}
	}
}

// TestForeignWordsGetNoHybridStory: what another mail system says has a meaning, and no story of a hybrid beneath it,
// though the number or the words remind of one.
func TestForeignWordsGetNoHybridStory(t *testing.T) {
	for name, piece := range map[string]string{
		"a name that DNS does not know":                  "This is the mail system at host gw.adatum.com.\n\n<ida@wingtip.example>: Host or domain name not found. Name service error\n    for name=wingtip.example type=MX: Host not found\n",
		"a connection that is refused":                   "Mar  2 09:00:00 gw postfix/smtp[7]: 1F: to=<ida@wingtip.example>, relay=none, dsn=4.4.1, status=deferred (connect to mail.wingtip.example[203.0.113.80]:25: Connection refused)\n",
		"an attempt that timed out":                      "2026-03-02 09:00:00 1rXyZ1-0000aB-1c == ida@wingtip.example R=out T=smtp defer (110): Connection timed out\n",
		"a number of Exchange's":                         "This is the mail system at host gw.adatum.com.\n\n<ida@wingtip.example>: host mail.wingtip.example[203.0.113.80] said: 550\n    5.7.64 our doorman has not heard of you (in reply to RCPT TO command)\n",
		"a number of Exchange's in a text without hosts": "  ida@wingtip.example\n    SMTP error from remote mail server after RCPT TO:<ida@wingtip.example>:\n    550 5.4.14 round and round it went\n",
		"a full mailbox":                                 "Hi. This is the qmail-send program at gw.adatum.com.\n\n<ida@wingtip.example>:\nSorry, her box overflows, and has exceeded its quota. (#5.2.2)\n",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "piece.txt")
			if err := os.WriteFile(file, []byte(piece), 0o644); err != nil {
				t.Fatal(err)
			}
			out, errors, code := ndr(t, "--json", file)
			var told scrapJSON
			if err := json.Unmarshal([]byte(out), &told); err != nil || code != exitHolds || len(told.Recipients) != 1 {
				t.Fatalf("exit %d, %v: %s%s", code, err, out, errors)
			}
			c := told.Recipients[0]
			if len(c.Stories) > 0 || c.Address != "ida@wingtip.example" || c.Check != "" && c.Foreign {
				t.Errorf("got %s", out)
			}
		})
	}
}

// TestNDRInventsNoStatus: of a reply without an enhanced code none is told, though its class would make one.
func TestNDRInventsNoStatus(t *testing.T) {
	for _, piece := range []string{"550 Not at this door", "451 Perhaps tomorrow", "ida@wingtip.example\n  550 Not at this door\n"} {
		file := filepath.Join(t.TempDir(), "piece.txt")
		if err := os.WriteFile(file, []byte(piece), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, errors, code := ndr(t, "--json", file); code != exitHolds || strings.Contains(out, `"status"`) {
			t.Errorf("%q: exit %d: %s%s", piece, code, out, errors)
		}
	}
}

package dsn_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

var update = flag.Bool("update", false, "rewrite the reports in testdata/written")

// TestGenerationsAsWritten pins one whole report of each generation.
func TestGenerationsAsWritten(t *testing.T) {
	for name, r := range map[string]*dsn.Report{
		"2010-not-found":      kinds(relay.Exchange2010, 0)["local"],
		"2010-refused":        kinds(relay.Exchange2010, 0)["refused"],
		"2013-expired":        kinds(relay.Exchange2013, 0)["expired"],
		"2013-delayed":        kinds(relay.Exchange2013, 0)["delayed"],
		"2016-several":        kinds(relay.Exchange2016, 0)["several"],
		"2019-text-only":      kinds(relay.Exchange2019, 0)["text only"],
		"2016-french":         kinds(relay.Exchange2016, 0)["local in fr-FR"],
		"2010-french":         kinds(relay.Exchange2010, 0)["refused in fr-FR"],
		"2013-italian":        kinds(relay.Exchange2013, 0)["local in it"],
		"online-2012":         kinds(relay.ExchangeOnline, relay.Era2012)["local"],
		"online-2017-expired": kinds(relay.ExchangeOnline, relay.Era2017)["expired"],
		"online-2019-policy":  kinds(relay.ExchangeOnline, relay.Era2019)["policy"],
		"online-today":        kinds(relay.ExchangeOnline, relay.Latest)["local"],
		"online-today-policy": kinds(relay.ExchangeOnline, relay.Latest)["policy"],
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", "written", name+".eml")
			got := dsn.Compose(r)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func fieldNames(content []byte) (names []string) {
	h, _ := relay.SplitMessage(content)
	for _, f := range h {
		names = append(names, f.Name)
	}
	return names
}

// TestHeaderOrder is the table of NB2.
func TestHeaderOrder(t *testing.T) {
	first := []string{"MIME-Version", "From", "To", "Date", "Content-Type"}
	old := append(first[:5:5], "Content-Language", "Message-ID", "Subject")
	modern := []string{"X-MS-Exchange-Message-Is-Ndr", "Content-Language", "Message-ID", "In-Reply-To", "References", "Thread-Topic", "Thread-Index", "Subject", "Auto-Submitted"}
	modern = append(first[:5:5], modern...)
	for _, tt := range []struct {
		name string
		r    *dsn.Report
		want []string
	}{
		{"2010 has no threading and no Auto-Submitted", kinds(relay.Exchange2010, 0)["local"], old},
		{"2013", kinds(relay.Exchange2013, 0)["local"], modern},
		{"a delay is not marked as NDR", kinds(relay.Exchange2013, 0)["delayed"], append(first[:5:5], modern[6:]...)},
		{"Exchange Online", kinds(relay.ExchangeOnline, relay.Latest)["local"], append(modern[:len(modern):len(modern)], "X-MS-PublicTrafficType")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, fieldNames(dsn.Compose(tt.r))); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
	r := kinds(relay.Exchange2016, 0)["local"]
	r.Original = relay.Header{{Name: "Subject", Value: "bare"}}
	if names := strings.Join(fieldNames(dsn.Compose(r)), " "); strings.Contains(names, "In-Reply-To") || strings.Contains(names, "Thread-") {
		t.Errorf("the original has no Message-ID and no Thread fields, the report has: %s", names)
	}
}

// TestWhichForm is the decision of docs/FIDELITY.md, Reports.
func TestWhichForm(t *testing.T) {
	for _, tt := range []struct {
		p    relay.Product
		era  relay.Era
		kind string
		want dsn.Form
	}{
		{relay.Exchange2010, 0, "local", dsn.Form2010},
		{relay.Exchange2013, 0, "expired", dsn.Form2013},
		{relay.Exchange2019, 0, "expired", dsn.Form2016},
		{relay.ExchangeOnline, relay.Era2012, "local", dsn.Form2010},
		{relay.ExchangeOnline, relay.Era2015, "local", dsn.FormRich},
		{relay.ExchangeOnline, relay.Era2019, "policy", dsn.FormRich},
		{relay.ExchangeOnline, relay.Latest, "local", dsn.FormRich23},
		{relay.ExchangeOnline, relay.Latest, "expired", dsn.Form2016},
		{relay.ExchangeOnline, relay.Latest, "refused", dsn.Form2013}, // undated: the same in 2013 and later
		{relay.ExchangeOnline, relay.Latest, "several", dsn.Form2013},
		{0, 0, "refused", dsn.FormOther},
	} {
		r, err := dsn.Read(dsn.Compose(kinds(tt.p, tt.era)[tt.kind]))
		if err != nil || r.Form != tt.want {
			t.Errorf("%s, era %s, %s: the form is %s, want %s; %v", tt.p, tt.era, tt.kind, r.Form, tt.want, err)
		}
	}
}

// TestCharsetFollowsTheOriginal: text and Subject are in the original's charset where they fit, else in utf-8.
func TestCharsetFollowsTheOriginal(t *testing.T) {
	for _, tt := range []struct{ contentType, body, subject, charset, wantSubject string }{
		{"text/plain; charset=us-ascii", "", "Plain", "us-ascii", "Undeliverable: Plain"},
		{"text/plain; charset=iso-8859-1", "", "=?iso-8859-1?Q?Gr=FC=DFe?=", "iso-8859-1", "=?iso-8859-1?q?Undeliverable:_Gr=FC=DFe?="},
		{"text/plain; charset=Windows-1252", "", "=?Windows-1252?Q?=93Hi=94?=", "windows-1252", "=?windows-1252?q?Undeliverable:_=93Hi=94?="},
		{"text/plain; charset=iso-2022-jp", "", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "utf-8", "Undeliverable: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?="},
		{"multipart/mixed; boundary=x", "--x\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\n\r\nhi\r\n--x--\r\n", "Hi", "iso-8859-1", "Undeliverable: Hi"},
		{"text/plain; charset=us-ascii", "", "=?utf-8?q?=E2=82=AC?=", "us-ascii", "=?utf-8?q?Undeliverable:_=E2=82=AC?="},
	} {
		r := kinds(relay.Exchange2016, 0)["local"]
		r.Original = relay.Header{{Name: "Subject", Value: tt.subject}, {Name: "Content-Type", Value: tt.contentType}}
		r.Body = []byte(tt.body)
		content := dsn.Compose(r)
		if want := `Content-Type: text/plain; charset="` + tt.charset + `"`; !bytes.Contains(content, []byte(want)) {
			t.Errorf("%s: no %s in\n%s", tt.contentType, want, content)
		}
		if h, _ := relay.SplitMessage(content); h.Get("Subject") != tt.wantSubject {
			t.Errorf("%s: Subject %q, want %q", tt.contentType, h.Get("Subject"), tt.wantSubject)
		}
	}
}

func TestTheSameReportGivesTheSameBytes(t *testing.T) {
	for kind := range kinds(relay.ExchangeOnline, relay.Latest) {
		first, second := dsn.Compose(kinds(relay.ExchangeOnline, relay.Latest)[kind]), dsn.Compose(kinds(relay.ExchangeOnline, relay.Latest)[kind])
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two renderings differ", kind)
		}
	}
}

// TestALargeOriginalIsCopiedOnce: a report about a message of 30 MB needs the memory of one copy and little more, and none when
// it returns the header alone.
func TestALargeOriginalIsCopiedOnce(t *testing.T) {
	const size = 30 << 20
	for _, tt := range []struct {
		headersOnly bool
		most        uint64
	}{{false, size + size/4}, {true, size / 4}} {
		r := kinds(relay.Exchange2016, 0)["local"]
		r.Body, r.HeadersOnly = bytes.Repeat([]byte("0123456789abcde\n"), size/16), tt.headersOnly
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		content := dsn.Compose(r)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > tt.most {
			t.Errorf("header only %v: composing took %d bytes for an original of %d, want at most %d", tt.headersOnly, used, size, tt.most)
		}
		if whole := bytes.Contains(content, []byte("message/rfc822")); whole == tt.headersOnly {
			t.Errorf("header only %v: returned the whole original: %v", tt.headersOnly, whole)
		}
	}
}

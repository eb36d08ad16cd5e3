package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/script"
)

// momentary are the verbs that change nothing that lasts: they do something, or wait.
var momentary = []string{"ADDRESS> send", "ADDRESS> approve", "ADDRESS> reject", "HOST> talk", "HOST> submit", "wait", "perhaps"}

// typed has a line for each verb that changes something that lasts; what stands before it is typed on both worlds.
var typedLines = []struct{ verb, before, line string }{
	{"HOST> TLS", "", "mx.fabrikam.com> TLS off"},
	{"HOST> admit", "", "mx.fabrikam.com> admit 192.0.2.0/24"},
	{"HOST> allow", "", "mx.fabrikam.com> allow 192.0.2.0/24"},
	{"HOST> block list", "", "mx.fabrikam.com> block list ips.backscatterer.org safe"},
	{"HOST> check", "", "mx.fabrikam.com> check SPF"},
	{"HOST> demand", "", "mx.fabrikam.com> demand client usage"},
	{"HOST> disable TLS", "", "mx.fabrikam.com> disable TLS 1.2"},
	{"HOST> disable ciphers", "", "mx.fabrikam.com> disable ciphers RC4"},
	{"HOST> enable TLS", "mx.fabrikam.com> disable TLS 1.0", "mx.fabrikam.com> enable TLS 1.0"},
	{"HOST> enable ciphers", "mx.fabrikam.com> disable ciphers RC4", "mx.fabrikam.com> enable ciphers RC4"},
	{"HOST> hops", "", "mx.fabrikam.com> hops 20"},
	{"HOST> probe", "", "mx.fabrikam.com> probe recipients as verify@fabrikam.com"},
	{"HOST> mailbox", "", "mx.fabrikam.com> mailbox zoe@fabrikam.com"},
	{"HOST> relay", "", "mx.fabrikam.com> relay litware.com to MX"},
	{"HOST> reply", "", `mx.fabrikam.com> reply "451 4.7.1 Later" to RCPT 2 times`},
	{"HOST> hang up", "", `mx.fabrikam.com> hang up at EHLO`},
	{"HOST> reply as usual", `mx.fabrikam.com> reply "451 4.7.1 Later" to RCPT`, "mx.fabrikam.com> reply as usual"},
	{"SERVER> reply as usual", `EX01> reply "451 4.7.1 Later" to RCPT`, "EX01> reply as usual"},
	{"SERVER> reply", "", `EX01> reply "451 4.7.1 Later" to RCPT 2 times`},
	{"net> adapters", "net> name server 203.0.113.53 for contoso.com", "net> adapters of EX01 ask 203.0.113.53"},
	{"net> name server", "", "net> name server 203.0.113.53 for contoso.com"},
	{"net> name server", "net> name server 203.0.113.53 for contoso.com", "net> dns www.contoso.com A 198.51.100.80 at 203.0.113.53"},
	{"net> stop name server", "net> name server 203.0.113.53", "net> stop name server 203.0.113.53"},
	{"HOST> run", "", "mx.fabrikam.com> run on Windows Server 2012 R2"},
	{"SERVER> deny", "", "EX01> deny key of mail.contoso.com"},
	{"SERVER> disable TLS", "", "EX01> disable TLS 1.2"},
	{"SERVER> disable ciphers", "", "EX01> disable ciphers RC4"},
	{"SERVER> enable TLS", "EX01> disable TLS 1.2", "EX01> enable TLS 1.2"},
	{"SERVER> enable ciphers", "EX01> disable ciphers RC4", "EX01> enable ciphers RC4"},
	{"SERVER> grant", "EX01> deny key of mail.contoso.com", "EX01> grant key of mail.contoso.com"},
	{"SERVER> run", "", "EX01> run on Windows Server 2012"},
	{"net> allow all", "net> allow only 192.0.2.0/24 -> EX01 else drop", "net> allow all -> EX01"},
	{"net> allow only", "", "net> allow only 192.0.2.0/24 -> EX01 else drop"},
	{"net> balancer", "", "net> balancer lb.contoso.com 203.0.113.99 -> EX01"},
	{"net> block", "", "net> block 192.0.2.0/24 -> EX01 drop"},
	{"net> break dns", "", "net> break dns fabrikam.com"},
	{"net> delist", "net> list 192.0.2.7 on zen.example", "net> delist 192.0.2.7 from zen.example"},
	{"net> dns", "", "net> dns www.litware.com A 198.51.100.80"},
	{"net> egress", "", "net> egress cloud 52.100.99.1"},
	{"net> host", "", "net> host mx.litware.com 198.51.100.80 for litware.com"},
	{"net> inspect", "", "net> inspect cloud -> EX01 with asa"},
	{"net> list", "", "net> list 192.0.2.7 on zen.example"},
	{"net> mend dns", "net> break dns fabrikam.com", "net> mend dns fabrikam.com"},
	{"net> nat", "", "net> nat mx.fabrikam.com -> EX01 to 10.0.0.1"},
	{"net> preserve source", "net> nat mx.fabrikam.com -> EX01 to 10.0.0.1", "net> preserve source mx.fabrikam.com -> EX01"},
	{"net> remove dns", "net> dns www.litware.com A 198.51.100.80", "net> remove dns www.litware.com A"},
	{"net> sign dns", "", "net> sign dns fabrikam.com"},
	{"net> unsign dns", "net> sign dns fabrikam.com", "net> unsign dns fabrikam.com"},
	{"net> publish mta-sts", "", "net> publish mta-sts fabrikam.com enforce mx mx.fabrikam.com"},
	{"net> withdraw mta-sts", "net> publish mta-sts fabrikam.com testing mx mx.fabrikam.com", "net> withdraw mta-sts fabrikam.com"},
	{"net> stop balancing", "net> balancer lb.contoso.com 203.0.113.99 -> EX01", "net> stop balancing lb.contoso.com"},
	{"net> stop inspecting", "net> inspect cloud -> EX01 with asa", "net> stop inspecting cloud -> EX01"},
	{"net> stop translating", "net> translate 203.0.113.99 to EX01", "net> stop translating 203.0.113.99"},
	{"net> translate", "", "net> translate 203.0.113.99 to EX01"},
	{"net> unblock", "net> block 192.0.2.0/24 -> EX01 drop", "net> unblock 192.0.2.0/24 -> EX01"},
	{"net> update", "", "net> update EX01 to 15.0.1497.2"},
	{"ca> distrust", "", `ca> distrust "Example Public CA"`},
	{"ca> distrust", "", `ca> distrust "Example Public CA" at EX01`},
	{"ca> issue", "", `ca> issue mail2.contoso.com by "Example Public CA" to EX01`},
	{"ca> issue", "", `ca> issue mx.fabrikam.com by "Example Public CA" to mx.fabrikam.com`},
	{"ca> revoke", "", `ca> revoke mail.contoso.com by "Example Public CA"`},
	{"ca> trust", `ca> distrust "Example Public CA"`, `ca> trust "Example Public CA"`},
	{"eop> ban", "", "eop> ban 203.0.113.10"},
	{"eop> delist", "eop> ban 203.0.113.10", "eop> delist 203.0.113.10"},
	{"eop> ban", "", "eop> ban 203.0.113.10 on spamhaus"},
	{"eop> throttle", "", "eop> throttle 203.0.113.10"},
	{"eop> move", "", "eop> move 52.100.17.4 to 52.100.99.1"},
	{"eop> plan", "", "eop> plan cloud 25 seats since 2016-12-01T00:00:00Z"},
	{"eop> publish", "", "eop> publish 2018"},
	{"ad> set", "", "ad> set bob targetAddress SMTP:bob@contoso.mail.onmicrosoft.com"},
	{"ad> add", "", "ad> add bob proxyAddresses X500:/o=Old/ou=First/cn=Recipients/cn=bob"},
	{"ad> remove", "ad> add bob proxyAddresses smtp:rob@contoso.com", "ad> remove bob proxyAddresses smtp:rob@contoso.com"},
	{"ad> clear", "ad> set bob altRecipient alice", "ad> clear bob altRecipient"},
	{"ad> move", "", `ad> move bob to "contoso.com/Lab"`},
	{"ad> synchronize", "", `ad> synchronize all but "contoso.com/Lab"`},
}

// TestWhateverIsTypedIsASetting: no line that changes something that lasts leaves a configuration that a comparison calls the same.
// Cmdlets are compared by what Get- prints.
func TestWhateverIsTypedIsASetting(t *testing.T) {
	for _, row := range typedLines {
		t.Run(row.line, func(t *testing.T) {
			listed := func(lines ...string) []Setting {
				lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
				subject := subjectOf(t, "hybrid-2013", lines...)
				w, err := subject.world()
				if err != nil {
					t.Fatal(err)
				}
				defer w.Close()
				return settings(w, subject.story.Headers.MX)
			}
			if cmp.Equal(listed(row.before), listed(row.before, row.line)) {
				t.Errorf("after %q the configuration is called the same", row.line)
			}
		})
	}
	for _, v := range script.Verbs() {
		if g := v.Group(); g == "want" || g == "print" {
			continue
		}
		tried := func(verb string) bool { return strings.HasPrefix(v.Usage, verb+" ") }
		if !slices.ContainsFunc(momentary, tried) &&
			!slices.ContainsFunc(typedLines, func(row struct{ verb, before, line string }) bool { return tried(row.verb) }) {
			t.Errorf("no row types %s", v.Usage)
		}
	}
}

package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// TestLinesAboutTheWorld: what a line says of authorities, addresses and names is so, or an error.
func TestLinesAboutTheWorld(t *testing.T) {
	c := console(t)
	for _, tt := range []struct {
		name, line string
		want       *mistake.Error // nil: it works
	}{
		{"an authority that nobody founded", `ca> distrust "CN=Exemple Public CA"`,
			&mistake.Error{Column: 14, Message: `there is no authority "CN=Exemple Public CA"`, Hint: "did you mean CN=Example Public CA?"}},
		{"nor can it be trusted", `ca> trust "Nobody's CA"`,
			&mistake.Error{Column: 11, Message: `there is no authority "Nobody's CA"`, Hint: "there is " + sim.ServiceAuthority + " or CN=Example Public CA"}},
		{"a plain name is a common name", `ca> distrust "Example Public CA"`, nil},
		{"the service's authority has a name", `ca> distrust "` + sim.ServiceAuthority + `"`, nil},
		{"a binding to an address of somebody else", "onprem> New-ReceiveConnector Scanners -Usage Custom -Bindings 10.20.0.25:25 -RemoteIPRanges 10.20.0.7",
			&mistake.Error{Column: 63, Message: "EX01 has no address 10.20.0.25 to listen on", Hint: "it has 203.0.113.10; 0.0.0.0:25 is every address"}},
		{"a server is reached by its own name", "mx.fabrikam.com> talk to EX01.contoso.com: EHLO mx.fabrikam.com; QUIT", nil},
		{"an MX value in quotes", `net> dns litware.com MX "20 mx.fabrikam.com"`, nil},
		{"with something behind the host", `net> dns litware.com MX "20 mx.fabrikam.com mx2.fabrikam.com"`,
			&mistake.Error{Column: 45, Message: `did not expect "mx2.fabrikam.com" here`, Hint: "write it as: net> dns NAME A|AAAA|MX|TXT|PTR|TLSA VALUE [assumed [beside NAME]] [at ADDRESS]"}},
		{"with nothing behind the preference", `net> dns litware.com MX "20"`,
			&mistake.Error{Column: 28, Message: "a host's name is missing", Hint: "write it as: net> dns NAME A|AAAA|MX|TXT|PTR|TLSA VALUE [assumed [beside NAME]] [at ADDRESS]"}},
		{"a preference that is none", `net> dns litware.com MX 99999 mx.fabrikam.com`,
			&mistake.Error{Column: 25, Message: "99999 is too much for a preference: at most 65535", Hint: "write it as: net> dns NAME A|AAAA|MX|TXT|PTR|TLSA VALUE [assumed [beside NAME]] [at ADDRESS]"}},
		{"nobody has a name", "net> remove dns www.litware.com A", nil},
		{"a TLSA record by its digits", "net> dns _25._tcp.mx.fabrikam.com TLSA 3 1 1 " + strings.Repeat("ab", 32), nil},
		{"with too few of them", "net> dns _25._tcp.mx.fabrikam.com TLSA 3 1 1 abab",
			&mistake.Error{Column: 40, Message: `"abab" is not what matching type 1 compares with: 64 hexadecimal digits`, Hint: "write it as 3 1 1 and the digits of the hash, or 3 1 1 of mx.fabrikam.com"}},
		{"with a usage that is none", "net> dns _25._tcp.mx.fabrikam.com TLSA 4 1 1 of mx.fabrikam.com",
			&mistake.Error{Column: 40, Message: `"4" is none of 0 to 3, the usages of RFC 6698`, Hint: "write it as 3 1 1 and the digits of the hash, or 3 1 1 of mx.fabrikam.com"}},
		{"of a host that is none", "net> dns _25._tcp.mx.litware.com TLSA 3 1 1 of mx.litware.com",
			&mistake.Error{Column: 39, Message: "there is no outside host mx.litware.com", Hint: "write the name of an outside host"}},
		{"of a host that shows none", "net> dns _25._tcp.mx.fabrikam.com TLSA 3 1 1 of mx.fabrikam.com",
			&mistake.Error{Column: 40, Message: "mx.fabrikam.com shows no certificate", Hint: `ca> issue mx.fabrikam.com by "CN=Example Public CA" to mx.fabrikam.com gives it one`}},
		{"a zone that is not signed", "net> unsign dns fabrikam.com",
			&mistake.Error{Column: 17, Message: "fabrikam.com is not signed", Hint: "net> sign dns signs a zone"}},
		{"a zone is signed", "net> sign dns fabrikam.com badly", nil},
		{"with something behind it", "net> sign dns fabrikam.com poorly",
			&mistake.Error{Column: 28, Message: `did not expect "poorly" here`, Hint: "write it as: net> sign dns NAME [badly]"}},
		{"which is a server's own", "net> remove dns EX01.contoso.com A",
			&mistake.Error{Column: 17, Message: "EX01.contoso.com is a name of a server of this world, which has its A record as long as the server is there"}},
		{"an address in quotes", `net> dns www.litware.com A "198.51.100.80"`, nil},
		{"a text in quotes", `net> dns litware.com TXT "v=spf1 ip4:198.51.100.25 -all"`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Do(tt.line)
			var got *mistake.Error
			if errors.As(err, &got) {
				got.File, got.Line = "", 0
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: error (-want +got):\n%s", tt.line, diff)
			}
		})
	}
}

func TestRecordsAreWhatTheirLinesSay(t *testing.T) {
	c := console(t)
	for _, line := range []string{
		`net> dns litware.com MX "20 mx.fabrikam.com"`, `net> dns litware.com TXT "v=spf1 ip4:198.51.100.25 -all"`,
		`net> dns key._domainkey.litware.com TXT "v=DKIM1; p=AAAA" "BBBB"`, `net> dns _dmarc.litware.com TXT v=DMARC1; p=none; fo="1"`,
	} {
		if _, err := c.Do(line); err != nil {
			t.Fatal(err)
		}
	}
	network := c.World().Net
	mx, err := network.LookupMX("a test", "litware.com")
	if err != nil || len(mx) != 1 || mx[0].Host != "mx.fabrikam.com." && mx[0].Host != "mx.fabrikam.com" || mx[0].Pref != 20 {
		t.Errorf("MX %+v, %v", mx, err)
	}
	for name, want := range map[string]string{
		"litware.com": "v=spf1 ip4:198.51.100.25 -all", "key._domainkey.litware.com": "v=DKIM1; p=AAAABBBB", "_dmarc.litware.com": `v=DMARC1; p=none; fo="1"`,
	} {
		got, err := network.LookupTXT("a test", name)
		if diff := cmp.Diff([]string{want}, got); diff != "" || err != nil {
			t.Errorf("TXT of %s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for _, server := range []string{"EX01.contoso.com", "ex01.CONTOSO.com", "EUR01-SIM1-obe.outbound.protection.outlook.com"} {
		if addrs, err := network.LookupAddr("a test", server); err != nil || len(addrs) == 0 {
			t.Errorf("%s resolves to %v, %v", server, addrs, err)
		}
	}
	if _, err := c.Do("net> dns EX01.contoso.com A 198.51.100.9"); err != nil {
		t.Fatal(err)
	}
	if addrs, err := network.LookupAddr("a test", "EX01.contoso.com"); err != nil || len(addrs) != 1 || addrs[0].String() != "198.51.100.9" {
		t.Errorf("a record that somebody sets takes the place of the server's own: %v, %v", addrs, err)
	}
}

// TestDistrustOfARootReachesWhatStandsUnderIt: an intermediate authority brings its root back into no store.
func TestDistrustOfARootReachesWhatStandsUnderIt(t *testing.T) {
	for _, authority := range []string{"Example Root CA", "CN=Litware Issuing CA"} {
		c := console(t, `ca> issue mail.contoso.com by "CN=Litware Issuing CA" under "CN=Example Root CA" to EX01`,
			`onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP`,
			`onprem> Set-SendConnector "Outbound to Office 365" -TlsCertificateName "<I>CN=Litware Issuing CA<S>CN=mail.contoso.com"`)
		trusted := func() int { return len(c.World().Roots()) }
		before := trusted()
		if _, err := c.Do(`ca> distrust "` + authority + `"`); err != nil {
			t.Fatal(err)
		}
		if trusted() != before-1 {
			t.Errorf("distrust of %s: %d roots are trusted, of %d before", authority, trusted(), before)
		}
		if _, err := c.Do("bob@contoso.com> send hello.eml to alice@contoso.com"); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Do("want mail at alice@contoso.com, with AuthAs Internal"); err != nil || !strings.HasPrefix(got, "does not hold") {
			t.Errorf("distrust of %s: %s, %v", authority, got, err)
		}
		if _, err := c.Do(`ca> trust "` + authority + `"`); err != nil || trusted() != before {
			t.Errorf("trust of %s: %d roots are trusted, want %d; %v", authority, trusted(), before, err)
		}
	}
}

package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// TestLinesAboutMachines: what a line says of a machine is so, or an error with a place and what to do.
func TestLinesAboutMachines(t *testing.T) {
	const ecdhe = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	for _, tt := range []struct {
		name, line string
		want       *mistake.Error // nil: it works
	}{
		{"a version", "EX01> enable TLS 1.2", nil},
		{"in one role", "EX01> disable TLS 1.0 as client", nil},
		{"at an outside host", "mx.fabrikam.com> disable TLS 1.2", nil},
		{"by who is on-premises", "onprem> disable TLS 1.1 as server", nil},
		{"a family of suites", "EX01> disable ciphers RC4, 3DES", nil},
		{"a pattern", "mx.fabrikam.com> disable ciphers TLS_RSA_*", nil},
		{"a version that is none", "EX01> enable TLS 1.5",
			&mistake.Error{Column: 18, Message: `"1.5" is not a version of TLS that mail servers speak here`, Hint: "there is 1.0, 1.1 or 1.2; SMTP in Exchange does not use TLS 1.3"}},
		{"L11: 1.3 is none of SMTP's", "mx.fabrikam.com> enable TLS 1.3",
			&mistake.Error{Column: 29, Message: `"1.3" is not a version of TLS that mail servers speak here`, Hint: "there is 1.0, 1.1 or 1.2; SMTP in Exchange does not use TLS 1.3"}},
		{"a role that is none", "EX01> enable TLS 1.2 as sender",
			&mistake.Error{Column: 25, Message: `"sender" is not what the machine is`, Hint: "did you mean server?"}},
		{"a suite that is none", "EX01> disable ciphers " + ecdhe[:len(ecdhe)-1],
			&mistake.Error{Column: 23, Message: "there is no cipher suite " + ecdhe[:len(ecdhe)-1], Hint: "did you mean " + ecdhe + "?"}},
		{"a family that is none", "EX01> disable ciphers weak",
			&mistake.Error{Column: 23, Message: "there is no cipher suite weak", Hint: "there is 3DES, CBC, ECDHE, GCM, RC4, and names such as " + ecdhe}},
		{"a stack without ciphers", "mx.fabrikam.com> disable ciphers *",
			&mistake.Error{Column: 34, Message: "as a client, mx.fabrikam.com would have no cipher suite for TLS 1.2 left", Hint: "enable another one first"}},
		{"a system that is none", "EX01> run on Windows Server 2023",
			&mistake.Error{Column: 14, Message: `there is no system "Windows Server 2023"`, Hint: "did you mean Windows Server 2022 or Windows Server 2025?"}},
		{"a system that the product does not have", "EX01> run on Windows Server 2016",
			&mistake.Error{Column: 14, Message: "Exchange 2013 does not run on Windows Server 2016", Hint: "it is installed on Windows Server 2008 R2 or Windows Server 2012 or Windows Server 2012 R2"}},
		{"a system from later than the clock", "mx.fabrikam.com> run on Windows Server 2025",
			&mistake.Error{Column: 25, Message: "Windows Server 2025 came on 2024-11-01", Hint: "here it is 2017-03-16; take an older one, or a later Clock"}},
		{"a server that is none", "EX07> enable TLS 1.2",
			&mistake.Error{Column: 1, Message: `"EX07" is nobody who could do something`, Hint: "did you mean EX01>?"}},
		{"a host that is none", "mx.nobody.example> enable TLS 1.2",
			&mistake.Error{Column: 1, Message: `there is no outside host "mx.nobody.example"`, Hint: "there is mx.fabrikam.com"}},
		{"a slip in the verb", "EX01> enabel TLS 1.2",
			&mistake.Error{Column: 7, Message: `"enabel" cannot follow SERVER>`, Hint: "did you mean enable TLS?"}},
		{"a key", "EX01> deny key of mail.contoso.com", nil},
		{"of a certificate that is not there", "EX01> deny key of mail.contosi.com",
			&mistake.Error{Column: 19, Message: "EX01 has no certificate for mail.contosi.com", Hint: "did you mean mail.contoso.com?"}},
		{"a revocation", `ca> revoke mail.contoso.com by "Example Public CA"`, nil},
		{"of what was never issued", `ca> revoke mail.contosi.com by "Example Public CA"`,
			&mistake.Error{Column: 12, Message: "CN=Example Public CA has issued no certificate for mail.contosi.com", Hint: "did you mean mail.contoso.com?"}},
		{"by nobody", `ca> revoke mail.contoso.com by "Exemple Public CA"`,
			&mistake.Error{Column: 12, Message: `there is no authority "Exemple Public CA"`, Hint: "did you mean CN=Example Public CA?"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := console(t).Do(tt.line)
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

// TestTheLastVersionStays: a machine that could shake hands with nobody is a mistake; one that speaks no TLS is told so.
func TestTheLastVersionStays(t *testing.T) {
	c := console(t, "EX01> disable TLS 1.0", "EX01> disable TLS 1.1")
	_, err := c.Do("EX01> disable TLS 1.2 as server")
	want := "console:1:19: as a server, EX01 would have no version of TLS left\n    hint: enable another one first"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestAKeyIsReadableAgain: by the machine's administrator, and by assigning the certificate to SMTP once more (KB4051498).
func TestAKeyIsReadableAgain(t *testing.T) {
	for _, cure := range []string{
		"EX01> grant key of mail.contoso.com",
		"onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP",
	} {
		c := console(t)
		reason := func() relay.TLSReason {
			for _, cert := range c.World().Side(relay.OnPremises).Organization().Certificates {
				if !cert.SelfSigned {
					return cert.Credentials()
				}
			}
			return "no such certificate"
		}
		for _, step := range []struct {
			line string
			want relay.TLSReason
		}{{"EX01> deny key of mail.contoso.com", relay.TLSUnknownCredentials}, {cure, ""}} {
			if _, err := c.Do(step.line); err != nil {
				t.Fatal(err)
			}
			if got := reason(); got != step.want {
				t.Errorf("behind %s the key is unusable for %q, want %q", step.line, got, step.want)
			}
		}
	}
}

// TestACertificateWithoutItsKeyIsNotListed: Get-ExchangeCertificate does not show it, while it lies in the store, and one with
// its key that comes later is used (L51, KB4495258).
func TestACertificateWithoutItsKeyIsNotListed(t *testing.T) {
	c := console(t)
	listed := func() int {
		out, err := c.Do("onprem> Get-ExchangeCertificate -DomainName mail.contoso.com")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(out, "CN=mail.contoso.com")
	}
	before := listed()
	for _, step := range []struct {
		line string
		more int
	}{
		{`ca> issue mail.contoso.com by "Example Public CA" to EX01 without private key`, 0},
		{`ca> issue mail.contoso.com by "Example Public CA" to EX01`, 1},
	} {
		if _, err := c.Do(step.line); err != nil {
			t.Fatal(err)
		}
		if got := listed() - before; got != step.more {
			t.Errorf("behind %s %d more are listed, want %d", step.line, got, step.more)
		}
	}
	if got := len(c.World().Side(relay.OnPremises).Organization().Certificates); got < before+2 {
		t.Errorf("%d certificates are in the store", got)
	}
}

package mailauth_test

import (
	"net/netip"
	"strings"
	"testing"

	"hybridsim/relay/mailauth"
)

// TestChains is about RFC 8617: what holds, and what vouches for a message.
func TestChains(t *testing.T) {
	const plain = "From: Erin <erin@fabrikam.com>\r\nTo: list@proseware.com\r\nSubject: [list] An  offer\r\n\r\nHello.  \r\nFooter of the list\r\n\r\n"
	const passed = "mx.proseware.com; spf=pass; dmarc=pass header.from=fabrikam.com"
	once := func(results string) string { return seal(t, 1, "none", "arc", "proseware.com", results, plain) }
	twice := seal(t, 2, "pass", "two", "woodgrove.com", passed, once(passed))
	records := zone{"arc._domainkey.proseware.com": record("arc._domainkey.proseware.com"),
		"two._domainkey.woodgrove.com": record("two._domainkey.woodgrove.com")}
	for _, tt := range []struct {
		name, message string
		sealers       []string
		want          mailauth.Result
		vouches       bool
	}{
		{"nobody sealed it", plain, []string{"proseware.com"}, mailauth.None, false},
		{"P8.14: a trusted sealer vouches for what had passed", once(passed), []string{"woodgrove.com", "Proseware.com"}, mailauth.Pass, true},
		{"another's seal holds, and vouches for nothing", once(passed), []string{"fabrikam.com"}, mailauth.Pass, false},
		{"what failed at the sealer has failed", once("mx.proseware.com; spf=pass; dmarc=fail"), []string{"proseware.com"}, mailauth.Pass, false},
		{"a chain of two", twice, []string{"woodgrove.com"}, mailauth.Pass, true},
		{"the last seal counts", twice, []string{"proseware.com"}, mailauth.Pass, false},
		{"the body was changed behind the seal", once(passed) + "More.\r\n", []string{"proseware.com"}, mailauth.Fail, false},
		{"a field was changed", strings.Replace(once(passed), "An  offer", "Another offer", 1), []string{"proseware.com"}, mailauth.Fail, false},
		{"blanks do not count", strings.Replace(once(passed), "An  offer", "An offer", 1), []string{"proseware.com"}, mailauth.Pass, true},
		{"what the first found was changed", strings.Replace(twice, "i=1; mx.proseware.com; spf=pass", "i=1; mx.proseware.com; spf=fail", 1), []string{"woodgrove.com"}, mailauth.Fail, false},
		{"an instance is missing", strings.Replace(once(passed), "i=1;", "i=2;", 3), []string{"proseware.com"}, mailauth.Fail, false},
		{"the key is not published", seal(t, 1, "none", "old", "proseware.com", passed, plain), []string{"proseware.com"}, mailauth.Fail, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, d := mailauth.Judge(mailauth.Message{Client: netip.MustParseAddr("198.51.100.9"), Hello: "mx.proseware.com", From: "list@proseware.com",
				Content: []byte(tt.message)}, records)
			if v.ARC.Result != tt.want || v.ARC.Vouches(tt.sealers) != tt.vouches {
				t.Errorf("%+v, vouches %t: %+v", v.ARC, v.ARC.Vouches(tt.sealers), d.Candidates)
			}
		})
	}
}

// FuzzChains: no header makes the checks fail in another way than by saying so.
func FuzzChains(f *testing.F) {
	f.Add("i=1; a=rsa-sha256; cv=none; d=x; s=y; b=", "i=1; c=relaxed/relaxed; bh=; h=:; b=", "i=1; mx")
	f.Fuzz(func(t *testing.T, seal, signature, results string) {
		content := "ARC-Seal: " + seal + "\r\nARC-Message-Signature: " + signature + "\r\nARC-Authentication-Results: " + results + "\r\nFrom: a@b.example\r\n\r\nx\r\n"
		v, _ := mailauth.Judge(mailauth.Message{Client: netip.MustParseAddr("198.51.100.9"), Content: []byte(content)}, zone{})
		if v.ARC.Result == mailauth.Pass {
			t.Errorf("it passes: %q", content)
		}
	})
}

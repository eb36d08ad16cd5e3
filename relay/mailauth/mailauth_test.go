package mailauth_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
)

// zone is a Resolver over a few TXT records. Names with the record "broken" have servers that do not answer.
type zone map[string]string

func (z zone) LookupTXT(name string) ([]string, error) {
	switch text, ok := z[strings.TrimSuffix(name, ".")]; {
	case !ok:
		return nil, &net.DNSError{Name: name, Err: "no such host", IsNotFound: true}
	case text == "broken":
		return nil, &net.DNSError{Name: name, Err: "server misbehaving", IsTemporary: true}
	default:
		return strings.Split(text, "|"), nil
	}
}

func (z zone) LookupMX(name string) ([]*net.MX, error) {
	return []*net.MX{{Host: "mx." + name, Pref: 10}}, nil
}

func (z zone) LookupAddr(name string) ([]netip.Addr, error) {
	if strings.HasPrefix(name, "mx.") {
		return []netip.Addr{netip.MustParseAddr("198.51.100.26"), netip.MustParseAddr("2001:db8::26")}, nil
	}
	return nil, &net.DNSError{Name: name, Err: "no such host", IsNotFound: true}
}

func (z zone) LookupPTR(a netip.Addr) ([]string, error) {
	return nil, &net.DNSError{Name: a.String(), Err: "no such host", IsNotFound: true}
}

var (
	own   = netip.MustParseAddr("198.51.100.25")
	other = netip.MustParseAddr("192.0.2.80")
)

func published(more ...string) zone {
	z := zone{
		"fabrikam.com":                "v=spf1 ip4:198.51.100.25 mx -all",
		"s1._domainkey.fabrikam.com":  record("s1._domainkey.fabrikam.com"),
		"s1._domainkey.proseware.com": record("s1._domainkey.proseware.com"),
		"_dmarc.fabrikam.com":         "v=DMARC1; p=reject",
	}
	for i := 0; i < len(more); i += 2 {
		if z[more[i]] = more[i+1]; more[i+1] == "" {
			delete(z, more[i])
		}
	}
	return z
}

const offer = "From: Erin <erin@fabrikam.com>\r\nTo: Alice <alice@contoso.com>\r\nSubject: The offer\r\n\r\nPlease find our offer below.\r\n"

// brief is a verdict in few words: SPF, the signatures, DMARC and the policy.
func brief(v mailauth.Verdict) string {
	words := []string{string(v.SPF)}
	for _, s := range v.DKIM {
		words = append(words, string(s.Result)+":"+s.Domain+" ("+s.Reason+")")
	}
	return strings.Join(append(words, string(v.DMARC), string(v.Policy)), " ")
}

func TestJudge(t *testing.T) {
	signed := sign(t, "s1", "fabrikam.com", offer)
	footer := signed + "Checked.\r\n"
	tests := []struct {
		name    string
		client  netip.Addr
		from    string
		content string
		zone    zone
		want    string
	}{
		{"from its own host and signed", own, "erin@fabrikam.com", signed, published(),
			"pass pass:fabrikam.com (signature was verified) pass reject"},
		{"from its own host, not signed", own, "erin@fabrikam.com", offer, published(), "pass pass reject"},
		{"a host that the mx mechanism names", netip.MustParseAddr("198.51.100.26"), "erin@fabrikam.com", offer, published(), "pass pass reject"},
		{"such a host by IPv6", netip.MustParseAddr("2001:db8::26"), "erin@fabrikam.com", offer, published(), "pass pass reject"},
		{"through a gateway, the signature holds", other, "erin@fabrikam.com", signed, published(),
			"fail pass:fabrikam.com (signature was verified) pass reject"},
		{"through a gateway with new trace fields and folded anew", other, "erin@fabrikam.com", "Received: from a\r\n\tby b; now\r\n" + strings.Replace(signed, "The offer", "The\r\n\toffer", 1), published(),
			"fail pass:fabrikam.com (signature was verified) pass reject"},
		{"through a gateway that adds a footer", other, "erin@fabrikam.com", footer, published(),
			"fail fail:fabrikam.com (body hash did not verify) fail reject"},
		{"a footer does no harm where SPF passes", own, "erin@fabrikam.com", footer, published(),
			"pass fail:fabrikam.com (body hash did not verify) pass reject"},
		{"a signed field is changed", other, "erin@fabrikam.com", strings.Replace(signed, "The offer", "[EXT] The offer", 1), published(),
			"fail fail:fabrikam.com (signature did not verify) fail reject"},
		{"the key is not published", other, "erin@fabrikam.com", signed, published("s1._domainkey.fabrikam.com", ""),
			"fail fail:fabrikam.com (no key for signature) fail reject"},
		{"the key cannot be looked up", other, "erin@fabrikam.com", signed, published("s1._domainkey.fabrikam.com", "broken"),
			"fail timeout:fabrikam.com (key query timeout) fail reject"},
		{"another domain's signature does not speak for From", other, "erin@fabrikam.com", sign(t, "s1", "proseware.com", offer), published(),
			"fail pass:proseware.com (signature was verified) fail reject"},
		{"another envelope sender's SPF does not either", other, "x@proseware.com", offer, published("proseware.com", "v=spf1 ip4:192.0.2.80 -all"),
			"pass fail reject"},
		{"no record of any kind", other, "erin@fabrikam.com", offer, zone{}, "none none "},
		{"no policy, but it would have passed", own, "erin@fabrikam.com", offer, published("_dmarc.fabrikam.com", ""), "pass bestguesspass "},
		{"the null sender's domain is the EHLO name", own, "", offer, published("mx.fabrikam.com", "v=spf1 ip4:198.51.100.25 -all"), "pass pass reject"},
		{"a policy of none", other, "erin@fabrikam.com", offer, published("_dmarc.fabrikam.com", "v=DMARC1; p=none"), "fail fail none"},
		{"softfail", other, "erin@fabrikam.com", offer, published("fabrikam.com", "v=spf1 ~all"), "softfail fail reject"},
		{"neutral", other, "erin@fabrikam.com", offer, published("fabrikam.com", "v=spf1 ?all"), "neutral fail reject"},
		{"an SPF record that cannot be read", other, "erin@fabrikam.com", offer, published("fabrikam.com", "v=spf1 ip4:nonsense"), "permerror fail reject"},
		{"servers that do not answer", other, "erin@fabrikam.com", offer, published("fabrikam.com", "broken", "_dmarc.fabrikam.com", "broken"), "temperror temperror "},
		{"a policy that cannot be read", other, "erin@fabrikam.com", offer, published("_dmarc.fabrikam.com", "v=DMARC1; p=perhaps"), "fail permerror "},
		{"two addresses in From", other, "erin@fabrikam.com", strings.Replace(offer, "From: ", "From: x@proseware.com, ", 1), published(), "fail permerror "},
		{"no From", other, "erin@fabrikam.com", "Subject: x\r\n\r\n", published(), "fail permerror "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, d := mailauth.Judge(mailauth.Message{Client: tt.client, Hello: "mx.fabrikam.com", From: tt.from, Content: []byte(tt.content)}, tt.zone)
			if got := brief(v); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if d.Question != relay.SenderAuthentication || d.Chosen != "dmarc="+string(v.DMARC) || d.Because == "" || len(d.Candidates) < 3 {
				t.Errorf("the decision does not explain it: %+v", d)
			}
			if want := v.DMARC == mailauth.Fail && v.Policy == mailauth.PolicyReject; v.Rejected() != want {
				t.Errorf("rejected %t, want %t", v.Rejected(), want)
			}
		})
	}
}

func TestAlignment(t *testing.T) {
	const policy = "v=DMARC1; p=reject"
	from := func(domain string) string { return strings.Replace(offer, "fabrikam.com", domain, 1) }
	tests := []struct {
		name, sender, from string
		records            zone
		want               mailauth.Result
		policy             mailauth.Policy
	}{
		{"a subdomain of the sender's, relaxed", "fabrikam.com", "mail.fabrikam.com", zone{"_dmarc.fabrikam.com": policy}, mailauth.Pass, "reject"},
		{"the domain above the sender's, relaxed", "bounce.fabrikam.com", "fabrikam.com", zone{"_dmarc.fabrikam.com": policy}, mailauth.Pass, "reject"},
		{"a subdomain, strict", "fabrikam.com", "mail.fabrikam.com", zone{"_dmarc.fabrikam.com": policy + "; aspf=s"}, mailauth.Fail, "reject"},
		{"the same domain, strict, in capitals", "Fabrikam.com", "fabrikam.COM", zone{"_dmarc.fabrikam.com": policy + "; aspf=s"}, mailauth.Pass, "reject"},
		{"neighbours under a public suffix are strangers", "fabrikam.co.uk", "contoso.co.uk", zone{"_dmarc.contoso.co.uk": policy, "_dmarc.co.uk": policy}, mailauth.Fail, "reject"},
		{"the subdomain's own policy goes first", "x.example", "mail.fabrikam.com", zone{"_dmarc.fabrikam.com": policy, "_dmarc.mail.fabrikam.com": "v=DMARC1; p=none"}, mailauth.Fail, "none"},
		{"else the organization's for subdomains", "x.example", "mail.fabrikam.com", zone{"_dmarc.fabrikam.com": policy + "; sp=quarantine"}, mailauth.Fail, "quarantine"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.records[tt.sender] = "v=spf1 ip4:198.51.100.25 -all"
			v, _ := mailauth.Judge(mailauth.Message{Client: own, Hello: "h.example", From: "erin@" + tt.sender, Content: []byte(from(tt.from))}, tt.records)
			if v.DMARC != tt.want || v.Policy != tt.policy {
				t.Errorf("%s with policy %s, want %s with %s", v.DMARC, v.Policy, tt.want, tt.policy)
			}
		})
	}
}

func TestField(t *testing.T) {
	tests := []struct {
		name            string
		verdict         mailauth.Verdict
		enforced        bool
		composite, want string
	}{
		{"everything passes",
			mailauth.Verdict{Client: own, SPF: "pass", SPFDomain: "fabrikam.com", DKIM: []mailauth.Signature{{"fabrikam.com", "pass", "signature was verified"}}, DMARC: "pass", From: "fabrikam.com", Policy: "reject"}, true, "pass reason=100",
			"spf=pass (sender IP is 198.51.100.25) smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified) header.d=fabrikam.com; dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100"},
		{"nothing is published or signed",
			mailauth.Verdict{Client: other, SPF: "none", SPFDomain: "fabrikam.com", DMARC: "none", From: "fabrikam.com"}, true, "",
			"spf=none (sender IP is 192.0.2.80) smtp.mailfrom=fabrikam.com; dkim=none (message not signed) header.d=none; dmarc=none action=none header.from=fabrikam.com"},
		{"reject, overridden, and the signature of the From domain before another that failed, too",
			mailauth.Verdict{Client: other, SPF: "fail", SPFDomain: "fabrikam.com", DKIM: []mailauth.Signature{{"proseware.com", "fail", "body hash did not verify"}, {"mail.fabrikam.com", "fail", "body hash did not verify"}}, DMARC: "fail", From: "fabrikam.com", Policy: "reject"}, false, "",
			"spf=fail (sender IP is 192.0.2.80) smtp.mailfrom=fabrikam.com; dkim=fail (body hash did not verify) header.d=mail.fabrikam.com; dmarc=fail action=oreject header.from=fabrikam.com"},
		{"quarantine",
			mailauth.Verdict{Client: other, SPF: "fail", SPFDomain: "fabrikam.com", DMARC: "fail", From: "fabrikam.com", Policy: "quarantine"}, true, "",
			"spf=fail (sender IP is 192.0.2.80) smtp.mailfrom=fabrikam.com; dkim=none (message not signed) header.d=none; dmarc=fail action=quarantine header.from=fabrikam.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := relay.Header{tt.verdict.Field(tt.enforced, tt.composite)}.Get(mailauth.FieldName)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// G2.21, V2.15: what Received-SPF says of each result.
func TestReceivedSPF(t *testing.T) {
	for result, want := range map[mailauth.Result]string{
		mailauth.Pass:     "Pass (protection.outlook.com: domain of fabrikam.com designates 198.51.100.25 as permitted sender) receiver=protection.outlook.com; client-ip=198.51.100.25; helo=mx.fabrikam.com; pr=C",
		mailauth.Fail:     "Fail (protection.outlook.com: domain of fabrikam.com does not designate 198.51.100.25 as permitted sender) receiver=protection.outlook.com; client-ip=198.51.100.25; helo=mx.fabrikam.com;",
		mailauth.SoftFail: "SoftFail (protection.outlook.com: domain of transitioning fabrikam.com discourages use of 198.51.100.25 as permitted sender) receiver=protection.outlook.com; client-ip=198.51.100.25; helo=mx.fabrikam.com;",
		"none":            "None (protection.outlook.com: fabrikam.com does not designate permitted sender hosts)",
	} {
		v := mailauth.Verdict{Client: own, SPF: result, SPFDomain: "fabrikam.com"}
		got := relay.Header{v.ReceivedSPF("mx.fabrikam.com", time.Date(2024, 3, 2, 8, 0, 0, 0, time.UTC))}.Get("Received-SPF")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", result, diff)
		}
	}
	old := mailauth.Verdict{Client: own, SPF: mailauth.Pass, SPFDomain: "fabrikam.com"}.ReceivedSPF("mx.fabrikam.com", time.Date(2021, 12, 31, 0, 0, 0, 0, time.UTC))
	if strings.Contains(old.Value, "pr=C") {
		t.Errorf("V2.15: before 2022 it is %s", old.Value)
	}
}

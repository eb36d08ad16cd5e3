package diagnose

import (
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// baseWith is a base with lines of text at its end.
func baseWith(t *testing.T, name, text string) *check.Subject {
	t.Helper()
	content, err := scenarios.Files.ReadFile("base/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Parse("ours.txtar", append(content, "\n"+text+"\n"...), nil)
	if err != nil {
		t.Fatal(err)
	}
	return check.Read(s)
}

// TestADomainUnlikeTheOthersIsMeant: check calls it right that a domain which only one side has refuses the other side's people, since that may be
// meant; to whoever saw the refusal, mail of that domain is the first that it can be about.
func TestADomainUnlikeTheOthersIsMeant(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	s := baseWith(t, "hybrid-2013", `cloud> New-AcceptedDomain litware.com -DomainName litware.com -DomainType Authoritative
onprem> New-AcceptedDomain litware.com -DomainName litware.com -DomainType Authoritative
net> dns litware.com MX litware-com.mail.protection.outlook.com
onprem> Set-HybridConfiguration -Domains contoso.com,litware.com
onprem> Update-HybridConfiguration`)
	r := found(t, s, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")
	if !r.Shows || !strings.HasSuffix(r.From, "@litware.com") || !strings.HasSuffix(r.To, "@litware.com") || len(r.Causes) == 0 || !r.Causes[0].Cures {
		t.Errorf("%s -> %s, shows: %v, %s: %+v: want a message within litware.com and what cures it", r.From, r.To, r.Shows, r.Verdict, r.Causes)
	}
}

// TestWhatTheBaseLeavesOpenIsTheFirstCause: of causes that fit as well, the one is first that assumes nothing: nobody knows that it is otherwise.
func TestWhatTheBaseLeavesOpenIsTheFirstCause(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	const question = "Does the firewall of the branch let the service in?"
	s := baseWith(t, "hybrid-2013", `perhaps "`+question+`": net> block cloud -> mail.contoso.com:25 drop`)
	r := found(t, s, "450 4.4.316 Connection refused [Message=Socket error code 10060]")
	if r.Shows || len(r.Causes) < 2 || r.Causes[0].Says != question || r.Causes[0].Documented != theBase {
		t.Errorf("shows: %v, %s: %s: want the base's own question before other causes", r.Shows, r.Verdict, titles(r))
	}
}

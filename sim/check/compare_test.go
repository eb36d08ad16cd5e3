package check

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/scenarios"
	"hybridsim/sim/records"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// said is a decision in words, whomever it is about.
func said(side, question, chosen, reason, source string) Decision {
	return Decision{records.Answer{Side: side, Question: question, Chosen: chosen, Source: source}, reason}
}

func TestTheSameIsNoDifference(t *testing.T) {
	r := checked(t, "hybrid-2013")
	d := Compare(r, r)
	if len(d.Settings)+len(d.Flows)+len(d.Findings) > 0 || d.Worse() > 0 {
		t.Errorf("%+v", d)
	}
}

// TestWhatChangedIsTold: settings by their properties, flows by the decision that moved, findings that came.
func TestWhatChangedIsTold(t *testing.T) {
	before := checked(t, "hybrid-2013", "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com")
	after := checked(t, "hybrid-2013", "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com",
		"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative", "onprem> Remove-SendConnector Internet", "onprem> New-SendConnector Everything -AddressSpaces *")
	d := Compare(before, after)
	var changed []string
	for _, c := range d.Settings {
		if c.Noun == "AcceptedDomain" || c.Property == "" || c.Property == "AddressSpaces" {
			changed = append(changed, strings.Join([]string{c.Side, c.Noun, c.Object, c.Property, c.Old, c.New}, "|"))
		}
	}
	want := []string{
		"onprem|SendConnector|Internet||there|gone",
		"cloud|AcceptedDomain|contoso.com|DomainType|InternalRelay|Authoritative",
		"onprem|SendConnector|Everything|||new",
		"onprem|SendConnector|Everything|AddressSpaces||{smtp:*;1}",
	}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("settings differ (-want +got):\n%s", diff)
	}
	wantFlows := []Moved{
		{Flow: "cloud-to-unsynced", Title: "cloud to unsynchronized on-premises mailbox", Old: "delivered Internal", New: "NDR 550 5.1.10", Was: true, Harm: true, Moved: []Turns{{
			Old: said("cloud", "recipient", "elsewhere", "contoso.com is InternalRelay and no recipient here has the address", "S6.1"),
			New: said("cloud", "recipient", "", "contoso.com is Authoritative here and no recipient has the address", "S6.1"),
		}}},
		{Flow: "onprem-to-internet", Title: "on-premises to Internet", Old: "delivered external", New: "delivered external", Was: true, Is: true, Moved: []Turns{{
			Old: said("onprem", "send connector", "Internet", "Internet, because smtp:*;1 is the most specific address space that covers fabrikam.com", "CSEL"),
			New: said("onprem", "send connector", "Everything", "Everything, because smtp:*;1 is the most specific address space that covers fabrikam.com", "CSEL"),
		}}},
	}
	var told []Moved
	var worse []string
	for i, m := range d.Flows {
		if m.Flow == "cloud-to-unsynced" || m.Flow == "onprem-to-internet" {
			for n, turn := range m.Moved {
				m.Moved[n] = Turns{turn.Old.key(), turn.New.key()}
			}
			told = append(told, m)
		}
		if d.Flows[i].Worse() {
			worse = append(worse, m.Flow)
		}
	}
	if diff := cmp.Diff(wantFlows, told); diff != "" {
		t.Errorf("flows differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"cloud-to-unsynced", "internet-to-unsynced-onprem", "person:carol@contoso.com<contoso.com"}, worse); diff != "" {
		t.Errorf("what is worse differs (-want +got):\n%s", diff)
	}
	if len(d.Findings) != 1 || d.Findings[0].Code != "HS-C061" || !d.Findings[0].New {
		t.Errorf("findings: %+v", d.Findings)
	}
	back := Compare(after, before)
	if back.Worse() != 0 || !back.Flows[0].Better() || len(back.Findings) != 1 || back.Findings[0].New {
		t.Errorf("the other way: %+v", back)
	}
	if turn := back.Flows[0].Moved[0]; turn.Old.Chosen != "" || turn.New.Chosen != "elsewhere" {
		t.Errorf("the other way the decision is %+v", turn)
	}
}

// TestAFlowThatComesOrGoes: a flow that only one of the two has is told, and is worse only when it comes and fails.
func TestAFlowThatComesOrGoes(t *testing.T) {
	plain := checked(t, "hybrid-2013")
	central := checked(t, "hybrid-2013", "onprem> Set-HybridConfiguration -Features SecureMail,CentralizedTransport")
	d := Compare(plain, central)
	worse := map[string]bool{}
	for i := range d.Flows {
		worse[d.Flows[i].Flow] = d.Flows[i].Worse()
	}
	if diff := cmp.Diff(map[string]bool{"centralized-out": true, "centralized-in": true, "centralized-group": false}, worse); diff != "" {
		t.Errorf("flows that came differ (-want +got):\n%s", diff)
	}
	if back := Compare(central, plain); back.Worse() != 0 || len(back.Flows) != 3 {
		t.Errorf("flows that went: %+v", back.Flows)
	}
}

func TestASavedReportIsReadBack(t *testing.T) {
	r := checked(t, "source-nat-hides-eop")
	content, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if !IsSaved(content) {
		t.Error("not recognized")
	}
	again, err := ReadSaved("old.json", content)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, again, cmpopts.IgnoreUnexported(Report{})); diff != "" {
		t.Errorf("what is read differs (-saved +read):\n%s", diff)
	}
}

// TestAReportOfTheReleaseBefore: what the last release saved is read, nothing that it did not ask counts as worse, and what it did
// ask is compared.
func TestAReportOfTheReleaseBefore(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	const name = "testdata/release-1-hybrid-2013.json"
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	old, err := ReadSaved(name, content)
	if err != nil {
		t.Fatal(err)
	}
	if d := Compare(old, checked(t, "hybrid-2013")); d.Worse() != 0 || len(d.Settings) != 0 {
		t.Errorf("the same base: %d worse, settings %+v", d.Worse(), d.Settings)
	}
	if d := Compare(old, checked(t, "hybrid-2013", "cloud> Get-OutboundConnector | Set-OutboundConnector -Enabled $false")); d.Worse() == 0 {
		t.Error("a connector that is off is not told from an old report")
	}
}

func TestWhatIsNoSavedReport(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"not JSON", "{\n\"schema\": 1,\noops", "old.json:3: this is no saved check"},
		{"another document", `{"schema": 2, "stories": []}`, "it has no flows"},
		{"of the future", `{"schema": 99, "flows": [{}]}`, "its schema is 99, and this hybridsim reads 2"},
		{"a field of another type", `{"schema": 2, "flows": 3}`, "flows is a number"},
		{"cut off", `{"schema": 2, "flows": [`, "this is no saved check"},
		{"more behind it", `{"schema": 2, "flows": [{}]} {}`, "something follows"},
	} {
		_, err := ReadSaved("old.json", []byte(tt.content))
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	text, err := fs.ReadFile(scenarios.Files, "base/hybrid-2013.txtar")
	if err != nil || IsSaved(text) {
		t.Errorf("a base passes for a saved report: %v", err)
	}
}

func FuzzReadSaved(f *testing.F) {
	f.Add([]byte(`{"schema": 2, "flows": [{"flow": "cloud-to-onprem", "outcome": {"kind": "deferred"}, "trail": [{}], "doubts": null}], "configuration": [{}]}`))
	f.Add([]byte("\ufeff{}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := ReadSaved("old.json", content)
		if err != nil {
			if !strings.Contains(err.Error(), "hint: ") {
				t.Errorf("no hint: %v", err)
			}
			return
		}
		if d := Compare(r, r); len(d.Settings) > len(r.Configuration) {
			t.Errorf("differs from itself: %+v", d)
		}
		other := &Report{Flows: []Result{{Flow: "cloud-to-onprem", OK: true}}}
		Compare(r, other)
		Compare(other, r)
	})
}

// TestWhatIsNotKnownIsNotGuessed: an unknown that decides an outcome is named, with both outcomes; one that does not matter is
// not.
func TestWhatIsNotKnownIsNotGuessed(t *testing.T) {
	text, err := fs.ReadFile(scenarios.Files, "base/hybrid-2010.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const nat, harmless = "Does the load balancer keep the client's address?", "Is there a fax server?"
	s, err := story.Parse("doubtful.txtar", []byte(string(text)+
		"perhaps \""+nat+"\": net> nat cloud -> mail.contoso.com to 10.0.0.1\n"+
		"perhaps \""+harmless+"\": onprem> New-SendConnector Fax -AddressSpaces fax.example\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Check(Read(s), Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := row(t, r, "cloud-to-onprem")
	if !f.OK || f.Good() || len(f.Doubts) != 1 {
		t.Fatalf("ok %t, good %t, doubts %+v", f.OK, f.Good(), f.Doubts)
	}
	want := Doubt{Question: nat, Line: "net> nat cloud -> mail.contoso.com to 10.0.0.1", Outcome: Outcome{Kind: DeliveredExternal},
		Decided: said("onprem", "receive connector", `EX01\Default EX01`, `EX01\Default EX01, because 0.0.0.0-255.255.255.255 is the most specific range that contains 10.0.0.1`, "R1.1-R1.4")}
	f.Doubts[0].Decided = f.Doubts[0].Decided.key()
	if diff := cmp.Diff(want, f.Doubts[0]); diff != "" {
		t.Errorf("doubt differs (-want +got):\n%s", diff)
	}
	if f := row(t, r, "onprem-to-cloud"); !f.Good() || len(f.Doubts) > 0 {
		t.Errorf("a flow that does not depend on it: %+v", f)
	}
	if diff := cmp.Diff([]string{nat, harmless}, r.Unknowns); diff != "" {
		t.Errorf("unknowns differ (-want +got):\n%s", diff)
	}
	if r.Bad() == 0 {
		t.Error("the check passes although a flow may fail")
	}
}

// TestAComparisonNamesWhatItAssumes: flows that go as before on an assumption of either side are not the same without a word,
// and --strict fails; what only the newer side assumes comes first.
func TestAComparisonNamesWhatItAssumes(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	text, err := fs.ReadFile(scenarios.Files, "base/hybrid-2013.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const gateway, moved = "Does the gateway not lead in?", "Did the host move?"
	assuming := func(questions ...string) *Report {
		base := string(text)
		for _, q := range questions {
			base += "perhaps \"" + q + "\" assumed not: net> break dns mail.contoso.com\n"
		}
		s, err := story.Parse("assuming.txtar", []byte(base), nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Check(Read(s), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	sure, one, two := assuming(), assuming(gateway), assuming(gateway, moved)
	for _, tt := range []struct {
		name          string
		before, after *Report
		want          []string
	}{
		{"neither assumes anything", sure, sure, nil},
		{"the newer one assumes", sure, one, []string{gateway}},
		{"the older one assumes", one, sure, []string{gateway}},
		{"both assume, and the newer one more", one, two, []string{moved, gateway}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Compare(tt.before, tt.after)
			var got []string
			for _, a := range d.Assumptions {
				got = append(got, a.Question)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("assumptions differ (-want +got):\n%s", diff)
			}
			if fails := d.Fails([]Trouble{OnNotLookedAt}, tt.after); fails != (tt.want != nil) {
				t.Errorf("strict fails: %t", fails)
			}
			if d.Worse() > 0 {
				t.Errorf("worse: %+v", d.Flows)
			}
		})
	}
}

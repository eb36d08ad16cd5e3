package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"hybridsim/sim/records"
)

func TestListSources(t *testing.T) {
	var out, errors bytes.Buffer
	if code := run([]string{"list", "--sources"}, &out, &errors); code != exitHolds {
		t.Fatalf("exit %d: %s", code, &errors)
	}
	line := ""
	for l := range strings.Lines(out.String()) {
		if strings.Contains(l, "onprem-address-banned") && strings.Contains(l, "issue 8") {
			line = strings.Join(strings.Fields(l), " ")
		}
	}
	if want := "Common Exchange Online hybrid mail flow issues issue 8 onprem-address-banned told"; line != want {
		t.Errorf("got %q, want %q, in\n%s", line, want, &out)
	}
	out.Reset()
	if code := run([]string{"list", "--sources", "--json"}, &out, &errors); code != exitHolds {
		t.Fatalf("exit %d: %s", code, &errors)
	}
	var document struct {
		Schema  int
		Sources []struct{ Source, Section, Story, Status string }
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil || document.Schema != records.Schema || len(document.Sources) < 30 {
		t.Errorf("%v: %+v", err, document)
	}
}

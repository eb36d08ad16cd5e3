package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"hybridsim/sim/fault"
)

func TestListFaults(t *testing.T) {
	var out, errors bytes.Buffer
	if code := run([]string{"list", "--faults"}, &out, &errors); code != exitHolds {
		t.Fatalf("exit %d: %s", code, &errors)
	}
	for _, o := range fault.Operators() {
		if !strings.Contains(out.String(), "\n"+o.Name+" ") {
			t.Errorf("%s is not listed", o.Name)
		}
	}
	out.Reset()
	if code := run([]string{"list", "--faults", "--json"}, &out, &errors); code != exitHolds {
		t.Fatalf("exit %d: %s", code, &errors)
	}
	var document faultsDocument
	if err := json.Unmarshal(out.Bytes(), &document); err != nil || len(document.Faults) != len(fault.Operators()) {
		t.Errorf("%v: %d", err, len(document.Faults))
	}
	if code := run([]string{"list", "--faults", "hybrid-2013"}, &out, &errors); code != exitInput || !strings.Contains(errors.String(), "hint:") {
		t.Errorf("exit %d: %s", code, &errors)
	}
}

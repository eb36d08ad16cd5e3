package transport

import (
	"fmt"
	"testing"
)

// TestCorrespondentsAreBounded: who had a reply has none again, until ten thousand others had one.
func TestCorrespondentsAreBounded(t *testing.T) {
	c := &correspondents{known: map[string]bool{}}
	for i := range maxCorrespondents {
		c.add(fmt.Sprintf("%d@fabrikam.com", i))
		c.add("0@fabrikam.com")
	}
	if !c.has("0@fabrikam.com") {
		t.Error("the first is forgotten before the bound is reached")
	}
	c.add("erin@fabrikam.com")
	if c.has("0@fabrikam.com") || !c.has("1@fabrikam.com") || !c.has("erin@fabrikam.com") {
		t.Error("behind the bound not the first one alone is forgotten")
	}
	if len(c.known) != maxCorrespondents || len(c.order) != maxCorrespondents {
		t.Errorf("%d, %d are known", len(c.known), len(c.order))
	}
	if (*correspondents)(nil).has("0@fabrikam.com") {
		t.Error("nobody has had a reply of a mailbox that never replied")
	}
}

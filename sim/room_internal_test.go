package sim

import (
	"strings"
	"testing"
)

func TestRoomForContentInTransit(t *testing.T) {
	var r room
	if !r.Take(0, maxInTransit) || !r.Take(maxInTransit, maxInTransit) {
		t.Error("a message alone may be as large as it likes")
	}
	if r.Take(0, 1) {
		t.Error("beside it there is no room")
	}
	r.Give(2 * maxInTransit)
	for range 8 {
		if !r.Take(0, maxInTransit/8) {
			t.Error("eight share the room")
		}
	}
	if r.Take(maxInTransit/8, 1) || r.Take(0, 1) {
		t.Error("then it is full for old and new")
	}
	r.Give(1)
	if !r.Take(0, 1) {
		t.Error("what was given back can be taken")
	}
}

// TestATranscriptHasAnEnd: a client that goes on for ever fills the memory neither with many rows nor with long ones.
func TestATranscriptHasAnEnd(t *testing.T) {
	for name, data := range map[string]string{"short rows": "NOOP", "long rows": "NOOP " + strings.Repeat("x", 2000)} {
		log, size := &Transcript{}, 0
		for range 2 * maxLines {
			log.Line('<', data, "")
		}
		for _, l := range log.Lines() {
			size += rowSize + len(l.Data) + len(l.Context)
		}
		if size > maxSize+rowSize+100 {
			t.Errorf("%s: %d bytes", name, size)
		}
		if last := log.Lines()[len(log.Lines())-1]; last.Context != "hybridsim: the rest of this connection is not recorded" {
			t.Errorf("%s: the last row is %+v", name, last)
		}
	}
}

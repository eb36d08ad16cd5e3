package relay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestSplitMessage(t *testing.T) {
	tests := []struct {
		name, in string
		header   relay.Header
		body     string
	}{
		{"header and body", "From: a@b\r\nTo: c@d\r\n\r\nHello\r\n", relay.Header{{"From", "a@b"}, {"To", "c@d"}}, "Hello\r\n"},
		{"bare line feeds", "From: a@b\n\nHello\n", relay.Header{{"From", "a@b"}}, "Hello\n"},
		{"RFC 5322 2.2.3: folded", "Received: from x\r\n\tby y; now\r\nTo: c@d\r\n\r\n", relay.Header{{"Received", "from x\r\n\tby y; now"}, {"To", "c@d"}}, ""},
		{"no blank behind the colon", "Subject:x\r\n\r\n", relay.Header{{"Subject", "x"}}, ""},
		{"an empty value", "X-MS-Exchange-Message-Is-Ndr:\r\n\r\n", relay.Header{{"X-MS-Exchange-Message-Is-Ndr", ""}}, ""},
		{"header alone", "From: a@b", relay.Header{{"From", "a@b"}}, ""},
		{"body alone", "\r\nHello", nil, "Hello"},
		{"a line that is no field ends the header", "From: a@b\r\nHello there\r\n\r\nMore", relay.Header{{"From", "a@b"}}, "Hello there\r\n\r\nMore"},
		{"a blank before the colon", "From : a@b\r\n\r\n", nil, "From : a@b\r\n\r\n"},
		{"a continuation of nothing", " a: b\r\n", nil, " a: b\r\n"},
		{"nothing", "", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, body := relay.SplitMessage([]byte(tt.in))
			if diff := cmp.Diff(tt.header, h); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.body, string(body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzSplitMessage(f *testing.F) {
	for _, seed := range []string{
		"From: a@b\r\nTo: c@d\r\n\r\nHello\r\n", "a:\n b\n\n", "a: b\r\r\n\r\n", "no field\n", " x: y", "a:\r", "a\rb: c\n", "\n\n", ":\n", "a: \t \r\n c\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		before := string(content)
		h, body := relay.SplitMessage(content)
		if string(content) != before {
			t.Fatal("the content was written to")
		}
		if !strings.HasSuffix(before, string(body)) {
			t.Errorf("the body of %q is %q, which does not stand at its end", before, body)
		}
		again, bodyAgain := relay.SplitMessage(relay.Content(h, body))
		if diff := cmp.Diff(h, again); diff != "" {
			t.Errorf("header of %q, joined and split again (-first +second):\n%s", before, diff)
		}
		if diff := cmp.Diff(string(body), string(bodyAgain)); diff != "" {
			t.Errorf("body of %q, joined and split again (-first +second):\n%s", before, diff)
		}
	})
}

func TestHeaderIsReadWithoutRegardToCase(t *testing.T) {
	h := relay.Header{{"Received", "two"}, {"Subject", "a\r\n b"}, {"received", "one"}}
	got := []any{h.Get("SUBJECT"), h.Get("Received"), h.Get("To"), h.Has("subject"), h.Has("To"), h.Count("RECEIVED")}
	if diff := cmp.Diff([]any{"a b", "two", "", true, false, 2}, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestHeaderOperationsMakeNewHeaders(t *testing.T) {
	start := func() relay.Header { return relay.Header{{"A", "1"}, {"b", "2"}, {"a", "3"}, {"C", "4"}} }
	tests := []struct {
		name string
		do   func(relay.Header) relay.Header
		want relay.Header
	}{
		{"Prepend puts fields on top, in order", func(h relay.Header) relay.Header {
			return h.Prepend(relay.Field{Name: "X", Value: "8"}, relay.Field{Name: "Y", Value: "9"})
		}, relay.Header{{"X", "8"}, {"Y", "9"}, {"A", "1"}, {"b", "2"}, {"a", "3"}, {"C", "4"}}},
		{"Set leaves one, where the first was", func(h relay.Header) relay.Header { return h.Set("a", "9") },
			relay.Header{{"A", "9"}, {"b", "2"}, {"C", "4"}}},
		{"Last leaves one of each, where the first was, and puts new ones at the end", func(h relay.Header) relay.Header {
			return h.Last(relay.Field{Name: "D", Value: "8"}, relay.Field{Name: "a", Value: "9"})
		},
			relay.Header{{"A", "9"}, {"b", "2"}, {"C", "4"}, {"D", "8"}}},
		{"Set puts a new one on top", func(h relay.Header) relay.Header { return h.Set("D", "9") },
			relay.Header{{"D", "9"}, {"A", "1"}, {"b", "2"}, {"a", "3"}, {"C", "4"}}},
		{"Without takes all of that name away", func(h relay.Header) relay.Header {
			kept, dropped := h.Without(func(name string) bool { return strings.EqualFold(name, "a") })
			if diff := cmp.Diff([]string{"A", "a"}, dropped); diff != "" {
				t.Errorf("dropped (-want +got):\n%s", diff)
			}
			return kept
		}, relay.Header{{"b", "2"}, {"C", "4"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := start()
			if diff := cmp.Diff(tt.want, tt.do(h)); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(start(), h); diff != "" {
				t.Errorf("the original changed (-want +got):\n%s", diff)
			}
		})
	}
}

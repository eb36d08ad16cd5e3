package relay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestParseReply(t *testing.T) {
	type parts struct {
		Code                 int
		Enhanced, Text       string
		Status               string
		OK, Later, Permanent bool
	}
	tests := []struct {
		name, in string
		want     parts
	}{
		{"with an enhanced code", "550 5.1.1 User unknown", parts{550, "5.1.1", "User unknown", "5.1.1", false, false, true}},
		{"without one", "550 No such user here", parts{550, "", "No such user here", "5.0.0", false, false, true}},
		{"a temporary one", "451 4.7.0 Temporary server error. Please try again later. PRX5", parts{451, "4.7.0", "Temporary server error. Please try again later. PRX5", "4.7.0", false, true, false}},
		{"a good one", "250 2.1.5 Recipient OK", parts{250, "2.1.5", "Recipient OK", "2.1.5", true, false, false}},
		{"an intermediate one", "354 Start mail input; end with <CRLF>.<CRLF>", parts{354, "", "Start mail input; end with <CRLF>.<CRLF>", "3.0.0", true, false, false}},
		{"a code alone", "421", parts{421, "", "", "4.0.0", false, true, false}},
		{"codes alone", "250 2.0.0", parts{250, "2.0.0", "", "2.0.0", true, false, false}},
		{"a version number is no enhanced code", "220 15.1.2 ready", parts{220, "", "15.1.2 ready", "2.0.0", true, false, false}},
		{"KB2989382: the code and the class may differ", "451 5.7.3 STARTTLS is required to send mail", parts{451, "5.7.3", "STARTTLS is required to send mail", "5.7.3", false, true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := relay.ParseReply(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			got := parts{r.Code(), r.Enhanced(), r.Text(), r.Status(), r.OK(), r.Temporary(), r.Permanent()}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.in, r.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoReply(t *testing.T) {
	for _, in := range []string{"", "hello", "55 short", "5500 long", "199 too low", "600 too high", "+50 signed", "550-first of several"} {
		if r, err := relay.ParseReply(in); err == nil {
			t.Errorf("ParseReply(%q) = %s, want an error", in, r)
		}
	}
}

func TestIsEnhancedCode(t *testing.T) {
	for code, want := range map[string]bool{
		"5.1.1": true, "4.4.317": true, "2.0.0": true, "5.7.606": true,
		"3.0.0": false, "55.1.1": false, "5.1": false, "5.1.1.1": false, "5..1": false, "5.1.": false,
		"5.-0.1": false, "5.+1.1": false, "5.1000.1": false, "5.a.1": false, "": false,
	} {
		if got := relay.IsEnhancedCode(code); got != want {
			t.Errorf("IsEnhancedCode(%q) = %t, want %t", code, got, want)
		}
	}
}

func TestTheZeroReplySaysNothing(t *testing.T) {
	var r relay.Reply
	if !r.IsZero() || r.OK() || r.Temporary() || r.Permanent() || r.String() != "" {
		t.Errorf("the zero Reply is not silent: %q", r)
	}
}

func FuzzParseReply(f *testing.F) {
	for _, seed := range []string{
		"550 5.1.1 User unknown", "250 2.0.0", "354 go", "421", "550  5.1.1 x", "550 5.1.1  x", "451 5.7.3 \u00a0", "550 5.1.1\tx", "250 2.1.5 a\nb",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := relay.ParseReply(line)
		if err != nil {
			return
		}
		if r.Code() < 200 || r.Code() > 599 {
			t.Errorf("%q has code %d", line, r.Code())
		}
		if r.Enhanced() != "" && !relay.IsEnhancedCode(r.Enhanced()) {
			t.Errorf("%q has enhanced code %q", line, r.Enhanced())
		}
		if !relay.IsEnhancedCode(r.Status()) && r.Code()/100 != 3 {
			t.Errorf("%q has status %q", line, r.Status())
		}
		again, err := relay.ParseReply(r.String())
		if err != nil || again.String() != r.String() || again.Code() != r.Code() || again.Enhanced() != r.Enhanced() {
			t.Errorf("%q prints as %q, which reads as %q, %v", line, r, again, err)
		}
	})
}

func TestAKeptReplyComesBackAsItWas(t *testing.T) {
	for _, want := range []relay.Reply{
		{}, relay.Received(250, "2.1.5 Recipient OK"), relay.Received(421, ""), relay.Received(550, "5.1.1"),
		relay.Received(250, "mail.contoso.com\nSIZE 1\n"), relay.Received(550, " odd \xff text "),
	} {
		b, err := want.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var got relay.Reply
		if err := got.UnmarshalBinary(b); err != nil || got != want {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
	}
	var r relay.Reply
	if r.UnmarshalBinary([]byte("250 OK")) == nil {
		t.Error("what was not kept was taken")
	}
}

package content_test

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// message turns a text with plain line ends into header and body.
func message(text string) (relay.Header, []byte) {
	return relay.SplitMessage([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
}

const mixed = "Content-Type: multipart/mixed; boundary=b\n\n"

func TestWithout(t *testing.T) {
	tests := []struct {
		name, text, want string // want is the body
		removed          int
		empty            bool
	}{
		{"no TNEF: nothing changes", mixed + "x\n--b\n\ntext\n--b--\ny\n", "x\n--b\n\ntext\n--b--\ny\n", 0, false},
		{"the last part goes, preamble and epilogue stay",
			mixed + "x\n--b\n\ntext\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\nTNEF\n--b--\ny\n", "x\n--b\n\ntext\n--b--\ny\n", 1, false},
		{"the first part goes",
			mixed + "--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b  \nX: y\n\ntext\n\n--b--", "--b  \nX: y\n\ntext\n\n--b--", 1, false},
		{"media types are compared without regard to case",
			mixed + "--b\n\ntext\n--b\ncontent-type: Application/MS-TNEF\n\nTNEF\n--b--\n", "--b\n\ntext\n--b--\n", 1, false},
		{"a multipart that holds nothing else goes too",
			mixed + "--b\n\ntext\n--b\nContent-Type: multipart/related; boundary=bb\n\n--bb\nContent-Type: application/ms-tnef\n\nTNEF\n--bb--\n--b--\n",
			"--b\n\ntext\n--b--\n", 1, false},
		{"inside of an inner multipart",
			mixed + "--b\nContent-Type: multipart/mixed; boundary=\"in ner\"\n\n--in ner\n\ntext\n--in ner\nContent-Type: application/ms-tnef\n\nTNEF\n--in ner--\n--b\n\nmore\n--b--\n",
			"--b\nContent-Type: multipart/mixed; boundary=\"in ner\"\n\n--in ner\n\ntext\n--in ner--\n--b\n\nmore\n--b--\n", 1, false},
		{"without a closing delimiter the part before keeps its end",
			mixed + "--b\n\ntext\n--b\nContent-Type: application/ms-tnef\n\nTNEF\n", "--b\n\ntext", 1, false},
		{"a line that only begins like the delimiter is text",
			mixed + "--b\n\n--bee\n--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n", "--b\n\n--bee\n--b--\n", 1, false},
		{"a message inside the message is not opened",
			mixed + "--b\nContent-Type: message/rfc822\n\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n",
			"--b\nContent-Type: message/rfc822\n\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n", 0, false},
		{"a message that is nothing but TNEF stays", "Content-Type: application/ms-tnef\n\nTNEF\n", "TNEF\n", 1, true},
		{"a multipart that is nothing but TNEF stays", mixed + "--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n", "--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n", 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, body := message(tt.text)
			got := content.Without(h, body, content.TNEF)
			want := content.Removal{Body: []byte(strings.ReplaceAll(tt.want, "\n", "\r\n")), Removed: tt.removed, Empty: tt.empty}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("without TNEF (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextUndoesTheTransferEncoding(t *testing.T) {
	for encoding, coded := range map[string]string{"base64": "UlNW\r\nUA==\r\n", "quoted-printable": "RSV=50", "7bit": "RSVP", "": "RSVP"} {
		p := content.Read(relay.Header{{Name: "Content-Transfer-Encoding", Value: encoding}}, []byte(coded))
		if got := string(p.Text()); got != "RSVP" {
			t.Errorf("%s: %q, want RSVP", encoding, got)
		}
	}
}

// leaf is a part as the standard library sees it.
type leaf struct {
	Type string
	Body string
}

// leaves reads a multipart with mime/multipart: a second opinion on where parts begin and end.
func leaves(contentType string, body []byte, depth int) ([]leaf, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	if !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return []leaf{{kind, string(body)}}, nil
	}
	if depth == 0 {
		return nil, errors.New("too deep")
	}
	var list []leaf
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		inner, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		below, err := leaves(p.Header.Get("Content-Type"), inner, depth-1)
		if err != nil {
			return nil, err
		}
		list = append(list, below...)
	}
}

// ours reads a message with this package.
func ours(p *content.Part) (list []leaf) {
	if len(p.Parts) == 0 && !strings.HasPrefix(p.Type, "multipart/") {
		return []leaf{{p.Type, string(p.Body)}}
	}
	for i := range p.Parts {
		list = append(list, ours(&p.Parts[i])...)
	}
	return list
}

func FuzzWithout(f *testing.F) {
	for _, text := range []string{
		mixed + "--b\n\ntext\n--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n",
		mixed + "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\na\n--c\nContent-Type: application/ms-tnef\n\nT\n--c--\n--b\n\nz\n--b--\n",
		mixed + "--b\n\n--b\nContent-Type: application/ms-tnef\n\n--b\nContent-Type: application/ms-tnef\n\nx",
		"Content-Type: application/ms-tnef\n\nx",
	} {
		f.Add([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, body := relay.SplitMessage(raw)
		before := bytes.Clone(body)
		got := content.Without(h, body, content.TNEF)
		if !bytes.Equal(before, body) {
			t.Fatal("the message was written to")
		}
		if got.Removed == 0 && !bytes.Equal(got.Body, body) {
			t.Fatalf("nothing was removed, but %q became %q", body, got.Body)
		}
		if got.Empty {
			return
		}
		if again := content.Without(h, got.Body, content.TNEF); again.Removed != 0 {
			t.Fatalf("removing again removes %d more from %q", again.Removed, got.Body)
		}
		was, is := content.Read(h, body), content.Read(h, got.Body)
		var want []leaf
		for _, l := range ours(&was) {
			if l.Type != content.TNEF {
				want = append(want, l)
			}
		}
		if diff := cmp.Diff(want, ours(&is)); diff != "" {
			t.Fatalf("other parts were disturbed (-want +got):\n%s\n%q\n%q", diff, body, got.Body)
		}
		theirs, err := leaves(h.Get("Content-Type"), body, 10)
		if err != nil || !cmp.Equal(theirs, ours(&was)) {
			return // broken in a way that the standard library reads otherwise
		}
		after, err := leaves(h.Get("Content-Type"), got.Body, 10)
		if diff := cmp.Diff(want, after); err != nil || diff != "" {
			t.Fatalf("the standard library sees other parts (-want +got), error %v:\n%s", err, diff)
		}
	})
}

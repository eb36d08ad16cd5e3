package relay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestWhichHostsAPolicyNames(t *testing.T) {
	p := relay.STSPolicy{Mode: relay.STSEnforce, MX: []string{"mx.fabrikam.com", "*.Backup.example"}}
	for host, want := range map[string]bool{
		"mx.fabrikam.com": true, "MX.fabrikam.com.": true, "mx2.fabrikam.com": false,
		"a.backup.example": true, "a.b.backup.example": false, "backup.example": false, "": false,
	} {
		if diff := cmp.Diff(want, p.Names(host)); diff != "" {
			t.Errorf("RFC 8461 4.1: %q (-want +got):\n%s", host, diff)
		}
	}
}

func TestAPolicyThatIsNone(t *testing.T) {
	for page, want := range map[string]string{
		"":                                `"" is not the version of an MTA-STS policy: that is STSv1`,
		"version: STSv1\nmx: a":           `"" is none of the modes enforce, testing and none`,
		"version: STSv1\nmode: enforce\n": "an MTA-STS policy without mx lines names no mail host",
		"version: STSv1\nmode: none\n":    "",
	} {
		got := ""
		if _, err := relay.ParseSTSPolicy(page); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", page, diff)
		}
	}
}

// FuzzSTSPolicy: what is read is written so that it reads the same.
func FuzzSTSPolicy(f *testing.F) {
	f.Add("version: STSv1\r\nmode: enforce\r\nmx: mx.fabrikam.com\r\nmx: *.backup.example\r\nmax_age: 86400\r\n")
	f.Fuzz(func(t *testing.T, page string) {
		p, err := relay.ParseSTSPolicy(page)
		if err != nil || len(p.MX) == 0 {
			return
		}
		again, err := relay.ParseSTSPolicy(p.Page())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, again); diff != "" {
			t.Errorf("%q (-want +got):\n%s", page, diff)
		}
	})
}

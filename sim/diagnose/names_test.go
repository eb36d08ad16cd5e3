package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestANameThatTheConfigurationDoesNotHaveIsALead: a server or a certificate of the organization's own domains that nobody has is said;
// those of others, and those that are there, are none.
func TestANameThatTheConfigurationDoesNotHaveIsALead(t *testing.T) {
	for _, row := range []struct {
		says, text string
		want       []string
	}{
		{"a certificate's name that no server has", "454 4.7.5 Certificate validation failure for CN=owa.contoso.com", []string{"CN=owa.contoso.com"}},
		{"the name of a certificate that is there", "454 4.7.5 Certificate validation failure for CN=mail.contoso.com", nil},
		{"somebody else's certificate", "454 4.7.5 Certificate validation failure for CN=mail.example.org", nil},
		{"a server that the configuration does not know", "not through relay7.contoso.com", []string{"relay7.contoso.com"}},
		{"a server that is there", "not through mail.contoso.com", nil},
		{"somebody else's server", "not through relay7.example.org", nil},
	} {
		t.Run(row.says, func(t *testing.T) {
			s := read(t, row.text)
			w, err := base(t, "hybrid-2013").Player().World()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			var got []string
			for _, l := range append(subjects(w, s.Text), hops(w, s)...) {
				got = append(got, l.Text)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

package base_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/story"
)

// TestARoundTripGivesTheSameBase writes the exports of each built-in base in each format, imports them, and compares the two
// organizations object by object.
func TestARoundTripGivesTheSameBase(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Bases() {
		for _, format := range exports.Formats() {
			t.Run(name+" as "+format, func(t *testing.T) {
				s, err := c.Base(name)
				if err != nil {
					t.Fatal(err)
				}
				want := organizations(t, s)
				files, err := exports.Write(format, want...)
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				for _, f := range files {
					if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				read, err := exports.Read([]string{dir}, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range read.Notices {
					t.Error(n)
				}
				made, err := base.Build(read.Objects, base.Options{Clock: s.Headers.Clock})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range made.Report.Refused {
					t.Errorf("refused: %s: %s", r.Line, r.Why)
				}
				got := organizations(t, parse(t, made.Text))
				for i := range want {
					if diff := cmp.Diff(normal(want[i]), normal(got[i]), comparing...); diff != "" {
						t.Errorf("%s organization (-want +got):\n%s", want[i].Side, diff)
					}
				}
			})
		}
	}
}

// comparing leaves out what no export holds: keys, chains, what was done before, and the wording of the cloud.
var comparing = []cmp.Option{
	cmpopts.IgnoreFields(relay.Organization{}, "Revision", "TrustedRoots", "Era"),
	cmpopts.IgnoreFields(relay.Certificate{}, "Thumbprint", "Leaf", "Issuers", "TLS"),
	cmp.Comparer(func(a, b relay.AddressRange) bool { return a.String() == b.String() }),
	cmpopts.EquateComparable(relay.Binding{}),
	cmpopts.EquateEmpty(),
}

// certificateNames are a certificate's host names and dates, which the comparison of structures leaves out.
type certificateNames struct {
	Subject, From, Until string
	Names                []string
}

// snapshot is an organization without the order of its lists.
type snapshot struct {
	Organization *relay.Organization
	Names        []certificateNames
}

func normal(o *relay.Organization) snapshot {
	c := o.Clone()
	slices.SortFunc(c.AcceptedDomains, func(a, b *relay.AcceptedDomain) int { return strings.Compare(a.DomainName, b.DomainName) })
	slices.SortFunc(c.RemoteDomains, func(a, b *relay.RemoteDomain) int { return strings.Compare(a.DomainName, b.DomainName) })
	slices.SortFunc(c.ReceiveConnectors, func(a, b *relay.ReceiveConnector) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.SendConnectors, func(a, b *relay.SendConnector) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Recipients, func(a, b *relay.Recipient) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Certificates, func(a, b *relay.Certificate) int { return strings.Compare(a.Subject+a.Issuer, b.Subject+b.Issuer) })
	s := snapshot{Organization: c}
	for _, cert := range c.Certificates {
		if o.Side == relay.OnPremises {
			s.Names = append(s.Names, certificateNames{cert.Subject, cert.Leaf.NotBefore.String(), cert.Leaf.NotAfter.String(), cert.CertificateDomains()})
		}
	}
	return s
}

// organizations are the on-premises organization and the cloud's of a base.
func organizations(t *testing.T, s *story.Story) []*relay.Organization {
	t.Helper()
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return []*relay.Organization{w.Side(relay.OnPremises).Organization(), w.Side(relay.Cloud).Organization()}
}

func parse(t *testing.T, text string) *story.Story {
	t.Helper()
	s, err := story.Parse("made.txtar", []byte(text), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

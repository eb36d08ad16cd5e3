package base_test

import (
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// FuzzBuild demands of whatever can be read as an export that it becomes a base that plays, or an error that is ours. Build
// itself reads the base back and compares, so an error about that is a mistake.
func FuzzBuild(f *testing.F) {
	if tested.Race {
		f.Skip("one goroutine reads text; the plain run plays the seeds")
	}
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2019")
	if err != nil {
		f.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		f.Fatal(err)
	}
	defer w.Close()
	for _, format := range exports.Formats() {
		files, err := exports.Write(format, w.Side("onprem").Organization(), w.Side("cloud").Organization())
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			f.Add(file.Name, string(file.Content))
		}
	}
	f.Add("s.ps1", "New-SendConnector -Name 'a\n\"b`' -AddressSpaces 'smtp:*;1' -SmartHosts 'x', '[1.2.3.4]' -DNSRoutingEnabled $false\nSet-SendConnector a -RequireTLS $x")
	f.Add("ReceiveConnector.txt", "Name : Default Frontend \x01\nServer : ..\nBindings : {1}\nRemoteIPRanges : {::, ...}\nFqdn : -\n")
	f.Add("Cloud_AcceptedDomain.txt", "DomainName : onmicrosoft.com\nDefault : True\n\nDomainName : a.b.onmicrosoft.com\nInitialDomain : True")
	f.Add("cert.txt", "Subject : CN=\"a, b\", O=x\nIssuer : CN=y\nThumbprint : 1\nNotAfter : 1/1/2020\nServices : SMTP, None\nCertificateDomains : {a b, *.c, ...}")
	f.Fuzz(func(t *testing.T, name, text string) {
		x, err := exports.ReadBytes(name, []byte(text))
		if err != nil {
			t.Skip()
		}
		for _, renamed := range []bool{false, true} {
			_, err := base.Build(x, base.Options{Rename: renamed})
			if err != nil && strings.Contains(err.Error(), "the base that was written") {
				t.Errorf("%v", err)
			}
		}
	})
}

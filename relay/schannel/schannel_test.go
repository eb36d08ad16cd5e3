package schannel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

func at(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }

// what is a stack as one reads it: its versions, and how many suites.
func what(s relay.TLSStack) string {
	var parts []string
	for _, v := range s.Versions {
		parts = append(parts, v.String())
	}
	return strings.Join(parts, ", ")
}

func TestVersionsOfAMachine(t *testing.T) {
	on := func(windows string) relay.TLSSettings { return relay.TLSSettings{Windows: windows} }
	all := "TLS 1.0, TLS 1.1, TLS 1.2"
	for _, tt := range []struct {
		name    string
		product relay.Product
		machine relay.TLSSettings
		want    string
	}{
		{"L10: 2010 on 2008 R2 speaks TLS 1.0 only", relay.Exchange2010, relay.TLSSettings{}, "TLS 1.0"},
		{"L1: 2008 has 1.1 and 1.2, switched off", relay.Exchange2010, on("Windows Server 2008 SP2"), "TLS 1.0"},
		{"L2: 2012 has all on", relay.Exchange2010, on("Windows Server 2012"), all},
		{"L10: 2013 on 2012 R2", relay.Exchange2013, relay.TLSSettings{}, all},
		{"L10: 2016 on 2016", relay.Exchange2016, relay.TLSSettings{}, all},
		{"L7: setup of 2019 leaves TLS 1.2 alone", relay.Exchange2019, on("Windows Server 2022"), "TLS 1.2"},
		{"KBSOCK: and what was switched on counts", relay.Exchange2010, relay.TLSSettings{}.WithVersion(relay.TLS12, relay.TLSServer, true), "TLS 1.0, TLS 1.2"},
		{"L12: a switch of the client's side is not the server's", relay.Exchange2010, relay.TLSSettings{}.WithVersion(relay.TLS12, relay.TLSClient, true), "TLS 1.0"},
		{"and what was switched off", relay.Exchange2016, relay.TLSSettings{}.WithVersion(relay.TLS10, relay.TLSServer, false), "TLS 1.1, TLS 1.2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, what(schannel.Of(tt.product, tt.machine, relay.TLSServer))); diff != "" {
				t.Errorf("versions (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAgreement(t *testing.T) {
	machine := func(p relay.Product) relay.TLSStack { return schannel.Of(p, relay.TLSSettings{}, relay.TLSServer) }
	only := func(suites ...relay.CipherSuite) relay.TLSStack {
		return relay.TLSStack{Versions: relay.TLSVersions, Suites: suites}
	}
	const gcm, triple, rc4 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"
	for _, tt := range []struct {
		name           string
		client, server relay.TLSStack
		want           string // version and suite; the version alone: no suite; nothing: not even that
	}{
		{"L13: 2016 and the service", machine(relay.Exchange2016), schannel.Service(at(2022)), "TLS 1.2 " + gcm},
		{"V3.4: 2010 gets TLS 1.0 and the best suite of it", machine(relay.Exchange2013), machine(relay.Exchange2010), "TLS 1.0 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
		{"L17: the service takes 1.0 in 2019", machine(relay.Exchange2010), schannel.Service(at(2019)), "TLS 1.0 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
		{"L19: and not since January 2021", machine(relay.Exchange2010), schannel.Service(at(2021)), ""},
		{"L20: in the other direction neither", schannel.Service(at(2021)), machine(relay.Exchange2010), ""},
		{"L7: 2019 and 2010 have nothing in common", machine(relay.Exchange2010), machine(relay.Exchange2019), ""},
		{"L17: 3DES until February 2019", only(triple), schannel.Service(at(2018)), "TLS 1.2 " + triple},
		{"L17: and not afterwards", only(triple), schannel.Service(at(2020)), "TLS 1.2"},
		{"C6: RC4 goes earlier", only(rc4), schannel.Service(at(2014)), "TLS 1.2"},
		{"L23: the last suites without ephemeral keys are GCM", only("TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256"), schannel.Service(at(2022)), "TLS 1.2 TLS_RSA_WITH_AES_128_GCM_SHA256"},
		{"a suite of TLS 1.2 does not do at 1.0", only(gcm), machine(relay.Exchange2010), "TLS 1.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			version, suite, ok := schannel.Agree(tt.client, tt.server)
			got := ""
			if version != 0 {
				got = strings.TrimSpace(version.String() + " " + string(suite))
			}
			if got != tt.want || ok != (suite != "") {
				t.Errorf("agreed on %q (%t), want %q", got, ok, tt.want)
			}
		})
	}
}

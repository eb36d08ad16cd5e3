package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

func TestAHealthyHybridPasses(t *testing.T) {
	bases := (&story.Catalogue{Files: scenarios.Files}).Bases()
	if len(bases) < 3 {
		t.Fatalf("bases: %q", bases)
	}
	for _, base := range bases {
		t.Run(base, func(t *testing.T) {
			r := checked(t, base)
			for _, f := range r.Flows {
				if !f.Good() {
					t.Errorf("%s: %s, expected %s, because %s", f.Flow, f.Outcome, f.Expected, f.Decided)
				}
				if f.Decided.Question == "" || f.Decided.Source == "" || len(f.Trail) == 0 {
					t.Errorf("%s: no decision is behind it: %+v", f.Flow, f.Decided)
				}
			}
			if len(r.Flows) < 20 {
				t.Errorf("only %d flows", len(r.Flows))
			}
			for _, f := range r.Findings {
				t.Errorf("finding in a healthy base: %+v", f)
			}
		})
	}
}

// TestAFaultyStoryShows: each documented fault is seen in the flows that it concerns, by the decision that its story is about, and
// the others stay as they are.
func TestAFaultyStoryShows(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	tests := []struct {
		story, flow, outcome string
		because              string // a part of the deciding reason
		codes                string // of the findings that break the flow
		fine                 string // a flow that goes on
	}{
		{"kb2510049-domain-not-shared", "cloud-to-unsynced", "NDR 550 5.1.10", "contoso.com is Authoritative here", "HS-C061", "cloud-to-onprem"},
		{"kb2510049-wording-of-2012", "cloud-to-unsynced", "NDR 550 5.1.1", "contoso.com is Authoritative here", "HS-C061", "cloud-to-onprem"},
		{"kb2510049-shared-by-mx", "cloud-to-onprem", "delivered external", "no outbound connector", "HS-C052", "onprem-to-cloud"},
		{"kb2510049-shared-without-connector-loops", "cloud-to-onprem", "NDR 554 5.4.14", "MX, because no outbound connector covers contoso.com", "HS-C052", "onprem-to-cloud"},
		{"kb2750145-stale-eop-ranges", "cloud-to-onprem", "delivered external", `EX01\Default EX01, because 0.0.0.0`, "HS-C021", "onprem-to-cloud"},
		{"kb2750145-default-connector-refuses", "cloud-to-onprem", "NDR 530 5.7.1", `EX01\Default EX01, because 0.0.0.0`, "HS-C021", "onprem-to-cloud"},
		{"source-nat-hides-eop", "cloud-to-onprem", "delivered external", "contains 10.0.0.1", "HS-C082", "onprem-to-cloud"},
		{"kb2989382-renewed-certificate", "cloud-to-onprem", "deferred 450 4.4.317", "no usable certificate in the store", "HS-C022", "cloud-to-internet"},
		{"kb2989382-renewed-certificate", "onprem-to-cloud", "deferred 454 4.7.5", "no usable certificate in the store", "HS-C003", "cloud-to-internet"},
		{"kb2989382-renewed-certificate", "ndr-to-onprem", "deferred 454 4.7.5", "no usable certificate in the store", "HS-C003 HS-C022", "cloud-to-internet"},
		{"kb2888788-untrusted-certificate", "onprem-to-cloud", "deferred 454 4.7.0", "does not trust the certificate that it picked", "HS-C036", "cloud-to-onprem"},
		{"certificate-expired", "onprem-to-cloud", "delivered external", "expired on 2026-03-02", "HS-C030", "cloud-to-internet"},
		{"certificate-expired", "cloud-to-onprem", "deferred 450 4.4.317", "is valid from 2026-03-01 to 2026-03-02 only", "HS-C030", "cloud-to-internet"},
		{"certificate-chain-incomplete", "cloud-to-onprem", "deferred 450 4.4.317", "does not chain to a root trusted here", "HS-C034", "cloud-to-internet"},
		{"certificate-without-private-key", "onprem-to-cloud", "deferred 451 4.4.0", "it has no private key here", "HS-C033", "cloud-to-internet"},
		{"certificate-name-mismatch", "cloud-to-onprem", "deferred 450 4.4.317", "names autodiscover.contoso.com, not mail.contoso.com", "HS-C023", "onprem-to-cloud"},
		{"certificate-self-signed", "cloud-to-onprem", "deferred 450 4.7.320", "names ex01, ex01.contoso.com, not mail.contoso.com", "HS-C023 HS-C024", "onprem-to-cloud"},
		{"certificate-not-expected-by-cloud", "onprem-to-cloud", "delivered external", "TlsSenderCertificateName hybrid.contoso.com", "HS-C040", "cloud-to-onprem"},
		{"external-looking-mail-junk-cloud", "onprem-to-cloud", "delivered external", "CloudServicesMailEnabled $false", "HS-C041", "cloud-to-onprem"},
		{"external-looking-mail-junk-onprem", "oof-from-onprem", "no reply", "TlsDomainCapabilities is empty", "HS-C020", "onprem-to-cloud"},
		{"external-looking-mail-sender-address-cloud", "onprem-to-cloud", "delivered external", "TrustedMailOutboundEnabled $false", "HS-C072", "cloud-to-onprem"},
		{"external-looking-mail-sender-address-onprem", "cloud-to-onprem", "delivered external", "TrustedMailInboundEnabled $false", "HS-C073", "onprem-to-cloud"},
		{"group-requires-authenticated-senders-onprem", "cloud-to-onprem-group", "NDR 550 5.7.1", "requires authenticated senders", "HS-C020", "onprem-to-group"},
		{"connectors-recreated-by-wizard", "onprem-to-cloud", "delivered external", "CloudServicesMailEnabled $false", "HS-C001 HS-C041", "cloud-to-internet"},
		{"remote-domain-oof-cloud-sees-external", "oof-from-onprem", "external text", "AllowedOOFType External", "HS-C070", "oof-from-cloud"},
		{"remote-domain-voting-buttons-to-cloud", "tnef-to-cloud", "delivered without TNEF", "TNEFEnabled $null", "HS-C071", "tnef-to-onprem"},
		{"eop-partial-firewall", "cloud-to-onprem", "deferred 450 4.4.316", "refuses the connection from 40.92.1.7", "HS-C080", "onprem-to-cloud"},
		{"smtp-inspection-asa-to-cloud", "onprem-to-cloud", "deferred 451 5.7.3", "does not offer STARTTLS", "HS-C081", "cloud-to-onprem"},
		{"onprem-address-banned", "onprem-to-cloud", "NDR 550 5.7.606", "banned addresses", "HS-C083", "cloud-to-onprem"},
		{"onprem-address-banned", "null-to-cloud", "lost 550 5.7.606", "banned addresses", "HS-C083", "cloud-to-onprem"},
		{"partner-connector-locks-out-hybrid", "onprem-to-cloud", "NDR 550 5.7.51", `Partner connector "Gateway only"`, "HS-C013 HS-C040", "cloud-to-onprem"},
		{"direct-send-rejected", "direct-send", "NDR 550 5.7.68", "no connector vouches for the client", "HS-C046", "onprem-to-cloud"},
		{"third-party-gateway-to-onprem", "cloud-to-onprem", "delivered external", "names gateway.contoso.com", "HS-C053", "onprem-to-cloud"},
		{"third-party-gateway-to-cloud", "onprem-to-cloud", "delivered external", "names filter.proseware.com", "HS-C012", "cloud-to-onprem"},
		{"gateway-footer-breaks-dkim", "internet-to-cloud", "NDR 550 5.7.509", "whose policy is reject", "HS-C012", "cloud-to-onprem"},
		{"smart-host-name-leads-astray", "cloud-to-onprem", "deferred 450 4.4.315", "does not answer a connection", "HS-C053", "onprem-to-cloud"},
		{"kb2590562-backscatterer-reject", "cloud-to-internet", "NDR 550 5.7.350", "mx.fabrikam.com refused", "", "cloud-to-onprem"},
	}
	reports := map[string]*Report{}
	for i, tt := range tests {
		if tested.Sampled(i, 6) {
			continue
		}
		t.Run(tt.story+"/"+tt.flow, func(t *testing.T) {
			if reports[tt.story] == nil {
				reports[tt.story] = checked(t, tt.story)
			}
			r := reports[tt.story]
			got := row(t, r, tt.flow)
			if got.OK || got.Outcome.String() != tt.outcome {
				t.Errorf("outcome %q, ok %t; want %q", got.Outcome, got.OK, tt.outcome)
			}
			if !strings.Contains(got.Decided.Reason, tt.because) {
				t.Errorf("decided by %q; want %q in it", got.Decided, tt.because)
			}
			var codes []string
			for _, f := range r.Findings {
				if slices.Contains(f.Breaks, tt.flow) {
					codes = append(codes, f.Code)
				}
			}
			if diff := cmp.Diff(strings.Fields(tt.codes), codes); diff != "" && len(tt.codes)+len(codes) > 0 {
				t.Errorf("findings that break it differ (-want +got):\n%s", diff)
			}
			if other := row(t, r, tt.fine); !other.OK {
				t.Errorf("%s: %s, although the fault does not concern it", tt.fine, other.Outcome)
			}
		})
	}
}

// TestAnIntermittentFaultShows: the cloud sends from several addresses, and each is tried.
func TestAnIntermittentFaultShows(t *testing.T) {
	f := row(t, checked(t, "eop-partial-firewall"), "cloud-to-onprem")
	if !strings.Contains(f.Outcome.Status, "3 of 4 are delivered Internal") {
		t.Errorf("status %q", f.Outcome.Status)
	}
}

func TestAContrastDoesNoHarm(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	for _, name := range []string{"edge-hop-contrast", "hybrid-routing-domain-resolves", "kb2750145-certificate-scoped-unaffected", "refreshed-ranges-script"} {
		r := checked(t, name)
		if r.Bad() > 0 {
			t.Errorf("%s: %d flows fail", name, r.Bad())
		}
		for _, f := range r.Findings {
			if len(f.Breaks) > 0 {
				t.Errorf("%s: %s breaks %q", name, f.Code, f.Breaks)
			}
		}
	}
}

func TestCentralizedTransportIsLookedAt(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	on := []string{
		"onprem> Set-HybridConfiguration -Features SecureMail,CentralizedTransport", "onprem> Update-HybridConfiguration",
	}
	r := checked(t, "hybrid-2013", on...)
	for _, flow := range []string{"centralized-out", "centralized-in"} {
		if f := row(t, r, flow); !f.OK || f.Outcome.Kind != DeliveredExternal {
			t.Errorf("%s: %s, because %s", flow, f.Outcome, f.Decided)
		}
	}
	off := append(on, "cloud> Get-OutboundConnector | Set-OutboundConnector -RouteAllMessagesViaOnPremises $false -RecipientDomains contoso.com")
	r = checked(t, "hybrid-2013", off...)
	f := row(t, r, "centralized-out")
	if f.OK || f.Outcome.Kind != PastOnPremises {
		t.Errorf("switched off by hand: %s, ok %t", f.Outcome, f.OK)
	}
	if i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == "HS-C055" }); i < 0 || !slices.Contains(r.Findings[i].Breaks, "centralized-out") {
		t.Errorf("findings: %+v", r.Findings)
	}
	for _, f := range checked(t, "hybrid-2013").Flows {
		if strings.HasPrefix(f.Flow, "centralized") {
			t.Errorf("%s is played although nothing asks for it", f.Flow)
		}
	}
}

// TestALargeMessageShowsASizeLimit: only the large message fails, in its direction.
func TestALargeMessageShowsASizeLimit(t *testing.T) {
	for _, tt := range []struct{ line, flow string }{
		{`onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -MaxMessageSize 5MB`, "large-to-onprem"},
		{`onprem> Set-SendConnector "Outbound to Office 365" -MaxMessageSize 5MB`, "large-to-cloud"},
	} {
		r := checked(t, "hybrid-2013", tt.line)
		for _, f := range r.Flows {
			if f.OK == (f.Flow == tt.flow) {
				t.Errorf("%s: %s: %s, ok %t", tt.line, f.Flow, f.Outcome, f.OK)
			}
		}
		if len(r.Findings) != 1 || r.Findings[0].Code != "HS-C009" || !slices.Equal(r.Findings[0].Breaks, []string{tt.flow}) {
			t.Errorf("%s: findings %+v", tt.line, r.Findings)
		}
	}
}

// TestMailOfTheInternetMustNotBeInternal: whoever trusts everybody by address lets strangers in as colleagues.
func TestMailOfTheInternetMustNotBeInternal(t *testing.T) {
	r := checked(t, "hybrid-2010", `onprem> Set-ReceiveConnector "EX01\Default EX01" -PermissionGroups ExchangeServers -AuthMechanism Tls,ExternalAuthoritative`)
	if f := row(t, r, "internet-to-onprem"); f.OK || f.Outcome.Kind != DeliveredInternal {
		t.Errorf("%s, ok %t", f.Outcome, f.OK)
	}
}

func TestWhatIsPlayedTwiceIsTheSame(t *testing.T) {
	first, second := checked(t, "smtp-inspection-without-forced-tls"), checked(t, "smtp-inspection-without-forced-tls")
	if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(Report{})); diff != "" {
		t.Errorf("two checks differ (-first +second):\n%s", diff)
	}
}

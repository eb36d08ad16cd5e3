package scrap_test

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/exlog"
	"hybridsim/relay/reply"
	"hybridsim/relay/scrap"
	"hybridsim/sim/tested"
)

var (
	noon   = time.Date(2025, time.March, 20, 12, 4, 5, 0, time.UTC)
	stamp  = reply.Stamp{Host: "DB3PEPF0000A1B2.eurprd02.prod.outlook.com", Time: noon, Session: "08DD3FA5DBC8F401"}
	target = relay.Target{Host: "mx1.adatum.com", Addr: netip.MustParseAddrPort("198.51.100.7:25")}
)

type speaker struct {
	p   relay.Product
	era relay.Era
}

func speakers() (list []speaker) {
	for p := relay.Exchange2010; p < relay.ExchangeOnline; p++ {
		list = append(list, speaker{p, relay.EraToday})
	}
	for _, day := range reply.Days() { // on which some text changes
		list = append(list, speaker{relay.ExchangeOnline, day})
	}
	return list
}

// failures are the ways in which an attempt may fail, by the condition that each is.
func failures() map[string]relay.Outcome {
	all := map[string]relay.Outcome{
		"ConnectionRefused": {Failure: relay.NetworkRefused, Target: target}, "NoAnswer": {Failure: relay.NetworkTimedOut, Target: target},
		"ConnectionBroken": {Failure: relay.NetworkReset, Target: target}, "DNSNoAnswer": {Failure: relay.DNSNoAnswer, Target: relay.Target{Host: "adatum.com"}},
		"DNSNoRecords": {Failure: relay.DNSNoRecords, Target: relay.Target{Host: "adatum.com"}},
		"Throttled":    {Phase: relay.PhaseRcpt, Target: target, Reply: relay.Received(451, "4.7.500 Server busy. Please try again later from [192.0.2.77].")},
	}
	for name, reason := range map[string]relay.TLSReason{
		"StartTLSRequired": relay.TLSNotOffered, "TLSHandshakeFailed": relay.TLSHandshake, "SubjectMismatch": relay.TLSSubjectMismatch,
		"CertificateExpired": relay.TLSCertificateExpired, "UntrustedRoot": relay.TLSUntrustedRoot,
	} {
		all[name] = relay.Outcome{Target: target, TLSFailure: &relay.TLSFailure{Reason: reason, Expected: "*.adatum.com", Presented: "CN=HUB7 [old], O=\"Adatum; Lab\"", Thumbprint: "ABCD"}}
	}
	return all
}

// Every last error, in the layout of queues and of trace details, reads back as what it was, and where.
func TestEveryLastErrorReadsBack(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads text")
	}
	for want, o := range failures() {
		for _, s := range speakers() {
			d := reply.NewDeferral(s.p, s.era, o, stamp)
			texts := []string{"LastError : " + d.String(), "Identity : HUB7\\1\nMessageCount : 2\nLastError : " + d.String()}
			if s.p != relay.Exchange2010 { // whose last error is bare, and may be anybody's reply
				texts = append(texts, d.String())
			}
			if s.p == relay.ExchangeOnline {
				texts = append(texts, d.Reason())
			}
			for _, text := range texts {
				read, err := scrap.Read([]byte(text))
				if err != nil || len(read.Cases) != 1 {
					t.Errorf("%s: %v", text, err)
					continue
				}
				c := read.Cases[0]
				var names []string
				for _, m := range c.Meanings() {
					names = append(names, m.Name)
				}
				if !slices.Contains(names, want) || c.Action != dsn.Delayed || !c.Waits {
					t.Errorf("%s of %v, era %v: %s\nis read as %q, %s, waiting %t", want, s.p, s.era, text, names, c.Action, c.Waits)
				}
				if strings.Contains(text, "{FQDN=") && (c.Host != o.Target.Host || c.Time.IsZero()) {
					t.Errorf("%s: next host %q, time %v", text, c.Host, c.Time)
				}
			}
		}
	}
}

// Every report of an expiry reads back as what lasted until then.
func TestEveryExpiryReadsBack(t *testing.T) {
	for want, o := range failures() {
		for _, s := range speakers() {
			d := reply.NewDeferral(s.p, s.era, o, stamp)
			r := &dsn.Report{
				Action: dsn.Failed, Product: s.p, Era: s.era, Reporting: "HUB7.adatum.com", Arrival: noon, Date: noon, ID: "9d2e6a10-0000-4000-8000-000000000001",
				From: "<postmaster@adatum.com>", To: "amy@adatum.com", Original: relay.Header{{Name: "Subject", Value: "Minutes"}},
				Recipients: []dsn.Recipient{{Address: "zoe@adatum.com", Reply: d.Expiry, Last: dsn.Attempt{Host: d.FQDN, IP: "198.51.100.7", Time: noon, Error: d.LED.String()}}},
			}
			if s.p == relay.ExchangeOnline && d.MSG != "" {
				r.Recipients[0].Detail = "(" + d.MSG + ")"
			}
			read, err := scrap.Read(dsn.Compose(r))
			if err != nil || len(read.Cases) != 1 {
				t.Errorf("%s of %v, era %v: %v", want, s.p, s.era, err)
				continue
			}
			c := read.Cases[0]
			var names []string
			for _, m := range c.Meanings() {
				names = append(names, m.Cause().Name)
			}
			said := slices.Contains(names, want) || slices.Contains(names, "QueueExpired") || slices.Contains(names, "MessageExpired")
			if !said || c.RefusedBy != "" || !c.Waits || c.Phase != reply.PhaseExpiry || c.Writer != "HUB7.adatum.com" || c.Last.Error == "" && read.Report.Form != dsn.Form2010 {
				t.Errorf("%s of %v, era %v: %s\nis read as %q, refused by %q, phase %s", want, s.p, s.era, c.Answer(), names, c.RefusedBy, c.Phase)
			}
		}
	}
}

// A row of a connectivity log that tells of a failure reads back with the address that was tried.
func TestConnectivityLogsReadBack(t *testing.T) {
	for failure, want := range map[relay.NetworkFailure]string{relay.NetworkTimedOut: "NoAnswer", relay.NetworkRefused: "ConnectionRefused"} {
		files := exlog.ConnectivityLogs(relay.Exchange2016, []*exlog.Connection{{
			Time: noon, SessionID: "08DD3FA5DBC8F401", NextHop: "adatum.com", DeliveryType: "DnsConnectorDelivery", Tries: []exlog.Try{{Target: target}}, Failure: failure,
		}})
		var b bytes.Buffer
		if err := files[0].Render(&b); err != nil {
			t.Fatal(err)
		}
		s := mustRead(t, b.String())
		c := s.Cases[0]
		if found := c.Meanings(); s.Kind != scrap.ConnectivityLog || len(found) != 1 || found[0].Name != want || c.Host != target.Host || c.IP != target.Addr.String() || !c.Time.Equal(noon) {
			t.Errorf("%s: %q", failure, told(s))
		}
	}
}

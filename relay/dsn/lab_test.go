package dsn_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

const (
	onPremisesHost = "EX01.contoso.com"
	cloudHost      = "SIM1PR01MB0001.simprd01.prod.outlook.com"
	remoteHost     = "mx.fabrikam.com"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// original is a message that went two hops.
func original() relay.Header {
	h, _ := relay.SplitMessage([]byte("Received: from EX02.contoso.com (10.0.0.11) by EX01.contoso.com\r\n" +
		"\t(10.0.0.10) with Microsoft SMTP Server (version=TLS1_2,\r\n\tcipher=TLS_ECDHE) id 15.1.2507.6 via Frontend\r\n\tTransport; Mon, 2 Mar 2026 12:00:05 +0100\r\n" +
		"Received: from mapi by EX02.contoso.com with mapi id 15.1; Mon, 2 Mar 2026 12:00:02 +0100\r\n" +
		"From: Alice <alice@contoso.com>\r\nTo: Erin <erin@fabrikam.com>\r\nSubject: Quarter results\r\n" +
		"Thread-Topic: Quarter results\r\nThread-Index: AQHabc==\r\nMessage-ID: <m1@contoso.com>\r\nReferences: <m0@contoso.com>\r\n" +
		"Date: Mon, 2 Mar 2026 12:00:00 +0100\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"))
	return h
}

func reportOf(p relay.Product, era relay.Era, recipients ...dsn.Recipient) *dsn.Report {
	reporting := onPremisesHost
	if p == relay.ExchangeOnline {
		reporting = cloudHost
	}
	return &dsn.Report{
		Action: dsn.Failed, Product: p, Era: era, Reporting: reporting, ReceivedBy: "EX02.contoso.com", Arrival: noon.Add(-time.Hour), Date: noon,
		ID: "9d2e6a10-0000-4000-8000-000000000001", From: "<postmaster@contoso.com>", To: "alice@contoso.com",
		Original: original(), Body: []byte("Figures follow.\r\n"), Recipients: recipients,
	}
}

func heard(line string) relay.Reply {
	r, err := relay.ParseReply(line)
	if err != nil {
		panic(err)
	}
	return r
}

// kinds are the ways to fail that every generation words.
func kinds(p relay.Product, era relay.Era) map[string]*dsn.Report {
	local := dsn.Recipient{Address: "erin@contoso.com", ORcpt: "rfc822;erin@contoso.com", Reply: reply.RecipientNotFound(p, era, "erin@contoso.com")}
	named := local
	named.DisplayName = "Erin Müller"
	refused := dsn.Recipient{Address: "erin@fabrikam.com", Remote: remoteHost, Reply: heard("550 5.1.1 <erin@fabrikam.com>... User Unknown")}
	other := dsn.Recipient{Address: "frank@fabrikam.com", DisplayName: "Frank", Remote: remoteHost, Reply: heard("554 5.7.1 no,  really")}
	last := reply.NewDeferral(p, era, relay.Outcome{Failure: relay.NetworkRefused, Target: relay.Target{Host: remoteHost, Addr: netip.MustParseAddrPort("198.51.100.25:25")}}, reply.Stamp{Host: "out.example", Time: noon})
	expired := dsn.Recipient{Address: "erin@fabrikam.com", Reply: last.Expiry, Detail: "(Socket error code 10061)",
		Last: dsn.Attempt{Host: remoteHost, IP: "198.51.100.25", Time: noon.Add(-10 * time.Minute), Error: last.LED.String()}}
	late := expired
	late.Reply, late.Detail = reply.MessageDelayed(), ""

	all := map[string]*dsn.Report{
		"local": reportOf(p, era, local), "named": reportOf(p, era, named), "refused": reportOf(p, era, refused),
		"several": reportOf(p, era, local, refused, other), "expired": reportOf(p, era, expired), "delayed": reportOf(p, era, late),
		"policy":    reportOf(p, era, dsn.Recipient{Address: "erin@fabrikam.com", Remote: remoteHost, Reply: reply.UnableToRelay(relay.Exchange2013)}),
		"text only": reportOf(p, era, local), "header only": reportOf(p, era, local),
	}
	for kind, rcpt := range map[string]dsn.Recipient{
		"local in fr-FR": local, "refused in fr-FR": refused, "expired in fr-FR": expired, "local in it": local, "local in nl-BE": local,
	} {
		all[kind] = reportOf(p, era, rcpt)
		all[kind].Language = kind[strings.LastIndexByte(kind, ' ')+1:]
	}
	all["expired in fr-FR"].Receiving = "out.example"
	all["expired"].Receiving = "out.example"
	all["delayed"].Action, all["delayed"].RetryTill, all["delayed"].Receiving = dsn.Delayed, noon.Add(43*time.Hour+57*time.Minute), remoteHost+" (198.51.100.25)"
	all["text only"].TextOnly, all["header only"].HeadersOnly = true, true
	return all
}

// written is a report with a name for failures.
type written struct {
	name    string
	content []byte
	null    bool // its envelope sender is null
}

// everyKind composes each way to fail in each generation.
func everyKind() (list []written) {
	add := func(p relay.Product, era relay.Era) {
		for kind, r := range kinds(p, era) {
			list = append(list, written{fmt.Sprintf("%s, %s, %s", p, era, kind), dsn.Compose(r), true})
		}
	}
	for p := relay.Exchange2010; p < relay.ExchangeOnline; p++ {
		add(p, relay.EraToday)
	}
	for _, era := range append(slices.Clone(relay.Eras), relay.Latest) {
		add(relay.ExchangeOnline, era)
	}
	return list
}

// catalogue plays every story once and returns the reports that it leaves in mailboxes.
var catalogue = sync.OnceValues(func() (list []written, err error) {
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			return nil, err
		}
		reports, err := s.Reports()
		if err != nil {
			return nil, err
		}
		for i, r := range reports {
			list = append(list, written{fmt.Sprintf("%s, report %d to %s", name, i+1, r.Mailbox), r.Content(), r.From == ""})
		}
	}
	return list, nil
})

func catalogueReports(t *testing.T) []written {
	t.Helper()
	list, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 10 {
		t.Fatalf("the stories left %d reports only", len(list))
	}
	return list
}

func lineWith(text, prefix string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

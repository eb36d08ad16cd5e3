package dsn_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// bounce is the report of a mail system that is not Exchange.
func bounce(remote, line string) (relay.Header, []byte) {
	r := reportOf(0, 0, dsn.Recipient{Address: "dora@example.net", Remote: remote, Reply: heard(line)})
	r.Reporting = "mx.gateway.example"
	return relay.SplitMessage(dsn.Compose(r))
}

func TestAnotherSystemsReportIsShownInExchangesWords(t *testing.T) {
	const loop = "554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [FT.example]"
	spring, autumn := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name         string
		p            relay.Product
		now          time.Time
		remote, line string
		blank        bool // the reporter writes one behind smtp;
		want         string
	}{
		{"L136: a last number of two digits becomes 0", relay.Exchange2016, spring, "ft.example", loop, false,
			"Remote Server returned '554 5.4.0 <ft.example #5.4.14 smtp;" + loop + ">'"},
		{"L134: the blank behind smtp; is the reporter's", relay.Exchange2016, spring, "ft.example", loop, true,
			"Remote Server returned '554 5.4.0 <ft.example #5.4.14 smtp; " + loop + ">'"},
		{"L136: one of one digit stays; L133: a small s from June 2024 on", relay.Exchange2019, autumn, "ft.example", "550 5.4.1 Recipient address rejected: Access denied. [FT.example]", false,
			"Remote server returned '554 5.4.1 <ft.example #5.4.1 smtp;550 5.4.1 Recipient address rejected: Access denied. [FT.example]>'"},
		{"L135: without Remote-MTA the host is empty", relay.Exchange2019, autumn, "", "550 5.7.520 Access denied", false,
			"Remote server returned '554 5.7.0 < #5.7.520 smtp;550 5.7.520 Access denied>'"},
		{"L137: so it is for a refusal by the service", relay.Exchange2019, autumn, "ft.example", "550 5.7.606 Access denied, banned sending IP [203.0.113.50].", false,
			"Remote server returned '554 5.7.0 <ft.example #5.7.606 smtp;550 5.7.606 Access denied, banned sending IP [203.0.113.50].>'"},
		{"L137: and for one without a host", relay.Exchange2016, spring, "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", false,
			"Remote Server returned '554 5.1.0 < #5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound>'"},
		{"L133: 2013 has no code in front", relay.Exchange2013, spring, "", "550 4.4.7 QUEUE.Expired; message expired", false,
			"Remote Server returned '< #4.4.7 smtp;550 4.4.7 QUEUE.Expired; message expired>'"},
		{"L133: 2010", relay.Exchange2010, spring, "mx.example.net", "550 5.7.1 No", true,
			"mx.example.net #<mx.example.net #5.7.1 smtp; 550 5.7.1 No> #SMTP#"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header, body := bounce(tt.remote, tt.line)
			if tt.blank {
				body = bytes.Replace(body, []byte("Diagnostic-Code: smtp;"), []byte("Diagnostic-Code: smtp; "), 1)
			}
			shown, ok := dsn.Rerender(header, body, tt.p, tt.now)
			if !ok {
				t.Fatalf("it is shown as it came:\n%s", body)
			}
			content := relay.Content(header, shown)
			if text := dsn.HumanText(content); !strings.Contains(text, tt.want) || !strings.Contains(text, "Generating server: mx.gateway.example") {
				t.Errorf("the text has no %s:\n%s", tt.want, text)
			}
			before, _ := dsn.Read(relay.Content(header, body))
			after, err := dsn.Read(content)
			if err != nil || after.Recipients[0].Reply != before.Recipients[0].Reply || after.Recipients[0].Remote != tt.remote {
				t.Errorf("delivery-status says %+v, %v; want %+v", after.Recipients, err, before.Recipients)
			}
			if string(after.Body) != string(before.Body) {
				t.Errorf("the original came back as %q, want %q", after.Body, before.Body)
			}
		})
	}
}

// L131: what a server of Exchange wrote itself is shown as it is, and so is what reports no failure.
func TestExchangesOwnReportIsShownAsItIs(t *testing.T) {
	own := reportOf(relay.Exchange2016, 0, dsn.Recipient{Address: "dora@example.net", Remote: "mx.example.net", Reply: heard("550 5.1.1 No such user")})
	late := reportOf(0, 0, dsn.Recipient{Address: "dora@example.net", Reply: heard("451 4.4.1 Later")})
	late.Action = dsn.Delayed
	for name, content := range map[string][]byte{
		"Exchange's own": dsn.Compose(own), "a delay": dsn.Compose(late), "no report": []byte("Subject: x\r\n\r\nHello\r\n"),
		"a multipart/report without parts": []byte("Content-Type: multipart/report; boundary=b\r\n\r\n--b--\r\n"),
	} {
		header, body := relay.SplitMessage(content)
		if shown, ok := dsn.Rerender(header, body, relay.Exchange2016, noon); ok {
			t.Errorf("%s is shown as\n%s", name, shown)
		}
	}
}

func FuzzRerender(f *testing.F) {
	header, body := bounce("mx.example.net", "550 5.1.1 No such user")
	f.Add(relay.Content(header, body))
	f.Add([]byte("Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;a@b\r\nStatus: 5.0.0\r\n--b--\r\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		header, body := relay.SplitMessage(content)
		shown, ok := dsn.Rerender(header, body, relay.Exchange2016, noon)
		if !ok {
			return
		}
		before, _ := dsn.Read(relay.Content(header, body))
		after, err := dsn.Read(relay.Content(header, shown))
		if err != nil || before == nil || len(after.Recipients) != len(before.Recipients) {
			t.Errorf("before it is shown the report says %+v, then %+v, %v:\n%s", before, after, err, shown)
		}
	})
}

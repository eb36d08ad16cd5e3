package smtpio_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestExtensionsAreListedInTheOrderOfTheProduct(t *testing.T) {
	certificate := newPKI().issue(t, "CN=mail.contoso.com")
	for _, row := range []struct {
		name   string
		change func(*relay.Service)
		secure bool
		want   string
	}{
		{"2010 Hub 25", dialect(relay.DialectExchange2010), false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XEXCH50|XRDST|XSHADOW"},
		{"2010 after STARTTLS", dialect(relay.DialectExchange2010), true,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|AUTH NTLM LOGIN|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XEXCH50|XRDST|XSHADOW"},
		{"2013/2016 Front End 25", dialect(relay.DialectExchange2013), false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XRDST"},
		{"2013+ after STARTTLS: no STARTTLS, no X-ANONYMOUSTLS", dialect(relay.DialectExchange2013), true,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|AUTH NTLM LOGIN|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XRDST"},
		{"2019 Front End 25: SMTPUTF8 before XRDST", dialect(relay.DialectExchange2019), false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8|XRDST"},
		{"2019 after STARTTLS", dialect(relay.DialectExchange2019), true,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|AUTH NTLM LOGIN|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8|XRDST"},
		{"2019, broken certificate", func(s *relay.Service) {
			s.Dialect, s.Certificate = relay.DialectExchange2019, nil
		}, false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8|XRDST"},
		{"EOP MX, before TLS", func(s *relay.Service) {
			s.Dialect, s.MaxMessageSize = relay.DialectEOP, 157286400
		}, false,
			"SIZE 157286400|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8"},
		{"EOP after TLS: as above without STARTTLS", func(s *relay.Service) {
			s.Dialect, s.MaxMessageSize = relay.DialectEOP, 157286400
		}, true,
			"SIZE 157286400|PIPELINING|DSN|ENHANCEDSTATUSCODES|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8"},
		{"no mechanism is listed where the dialect has no AUTH", func(s *relay.Service) {
			s.Dialect, s.AuthMechanisms, s.Certificate = relay.DialectEOP, []string{"LOGIN"}, nil
		}, false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8"},
		{"without BasicAuthRequireTLS, LOGIN is listed in clear", func(s *relay.Service) {
			s.LoginNeedsTLS, s.MaxMessageSize = false, 0
		}, false,
			"SIZE|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH NTLM LOGIN|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XRDST"},
		{"ExchangeServer enables X-EXPS and X-ANONYMOUSTLS", func(s *relay.Service) { s.ExchangeAuth = false }, false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|AUTH NTLM|8BITMIME|BINARYMIME|CHUNKING|XRDST"},
		{"no mechanism, no AUTH", func(s *relay.Service) { s.AuthMechanisms = nil }, false,
			"SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|X-EXPS GSSAPI NTLM|8BITMIME|BINARYMIME|CHUNKING|XRDST"},
		{"a generic host", func(s *relay.Service) { s.Dialect, s.AuthMechanisms = relay.DialectPlain, nil }, false,
			"PIPELINING|SIZE 37748736|STARTTLS|ENHANCEDSTATUSCODES|8BITMIME|DSN|SMTPUTF8|CHUNKING"},
		{"a generic host after STARTTLS, with AUTH", func(s *relay.Service) {
			s.Dialect, s.AuthMechanisms = relay.DialectPlain, []string{"LOGIN"}
		}, true,
			"PIPELINING|SIZE 37748736|AUTH LOGIN|ENHANCEDSTATUSCODES|8BITMIME|DSN|SMTPUTF8|CHUNKING"},
	} {
		t.Run(row.name, func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			svc.Certificate = certificate
			row.change(&svc)
			h := newLab(t, svc, &recorder{}).connect(t)
			defer h.close()
			if row.secure {
				h.startTLS(trusting())
			}
			got := strings.Split(h.say("EHLO client.example"), "\n")
			first := "ex01.contoso.com Hello [104.47.0.10]"
			if svc.Dialect == relay.DialectPlain {
				first = "ex01.contoso.com"
			}
			if diff := cmp.Diff(ehlo(first, row.want), got); diff != "" {
				t.Errorf("EHLO (-want +got):\n%s", diff)
			}
		})
	}
}

// dialect changes only that.
func dialect(d relay.Dialect) func(*relay.Service) {
	return func(s *relay.Service) { s.Dialect = d }
}

// ehlo spells out a reply to EHLO.
func ehlo(first, keywords string) []string {
	lines := append([]string{first}, strings.Split(keywords, "|")...)
	for i := range lines {
		lines[i] = "250-" + lines[i]
	}
	last := &lines[len(lines)-1]
	*last = "250 " + (*last)[4:]
	return lines
}

func TestKeywordsOfTheSessionComeLast(t *testing.T) {
	h := newLab(t, service(relay.DialectEOP), &recorder{keywords: []string{"XOORG"}}).connect(t)
	defer h.close()
	if got := h.say("EHLO client.example"); !strings.HasSuffix(got, "250-SMTPUTF8\n250 XOORG") {
		t.Errorf("EHLO: want XOORG last, got:\n%s", got)
	}
	if want, got := "250 ex01.contoso.com Hello [104.47.0.10]", h.say("HELO client.example"); got != want {
		t.Errorf("HELO: want %q, got %q", want, got)
	}
}

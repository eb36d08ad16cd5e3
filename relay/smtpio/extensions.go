package smtpio

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"

	"hybridsim/relay"
)

// extensions are the EHLO keywords of a kind of server, in the order it prints them (S1.8).
type extensions struct{ clear, secure []string }

var (
	// [O] WIRE, Hub Transport on port 25; behind STARTTLS [I], after what 2013 does.
	exchange2010 = extensions{
		clear: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "X-ANONYMOUSTLS", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XEXCH50", "XRDST", "XSHADOW"},
		secure: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XEXCH50", "XRDST", "XSHADOW"},
	}
	// [D] TELNET16, Front End of 2013 and 2016; behind STARTTLS [O] WIRE.
	exchange2013 = extensions{
		clear: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "X-ANONYMOUSTLS", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XRDST"},
		secure: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XRDST"},
	}
	// [O] and [D] JPTLS; behind STARTTLS [O] WIRE ("2013+"), with SMTPUTF8 [I].
	exchange2019 = extensions{
		clear: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "X-ANONYMOUSTLS", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8", "XRDST"},
		secure: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "AUTH",
			"X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8", "XRDST"},
	}
	// [O] WIRE; behind STARTTLS [I].
	eop = extensions{
		clear: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "8BITMIME", "BINARYMIME",
			"CHUNKING", "SMTPUTF8"},
		secure: []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING",
			"SMTPUTF8"},
	}
	// [I], a common Internet host.
	plain = extensions{
		clear: []string{"PIPELINING", "SIZE", "STARTTLS", "AUTH", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8",
			"CHUNKING"},
		secure: []string{"PIPELINING", "SIZE", "AUTH", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8",
			"CHUNKING"},
	}
)

// lists reports whether a server of this dialect ever prints the keyword.
func (d *dialect) lists(keyword string) bool {
	is := func(line string) bool { name, _, _ := strings.Cut(line, " "); return name == keyword }
	return slices.ContainsFunc(d.clear, is) || slices.ContainsFunc(d.secure, is)
}

// keywords fills in the dialect's list for one service: the size limit, and what depends on certificate and settings.
func (d *dialect) keywords(svc *relay.Service, secured bool) []string {
	list := d.clear
	if secured {
		list = d.secure
	}
	lines := make([]string, 0, len(list)+2)
	for _, line := range list {
		keyword, _, _ := strings.Cut(line, " ")
		switch {
		case keyword == "SIZE" && svc.MaxMessageSize > 0:
			line = fmt.Sprintf("SIZE %d", svc.MaxMessageSize)
		case keyword == "CHUNKING" && svc.NoChunking, keyword == "SMTPUTF8" && svc.Now().Before(d.utf8):
			continue
		case keyword == "STARTTLS" && svc.Certificate == nil:
			continue // R1.15
		case (keyword == "X-ANONYMOUSTLS" || keyword == "X-EXPS") && !svc.ExchangeAuth:
			continue
		case keyword == "AUTH":
			mechanisms := offered(svc, secured)
			if len(mechanisms) == 0 {
				continue
			}
			line = "AUTH " + strings.Join(mechanisms, " ")
		}
		lines = append(lines, line)
	}
	return lines
}

// offered are the mechanisms of AUTH that the session can use in its present state.
func offered(svc *relay.Service, secured bool) []string {
	return slices.DeleteFunc(slices.Clone(svc.AuthMechanisms), func(m string) bool {
		return m == sasl.Login && svc.LoginNeedsTLS && !secured
	})
}

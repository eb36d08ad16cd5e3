package transport_test

import (
	"bytes"
	"strings"
	"testing"

	"hybridsim/relay"
)

// Set-TransportConfig: InternalDsnSendHtml lets reports have HTML; InternalDsnMaxMessageAttachSize is how large an original comes
// back whole.
func TestWhatTheConfigurationLetsReportsCarry(t *testing.T) {
	large := append(bytes.Clone(hello), strings.Repeat("0123456789abcde\r\n", 200)...)
	for _, tt := range []struct {
		name    string
		content []byte
		change  func(*relay.TransportConfig)
		has     string
		hasNot  string
	}{
		{"by default", large, func(*relay.TransportConfig) {}, "Content-Type: message/rfc822", "Content-Type: text/rfc822-headers"},
		{"HTML beside the text", hello, func(*relay.TransportConfig) {}, "Content-Type: text/html", "none of this"},
		{"text alone", hello, func(c *relay.TransportConfig) { c.InternalDsnSendHtml = false }, "Content-Type: text/plain", "Content-Type: text/html"},
		{"what counts for outside senders does not for inside ones", hello, func(c *relay.TransportConfig) { c.ExternalDsnSendHtml = false }, "Content-Type: text/html", "none of this"},
		{"an original over the limit", large, func(c *relay.TransportConfig) { c.InternalDsnMaxMessageAttachSize = 2 * relay.KB }, "Content-Type: text/rfc822-headers", "0123456789abcde"},
		{"an original under the limit", hello, func(c *relay.TransportConfig) { c.InternalDsnMaxMessageAttachSize = 2 * relay.KB }, "Content-Type: message/rfc822", "text/rfc822-headers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2016)
			o.TransportConfig = relay.NewTransportConfig(0)
			tt.change(&o.TransportConfig)
			l := newLab(o)
			l.Submit("alice@contoso.com", []string{"nobody@contoso.com"}, tt.content)
			l.work(t, minute, refused)
			mail := l.Mailbox("alice@contoso.com")
			if len(mail) != 1 {
				t.Fatalf("alice got %d messages, want the NDR", len(mail))
			}
			body := string(mail[0].Item.Body)
			if !strings.Contains(body, tt.has) || strings.Contains(body, tt.hasNot) {
				t.Errorf("want %q and not %q in\n%s", tt.has, tt.hasNot, body)
			}
		})
	}
}

// V5.4: the service's report names a recipient that it does not know as the sender's To does, or by the address; on-premises it
// stays unnamed. V5.5: what comes back is the header as it stood in the queue.
func TestTheServiceNamesRecipientsThatItDoesNotKnow(t *testing.T) {
	named := []byte(strings.Replace(string(hello), "Subject:", "To: \"Front desk\" <desk@contoso.com>, plain@contoso.com\r\nSubject:", 1))
	for _, tt := range []struct {
		name      string
		o         *relay.Organization
		to, field string
	}{
		{"as To names it", cloud(relay.Latest), "desk@contoso.com", "X-Display-Name: Front desk\r\n"},
		{"by its address", cloud(relay.Latest), "plain@contoso.com", "X-Display-Name: plain@contoso.com\r\n"},
		{"nowhere on-premises", onPremises(relay.Exchange2016), "desk@contoso.com", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(tt.o)
			l.Submit("alice@contoso.com", []string{tt.to}, named)
			l.work(t, minute, refused)
			mail := l.Mailbox("alice@contoso.com")
			if len(mail) != 1 {
				t.Fatalf("alice got %d messages, want the NDR", len(mail))
			}
			body := string(mail[0].Item.Body)
			_, rest, _ := strings.Cut(body, "X-Display-Name:")
			line, _, _ := strings.Cut(rest, "\n")
			if got := "X-Display-Name:" + line + "\n"; tt.field != "" && got != tt.field || tt.field == "" && rest != "" {
				t.Errorf("the status says %q, want %q", got, tt.field)
			}
			_, original, _ := strings.Cut(body, "Content-Type: message/rfc822")
			if !strings.Contains(original, "X-MS-Exchange-Organization-AuthAs: Internal") {
				t.Errorf("the original came back without the fields of the organization:\n%s", original)
			}
		})
	}
}

// A report is in the language that the original names, unless that is not to be looked at; then in the configuration's.
func TestTheLanguageOfAReport(t *testing.T) {
	no := false
	for _, tt := range []struct {
		name, field string
		change      func(*relay.TransportConfig)
		want        string
	}{
		{"English by default", "", func(*relay.TransportConfig) {}, "en-US"},
		{"the configuration's", "", func(c *relay.TransportConfig) { c.InternalDsnDefaultLanguage = "nl-NL" }, "nl-NL"},
		{"what counts for outside senders does not for inside ones", "", func(c *relay.TransportConfig) { c.ExternalDsnDefaultLanguage = "nl-NL" }, "en-US"},
		{"the original's goes before it", "Accept-Language: fr-FR, en-US\r\n", func(c *relay.TransportConfig) { c.InternalDsnDefaultLanguage = "nl-NL" }, "fr-FR"},
		{"an English original's, too", "Content-Language: en-US\r\n", func(c *relay.TransportConfig) { c.InternalDsnDefaultLanguage = "nl-NL" }, "en-US"},
		{"unless it is not looked at", "Content-Language: fr-FR\r\n", func(c *relay.TransportConfig) { c.InternalDsnLanguageDetectionEnabled = &no }, "en-US"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2016)
			tt.change(&o.TransportConfig)
			l := newLab(o)
			l.Submit("alice@contoso.com", []string{"nobody@contoso.com"}, append([]byte(tt.field), hello...))
			l.work(t, minute, refused)
			if mail := l.Mailbox("alice@contoso.com"); len(mail) != 1 || mail[0].Item.Header.Get("Content-Language") != tt.want {
				t.Errorf("%d messages, the first in %q, want %q", len(mail), mail[0].Item.Header.Get("Content-Language"), tt.want)
			}
		})
	}
}

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

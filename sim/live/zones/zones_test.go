package zones_test

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"hybridsim/sim/live/zones"
	"hybridsim/sim/vnet"
)

// network has a zone of each kind.
func network(t testing.TB) *vnet.Network {
	t.Helper()
	n := vnet.New()
	for _, r := range []vnet.Record{
		{Name: "mail.contoso.com", Type: vnet.A, Value: "203.0.113.10"},
		{Name: "mail.contoso.com", Type: vnet.AAAA, Value: "2001:db8::10"},
		{Name: "contoso.com", Type: vnet.MX, Value: "mail.contoso.com", Preference: 10},
		{Name: "contoso.com", Type: vnet.TXT, Value: "v=spf1 mx -all"},
		{Name: "long.contoso.com", Type: vnet.TXT, Value: strings.Repeat("x", 300)},
		{Name: "odd.contoso.com", Type: vnet.TXT, Value: `a "quoted" \092 text`},
		{Name: "nomail.contoso.com", Type: vnet.MX, Value: "."},
		{Name: "10.113.0.203.in-addr.arpa", Type: vnet.PTR, Value: "mail.contoso.com"},
		{Name: "broken.example", Type: vnet.A, Value: "192.0.2.1"},
		{Name: "unwritable.example", Type: vnet.MX, Value: strings.Repeat("label", 20) + ".example"},
	} {
		if err := n.AddRecord(r); err != nil {
			t.Fatal(err)
		}
	}
	for range 60 {
		if err := n.AddRecord(vnet.Record{Name: "many.contoso.com", Type: vnet.TXT, Value: strings.Repeat("y", 40)}); err != nil {
			t.Fatal(err)
		}
	}
	n.Publish(func(name string, kind vnet.RecordType) []vnet.Record {
		if strings.EqualFold(name, "computed.example") && kind == vnet.A {
			return []vnet.Record{{Value: "192.0.2.7"}}
		}
		return nil
	})
	n.BreakDNS("broken.example")
	return n
}

// serve answers from the network until the test ends.
func serve(t *testing.T, n *vnet.Network) *zones.Server {
	t.Helper()
	s, err := zones.Serve(n, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, s *zones.Server, protocol string, m *dns.Msg) *dns.Msg {
	t.Helper()
	c := &dns.Client{Net: protocol, UDPSize: dns.MaxMsgSize}
	reply, _, err := c.Exchange(m, s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func question(name string, kind uint16) *dns.Msg { return new(dns.Msg).SetQuestion(name, kind) }

func TestAnswers(t *testing.T) {
	s := serve(t, network(t))
	tests := []struct {
		name  string
		ask   string
		kind  uint16
		rcode int
		want  []string
	}{
		{"an address", "mail.contoso.com.", dns.TypeA, dns.RcodeSuccess, []string{"mail.contoso.com.\t0\tIN\tA\t203.0.113.10"}},
		{"names are compared without regard to case, and come back as they were asked", "MAIL.Contoso.com.", dns.TypeA, dns.RcodeSuccess, []string{"MAIL.Contoso.com.\t0\tIN\tA\t203.0.113.10"}},
		{"an IPv6 address", "mail.contoso.com.", dns.TypeAAAA, dns.RcodeSuccess, []string{"mail.contoso.com.\t0\tIN\tAAAA\t2001:db8::10"}},
		{"a mail exchanger", "contoso.com.", dns.TypeMX, dns.RcodeSuccess, []string{"contoso.com.\t0\tIN\tMX\t10 mail.contoso.com."}},
		{"the null MX (RFC 7505)", "nomail.contoso.com.", dns.TypeMX, dns.RcodeSuccess, []string{"nomail.contoso.com.\t0\tIN\tMX\t0 ."}},
		{"a text", "contoso.com.", dns.TypeTXT, dns.RcodeSuccess, []string{"contoso.com.\t0\tIN\tTXT\t\"v=spf1 mx -all\""}},
		{"a long text is cut into strings of 255 (RFC 1035 3.3.14)", "long.contoso.com.", dns.TypeTXT, dns.RcodeSuccess,
			[]string{"long.contoso.com.\t0\tIN\tTXT\t\"" + strings.Repeat("x", 255) + "\" \"" + strings.Repeat("x", 45) + "\""}},
		{"quotes and backslashes are text", "odd.contoso.com.", dns.TypeTXT, dns.RcodeSuccess, []string{"odd.contoso.com.\t0\tIN\tTXT\t\"a \\\"quoted\\\" \\\\092 text\""}},
		{"the name of an address", "10.113.0.203.in-addr.arpa.", dns.TypePTR, dns.RcodeSuccess, []string{"10.113.0.203.in-addr.arpa.\t0\tIN\tPTR\tmail.contoso.com."}},
		{"a computed zone", "computed.example.", dns.TypeA, dns.RcodeSuccess, []string{"computed.example.\t0\tIN\tA\t192.0.2.7"}},
		{"ANY gets every type", "contoso.com.", dns.TypeANY, dns.RcodeSuccess, []string{"contoso.com.\t0\tIN\tMX\t10 mail.contoso.com.", "contoso.com.\t0\tIN\tTXT\t\"v=spf1 mx -all\""}},
		{"a name without records of the type is no error (RFC 2308 2.2)", "contoso.com.", dns.TypeA, dns.RcodeSuccess, nil},
		{"a name between is there (RFC 8020)", "113.0.203.in-addr.arpa.", dns.TypePTR, dns.RcodeSuccess, nil},
		{"a type that the network has not", "contoso.com.", dns.TypeSRV, dns.RcodeSuccess, nil},
		{"a type without a name", "contoso.com.", 65280, dns.RcodeSuccess, nil},
		{"the root", ".", dns.TypeNS, dns.RcodeSuccess, nil},
		{"no such name", "nobody.contoso.com.", dns.TypeA, dns.RcodeNameError, nil},
		{"a real name is not known either: nothing is forwarded", "example.org.", dns.TypeA, dns.RcodeNameError, nil},
		{"a zone whose servers are broken", "broken.example.", dns.TypeA, dns.RcodeServerFailure, nil},
		{"a name below a broken zone", "www.broken.example.", dns.TypeMX, dns.RcodeServerFailure, nil},
		{"a record that cannot be written", "unwritable.example.", dns.TypeMX, dns.RcodeServerFailure, nil},
		{"a transfer", "contoso.com.", dns.TypeAXFR, dns.RcodeRefused, nil},
	}
	for _, tt := range tests {
		for _, protocol := range []string{"udp", "tcp"} {
			t.Run(tt.name+"/"+protocol, func(t *testing.T) {
				reply := ask(t, s, protocol, question(tt.ask, tt.kind))
				var got []string
				for _, rr := range reply.Answer {
					got = append(got, rr.String())
				}
				if diff := cmp.Diff(tt.want, got); diff != "" || reply.Rcode != tt.rcode {
					t.Errorf("%s, want %s; answer (-want +got):\n%s", dns.RcodeToString[reply.Rcode], dns.RcodeToString[tt.rcode], diff)
				}
				zone := tt.rcode == dns.RcodeSuccess || tt.rcode == dns.RcodeNameError
				if reply.Authoritative != zone || reply.RecursionAvailable {
					t.Errorf("authoritative %t, want %t; recursion available %t, want false", reply.Authoritative, zone, reply.RecursionAvailable)
				}
				if hasSOA := len(reply.Ns) == 1; hasSOA != (zone && len(tt.want) == 0) {
					t.Errorf("authority section %v", reply.Ns)
				}
			})
		}
	}
}

func TestEverythingElseIsRefused(t *testing.T) {
	s := serve(t, network(t))
	tests := []struct {
		name   string
		change func(*dns.Msg)
		rcode  int
	}{
		{"class CH", func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }, dns.RcodeRefused},
		{"UPDATE", func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }, dns.RcodeNotImplemented},
		{"NOTIFY", func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify }, dns.RcodeNotImplemented},
		{"two questions", func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }, dns.RcodeFormatError},
		{"an EDNS version of the future (RFC 6891 6.1.3)", func(m *dns.Msg) { m.SetEdns0(1232, false); m.IsEdns0().SetVersion(1) }, dns.RcodeBadVers},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := question("contoso.com.", dns.TypeMX)
			tt.change(m)
			if reply := ask(t, s, "udp", m); reply.Rcode != tt.rcode || len(reply.Answer) > 0 {
				t.Errorf("%s with %v, want %s", dns.RcodeToString[reply.Rcode], reply.Answer, dns.RcodeToString[tt.rcode])
			}
		})
	}
}

func TestWhatDoesNotFitIsCutOffAndMarked(t *testing.T) {
	s := serve(t, network(t))
	tests := []struct {
		name     string
		protocol string
		edns     uint16
		most     int
		whole    bool
	}{
		{"without EDNS a datagram has 512 bytes", "udp", 0, 512, false},
		{"a client may say that it takes more", "udp", 1000, 1000, false},
		{"but not more than every path carries", "udp", 65535, 1232, false},
		{"nor less than 512", "udp", 1, 512, false},
		{"TCP carries all", "tcp", 0, dns.MaxMsgSize, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := question("many.contoso.com.", dns.TypeTXT)
			if tt.edns > 0 {
				m.SetEdns0(tt.edns, false)
			}
			reply := ask(t, s, tt.protocol, m)
			reply.Compress = true // for Len
			if reply.Truncated == tt.whole || (len(reply.Answer) == 60) != tt.whole || reply.Len() > tt.most {
				t.Errorf("truncated %t, %d records, %d bytes; want whole %t in %d bytes", reply.Truncated, len(reply.Answer), reply.Len(), tt.whole, tt.most)
			}
			if (reply.IsEdns0() != nil) != (tt.edns > 0) {
				t.Error("OPT stands in the answer without being asked for, or lacks there")
			}
		})
	}
}

func TestQueriesFromOutsideAreRecorded(t *testing.T) {
	n := network(t)
	ask(t, serve(t, n), "udp", question("Contoso.com.", dns.TypeMX))
	want := []vnet.Query{{Number: 1, Asker: "127.0.0.1", Name: "contoso.com", Type: vnet.MX, Outcome: vnet.Answered}}
	if diff := cmp.Diff(want, n.Queries()); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := zones.Serve(vnet.New(), taken.Addr().String()); err == nil || !strings.Contains(err.Error(), "is taken by another program") {
		t.Errorf("error %v", err)
	}
}

func TestDig(t *testing.T) {
	dig, err := exec.LookPath("dig")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("dig is not installed (Debian package bind9-dnsutils)")
		}
		t.Skip("dig is not installed (Debian package bind9-dnsutils)")
	}
	n := network(t)
	n.List(mustAddr("203.0.113.10"), "bl.example", "sends spam")
	host, port, _ := net.SplitHostPort(serve(t, n).Addr())
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"an address", []string{"+short", "mail.contoso.com"}, []string{"203.0.113.10"}},
		{"a mail exchanger by TCP", []string{"+short", "+tcp", "contoso.com", "MX"}, []string{"10 mail.contoso.com."}},
		{"an address turned round", []string{"+short", "-x", "203.0.113.10"}, []string{"mail.contoso.com."}},
		{"a block list", []string{"+short", "10.113.0.203.bl.example", "TXT"}, []string{`"sends spam"`}},
		{"what does not fit comes by TCP", []string{"+noedns", "many.contoso.com", "TXT"}, []string{"Truncated, retrying in TCP mode", "status: NOERROR", "ANSWER: 60,"}},
		{"no such name", []string{"nobody.contoso.com"}, []string{"status: NXDOMAIN", "flags: qr aa rd;"}},
		{"no data", []string{"contoso.com", "A"}, []string{"status: NOERROR", "ANSWER: 0, AUTHORITY: 1"}},
		{"a broken zone", []string{"+tries=1", "broken.example"}, []string{"status: SERVFAIL"}},
		{"class CH", []string{"CH", "TXT", "version.bind"}, []string{"status: REFUSED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"@" + host, "-p", port}, tt.args...)
			out, err := exec.Command(dig, args...).CombinedOutput()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("dig %s lacks %q:\n%s", strings.Join(args, " "), want, out)
				}
			}
			if slices.Contains(tt.args, "+short") && strings.TrimSpace(string(out)) != tt.want[0] {
				t.Errorf("%q, want %q", out, tt.want[0])
			}
		})
	}
}

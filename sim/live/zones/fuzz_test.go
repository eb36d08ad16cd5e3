package zones_test

import (
	"net"
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"hybridsim/sim/live/zones"
)

func mustAddr(s string) netip.Addr { return netip.MustParseAddr(s) }

// sink takes the answers of a handler as a connection would.
type sink struct {
	dns.ResponseWriter
	remote net.Addr
	got    [][]byte
}

func (s *sink) RemoteAddr() net.Addr { return s.remote }

func (s *sink) WriteMsg(m *dns.Msg) error {
	packed, err := m.Pack()
	if err == nil {
		s.got = append(s.got, packed)
	}
	return err
}

// FuzzServeDNS hands any message that can be read to the handler: it gets one answer, which fits, can be read, and says whose
// answer it is.
func FuzzServeDNS(f *testing.F) {
	for _, q := range []struct {
		name string
		kind uint16
	}{{"contoso.com.", dns.TypeMX}, {"many.contoso.com.", dns.TypeTXT}, {".", dns.TypeANY}, {"unwritable.example.", dns.TypeMX}, {`a\.b.contoso.com.`, dns.TypeA}} {
		m := question(q.name, q.kind)
		for range 2 {
			packed, err := m.Pack()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(packed)
			m.SetEdns0(4096, true)
		}
	}
	n := network(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		request := new(dns.Msg)
		if request.Unpack(data) != nil {
			return
		}
		s := &sink{remote: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}}
		zones.Handler{Net: n}.ServeDNS(s, request)
		if len(s.got) != 1 {
			t.Fatalf("%d answers", len(s.got))
		}
		reply := new(dns.Msg)
		if err := reply.Unpack(s.got[0]); err != nil {
			t.Fatalf("the answer cannot be read: %v", err)
		}
		if !reply.Response || reply.Id != request.Id || len(s.got[0]) > 1232 {
			t.Errorf("%d bytes: %v", len(s.got[0]), reply)
		}
	})
}

package zones

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"hybridsim/sim/vnet"
)

// Handler answers queries from the zones of a network. The network is the whole of DNS here: it is the authority for
// every name, as if it were the root.
type Handler struct{ Net *vnet.Network }

var _ dns.Handler = Handler{}

// known are the types that the network has records of.
var known = map[uint16]vnet.RecordType{
	dns.TypeA: vnet.A, dns.TypeAAAA: vnet.AAAA, dns.TypeMX: vnet.MX, dns.TypeTXT: vnet.TXT, dns.TypePTR: vnet.PTR,
	dns.TypeTLSA: vnet.TLSA,
}

// inOrder are the known types in the order in which a query for ANY gets them.
var inOrder = []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeMX, dns.TypeTXT, dns.TypePTR, dns.TypeTLSA}

// largest is the size of datagrams that fragmentation spares on every path (RFC 9715 and DNS flag day 2020).
const largest = 1232

// ServeDNS implements the library's Handler.
func (h Handler) ServeDNS(w dns.ResponseWriter, request *dns.Msg) {
	asker, overUDP := "", false
	if remote := w.RemoteAddr(); remote != nil {
		asker, overUDP = remote.String(), remote.Network() == "udp"
		if at, err := netip.ParseAddrPort(asker); err == nil {
			asker = at.Addr().Unmap().String()
		}
	}
	reply := h.answer(asker, request)
	size := dns.MaxMsgSize
	if overUDP {
		size = dns.MinMsgSize
	}
	if opt := request.IsEdns0(); opt != nil {
		reply.SetEdns0(largest, false)
		if opt.Version() != 0 { // RFC 6891 6.1.3
			reply.Rcode, reply.Answer, reply.Ns = dns.RcodeBadVers, nil, nil
		}
		if overUDP {
			size = min(max(int(opt.UDPSize()), dns.MinMsgSize), largest)
		}
	}
	reply.Truncate(size)
	if err := w.WriteMsg(reply); err != nil { // a record that cannot be written, or nobody who listens any more
		failure := new(dns.Msg)
		w.WriteMsg(failure.SetRcode(request, dns.RcodeServerFailure))
	}
}

// answer is the whole answer, however long.
func (h Handler) answer(asker string, request *dns.Msg) *dns.Msg {
	reply := new(dns.Msg)
	switch {
	case len(request.Question) != 1:
		return reply.SetRcodeFormatError(request)
	case request.Opcode != dns.OpcodeQuery:
		return reply.SetRcode(request, dns.RcodeNotImplemented)
	}
	q := request.Question[0]
	if q.Qclass != dns.ClassINET && q.Qclass != dns.ClassANY || q.Qtype == dns.TypeAXFR || q.Qtype == dns.TypeIXFR {
		return reply.SetRcode(request, dns.RcodeRefused)
	}
	reply.SetReply(request)
	reply.Authoritative, reply.Compress = true, true
	types := []uint16{q.Qtype}
	if q.Qtype == dns.TypeANY {
		types = inOrder
	}
	for _, t := range types {
		records, err := h.Net.Lookup(asker, q.Name, recordType(t))
		switch {
		case errors.Is(err, vnet.ErrNoDomain):
			reply.Rcode = dns.RcodeNameError
		case err != nil && !errors.Is(err, vnet.ErrNoRecords):
			return new(dns.Msg).SetRcode(request, dns.RcodeServerFailure)
		}
		for _, r := range records {
			if rr := resource(q.Name, t, r); rr != nil {
				reply.Answer = append(reply.Answer, rr)
			}
		}
	}
	switch {
	case q.Name == "." && q.Qtype == dns.TypeSOA:
		reply.Rcode, reply.Answer = dns.RcodeSuccess, []dns.RR{authority()}
	case len(reply.Answer) == 0:
		reply.Ns = []dns.RR{authority()}
	}
	return reply
}

// recordType is the network's name of a type; of one that it has no records of, the usual name.
func recordType(t uint16) vnet.RecordType {
	if k, ok := known[t]; ok {
		return k
	}
	return vnet.RecordType(dns.Type(t).String())
}

// resource is a record as it goes over the wire. No resolver may keep it: an administrator may change it at any moment.
func resource(name string, t uint16, r vnet.Record) dns.RR {
	header := dns.RR_Header{Name: name, Rrtype: t, Class: dns.ClassINET}
	address := func() []byte {
		a, _ := netip.ParseAddr(r.Value) // was checked when it was added
		return a.AsSlice()
	}
	switch t {
	case dns.TypeA:
		return &dns.A{Hdr: header, A: address()}
	case dns.TypeAAAA:
		return &dns.AAAA{Hdr: header, AAAA: address()}
	case dns.TypeMX:
		return &dns.MX{Hdr: header, Preference: r.Preference, Mx: dns.Fqdn(r.Value)}
	case dns.TypePTR:
		return &dns.PTR{Hdr: header, Ptr: dns.Fqdn(r.Value)}
	case dns.TypeTXT:
		return &dns.TXT{Hdr: header, Txt: pieces(r.Value)}
	}
	if rr, err := dns.NewRR(dns.Fqdn(name) + " 0 IN TLSA " + r.Value); err == nil && t == dns.TypeTLSA {
		rr.Header().Name = name
		return rr
	}
	return nil
}

// longest is how long a string of a TXT record may be (RFC 1035 3.3).
const longest = 255

// pieces divides a text into strings that fit into a TXT record, in the library's spelling.
func pieces(text string) []string {
	list := []string{}
	for len(text) > longest {
		list, text = append(list, spelled(text[:longest])), text[longest:]
	}
	return append(list, spelled(text))
}

// spelled keeps a backslash from being read as the beginning of an escape.
func spelled(s string) string { return strings.ReplaceAll(s, `\`, `\\`) }

// authority stands in answers without records, as RFC 2308 wants it. They may not be kept either.
func authority() dns.RR {
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeSOA, Class: dns.ClassINET},
		Ns:  "dns.hybridsim.invalid.", Mbox: "nobody.hybridsim.invalid.", Serial: 1, Refresh: 3600, Retry: 600,
		Expire: 86400,
	}
}

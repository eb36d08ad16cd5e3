package capture

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"hybridsim/sim/vnet"
)

// end is one end of a way.
type end int

const (
	dialler end = iota
	acceptor
)

func endOf(up bool) end {
	if up {
		return dialler
	}
	return acceptor
}

func (e end) other() end { return 1 - e }

// flow is the TCP of one way.
type flow struct {
	views  []view
	at     time.Time     // of its last packet
	last   end           // who sent it
	trip   time.Duration // from one end to the other
	mss    int
	next   [2]uint32 // sequence number of each end
	due    int       // full segments that the other end has not acknowledged
	closed [2]bool
	spoke  end // who sent the last bytes
	number uint16
	over   bool
}

// view is how a flow is seen on an interface.
type view struct {
	on       int
	from, to netip.AddrPort
}

// behind is how much less the source port is behind a device: its ports are not those of dialling hosts.
const behind = 16384

// newFlow is the flow of a way with its views: two, where its ends see different addresses.
func newFlow(w vnet.Way) *flow {
	far := view{accepting, w.SrcSeen, w.Reached}
	f := &flow{mss: 1460, trip: tripTo(w.Dst.Addr())}
	if w.Dst.Addr().Is6() {
		f.mss = 1440
	}
	switch {
	case w.Behind:
		far.from = netip.AddrPortFrom(far.from.Addr(), far.from.Port()-behind)
		f.views = []view{far}
	case w.Boxed || !w.SrcSeen.IsValid() || !w.Reached.IsValid() || w.SrcSeen == w.Src && w.Reached == w.Dst:
		f.views = []view{{dialling, w.Src, w.Dst}}
	default:
		f.views = []view{{dialling, w.Src, w.Dst}, far}
	}
	for e := range f.next {
		f.next[e] = hashOf(fmt.Sprint(w.Number, w.Behind, e, w.Src, w.Dst))
	}
	return f
}

// tripTo is how long a packet takes: hardly any time within a network, some of the Internet's else (V3.12).
func tripTo(a netip.Addr) time.Duration {
	if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return 150 * time.Microsecond
	}
	return 6*time.Millisecond + time.Duration(hashOf(a.String())%55_000)*time.Microsecond
}

func hashOf(text string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(text))
	return h.Sum32()
}

// Windows asks again after so long, twice, before it gives up.
var again = []time.Duration{3 * time.Second, 6 * time.Second}

// open is how a connection comes about, or does not. The caller holds r.mu.
func (r *Recorder) open(f *flow, outcome vnet.Outcome) {
	switch syn := (layers.TCP{SYN: true}); outcome {
	case vnet.Connected, vnet.WasReset:
		r.segment(f, dialler, syn, nil)
		f.next[dialler]++
		r.segment(f, acceptor, layers.TCP{SYN: true, ACK: true}, nil)
		f.next[acceptor]++
		r.segment(f, dialler, layers.TCP{ACK: true}, nil)
	case vnet.Refused:
		r.segment(f, dialler, syn, nil)
		f.next[dialler]++
		f.next[acceptor] = 0
		r.segment(f, acceptor, layers.TCP{RST: true, ACK: true}, nil)
	case vnet.TimedOut:
		r.segment(f, dialler, syn, nil)
		for _, later := range again {
			if r.pile != nil { // else it has not happened yet
				f.at = f.at.Add(later)
				r.segment(f, dialler, syn, nil)
			}
		}
	}
}

// send is what an end says, in segments; every second full one is acknowledged. The caller holds r.mu.
func (r *Recorder) send(f *flow, from end, p []byte) {
	if f.spoke != from {
		f.due = 0
	}
	f.spoke = from
	for len(p) > 0 {
		n := min(len(p), f.mss)
		r.segment(f, from, layers.TCP{ACK: true, PSH: n == len(p)}, p[:n])
		f.next[from] += uint32(n)
		if f.due++; f.due == 2 {
			f.due = 0
			r.segment(f, from.other(), layers.TCP{ACK: true}, nil)
		}
		p = p[n:]
	}
}

// close is the end of a flow, once both ends are closed: who spoke last goes first. The caller holds r.mu.
func (r *Recorder) close(f *flow, e end) {
	f.closed[e] = true
	if !f.closed[dialler] || !f.closed[acceptor] {
		return
	}
	f.over = true
	for _, e := range []end{f.spoke, f.spoke.other()} {
		r.segment(f, e, layers.TCP{FIN: true, ACK: true}, nil)
		f.next[e]++
	}
	r.segment(f, f.spoke, layers.TCP{ACK: true}, nil)
	r.latest = f.at
}

// reset is the end of a flow that something in between broke, for both ends. The caller holds r.mu.
func (r *Recorder) reset(f *flow) {
	f.over = true
	r.segment(f, acceptor, layers.TCP{RST: true, ACK: true}, nil)
	r.segment(f, dialler, layers.TCP{RST: true, ACK: true}, nil)
}

// segment records one TCP segment on each interface that sees it. The caller holds r.mu.
func (r *Recorder) segment(f *flow, from end, tcp layers.TCP, payload []byte) {
	r.pass(f, from)
	tcp.Seq, tcp.Window = f.next[from], 64240
	if tcp.ACK {
		tcp.Ack = f.next[from.other()]
	}
	if tcp.SYN {
		tcp.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{byte(f.mss >> 8), byte(f.mss)}},
			{OptionType: layers.TCPOptionKindNop},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{8}},
			{OptionType: layers.TCPOptionKindNop}, {OptionType: layers.TCPOptionKindNop},
			{OptionType: layers.TCPOptionKindSACKPermitted, OptionLength: 2},
		}
	}
	f.number++
	for _, v := range f.views {
		src, dst := v.from, v.to
		if from == acceptor {
			src, dst = dst, src
		}
		tcp.SrcPort, tcp.DstPort = layers.TCPPort(src.Port()), layers.TCPPort(dst.Port())
		p := packet{at: f.at, on: v.on, comment: r.comment,
			data: bytesOf(src.Addr(), dst.Addr(), f.number, &tcp, payload)}
		r.comment = ""
		if r.pile != nil {
			r.pile.packets = append(r.pile.packets, p)
		} else {
			r.file.packet(p)
		}
	}
}

// pass lets time pass until the next packet. In virtual time it is made up: a trip when the other end answers.
func (r *Recorder) pass(f *flow, from end) {
	now, step := r.now(), 8*time.Microsecond
	if f.last != from {
		step = f.trip
	}
	f.last = from
	switch {
	case r.pile == nil || now.After(f.at):
		f.at = now
	default:
		f.at = f.at.Add(step)
	}
}

// bytesOf are the bytes of a packet.
func bytesOf(src, dst netip.Addr, number uint16, tcp *layers.TCP, payload []byte) []byte {
	var ip interface {
		gopacket.NetworkLayer
		gopacket.SerializableLayer
	} = &layers.IPv4{Version: 4, Id: number, Flags: layers.IPv4DontFragment, TTL: 128, Protocol: layers.IPProtocolTCP,
		SrcIP: src.AsSlice(), DstIP: dst.AsSlice()}
	if src.Is6() {
		ip = &layers.IPv6{Version: 6, NextHeader: layers.IPProtocolTCP, HopLimit: 128, SrcIP: src.AsSlice(),
			DstIP: dst.AsSlice()}
	}
	buffer := gopacket.NewSerializeBuffer()
	err := tcp.SetNetworkLayerForChecksum(ip)
	if err == nil {
		complete := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
		err = gopacket.SerializeLayers(buffer, complete, ip, tcp, gopacket.Payload(payload))
	}
	if err != nil { // two addresses of one family, and few bytes: there is nothing that could be wrong
		panic(err)
	}
	return buffer.Bytes()
}

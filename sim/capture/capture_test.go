package capture_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"hybridsim/sim/capture"
	"hybridsim/sim/vnet"
)

var (
	client = netip.MustParseAddr("198.51.100.7")
	server = netip.MustParseAddr("10.1.0.5")
	public = netip.MustParseAddr("203.0.113.10")
)

// lab is a network with a client, and a server behind a static translation that answers each line with its length.
func lab(t *testing.T, tap func(now func() time.Time) *capture.Recorder) (*vnet.Network, *vnet.Host) {
	t.Helper()
	n := vnet.New()
	from, err := n.AddHost("client.example", client, netip.MustParseAddr("2001:db8::7"))
	if err != nil {
		t.Fatal(err)
	}
	to, err := n.AddHost("server.example", server, netip.MustParseAddr("2001:db8::5"))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.SetStatic(vnet.Static{Public: public, Inside: server}); err != nil {
		t.Fatal(err)
	}
	if err := n.AddRecord(vnet.Record{Name: "mail.example", Type: vnet.A, Value: public.String()}); err != nil {
		t.Fatal(err)
	}
	l, err := to.Listen(25)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			said, _ := io.ReadAll(io.LimitReader(conn, 5000))
			fmt.Fprintf(conn, "%d bytes", len(said))
			conn.Close()
		}
	}()
	t.Cleanup(func() { n.Close() })
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if tap != nil {
		n.Tap(tap(func() time.Time { return at }))
	}
	return n, from
}

// talk sends 5000 bytes to an address and waits for the answer.
func talk(t *testing.T, n *vnet.Network, from *vnet.Host, src, dst netip.Addr) {
	t.Helper()
	conn, err := from.Dial(t.Context(), src, netip.AddrPortFrom(dst, 25))
	if err != nil {
		t.Fatal(err)
	}
	conn.Write(bytes.Repeat([]byte("abcde"), 1000))
	if answer, err := io.ReadAll(conn); err != nil || string(answer) != "5000 bytes" {
		t.Fatalf("%q, %v", answer, err)
	}
	conn.Close()
	n.WaitIdle()
}

// seen reads a capture: each packet in a line, and each direction's bytes.
func seen(t *testing.T, file []byte) (lines []string, said map[string]string, names map[string]string) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.NgReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said, names = map[string]string{}, map[string]string{}
	for {
		data, info, err := r.ReadPacketData()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p := gopacket.NewPacket(data, layers.LayerTypeIPv4, gopacket.Default)
		if data[0]>>4 == 6 {
			p = gopacket.NewPacket(data, layers.LayerTypeIPv6, gopacket.Default)
		}
		tcp := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
		if err := tcp.SetNetworkLayerForChecksum(p.NetworkLayer()); err != nil {
			t.Fatal(err)
		}
		if wrong, mismatches := p.VerifyChecksums(); wrong != nil || len(mismatches) > 0 {
			t.Errorf("%v %v", wrong, mismatches)
		}
		way := fmt.Sprintf("%d %v:%d > %v:%d", info.InterfaceIndex, p.NetworkLayer().NetworkFlow().Src(), tcp.SrcPort,
			p.NetworkLayer().NetworkFlow().Dst(), tcp.DstPort)
		flags := ""
		for _, f := range []struct {
			set  bool
			name string
		}{{tcp.SYN, "S"}, {tcp.FIN, "F"}, {tcp.RST, "R"}, {tcp.PSH, "P"}, {tcp.ACK, "A"}} {
			if f.set {
				flags += f.name
			}
		}
		lines = append(lines, fmt.Sprintf("%s %s %d", way, flags, len(tcp.Payload)))
		said[way] += string(tcp.Payload)
	}
	for _, name := range []string{"client.example", "server.example", "mail.example"} {
		if i := bytes.Index(file, []byte(name+"\x00")); i > 4 && strings.HasPrefix(name, "mail") {
			names[netip.AddrFrom4([4]byte(file[i-4:i])).String()] = name
		}
	}
	return lines, said, names
}

func TestAConnectionIsWrittenAsItsTwoEndsSeeIt(t *testing.T) {
	var file bytes.Buffer
	var r *capture.Recorder
	n, from := lab(t, func(now func() time.Time) *capture.Recorder {
		r = capture.Virtual(capture.NewFile(&file), now)
		return r
	})
	talk(t, n, from, client, public)
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	lines, said, names := seen(t, file.Bytes())
	var once []string // what the dialling end sees
	for _, l := range lines {
		if l[0] == '0' {
			once = append(once, l)
		}
	}
	up, down := "0 198.51.100.7:49152 > 203.0.113.10:25", "0 203.0.113.10:25 > 198.51.100.7:49152"
	if diff := cmp.Diff([]string{up + " S 0", down + " SA 0", up + " A 0", up + " A 1460", up + " A 1460", down + " A 0",
		up + " A 1460", up + " PA 620", down + " A 0", down + " PA 10", down + " FA 0", up + " FA 0", down + " A 0"},
		once); diff != "" {
		t.Error(diff)
	}
	whole := strings.Repeat("abcde", 1000)
	if diff := cmp.Diff(map[string]string{up: whole, down: "5000 bytes",
		"1 198.51.100.7:49152 > 10.1.0.5:25": whole, "1 10.1.0.5:25 > 198.51.100.7:49152": "5000 bytes"}, said); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"203.0.113.10": "mail.example"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestWhatComesBehindADeviceHasAPortOfItsOwn(t *testing.T) {
	var file bytes.Buffer
	var r *capture.Recorder
	n, from := lab(t, func(now func() time.Time) *capture.Recorder {
		r = capture.Virtual(capture.NewFile(&file), now)
		return r
	})
	n.AddBox(vnet.Box{Port: 25, Handle: func(client, server net.Conn) {
		vnet.Pump(client, server, func(dst io.Writer, src io.Reader) error {
			_, err := io.Copy(upper{dst}, src)
			return err
		}, vnet.Copy)
	}})
	talk(t, n, from, netip.MustParseAddr("2001:db8::7"), netip.MustParseAddr("2001:db8::5"))
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	_, said, _ := seen(t, file.Bytes())
	if diff := cmp.Diff(map[string]string{
		"0 2001:db8::7:49152 > 2001:db8::5:25": strings.Repeat("abcde", 1000),
		"1 2001:db8::7:32768 > 2001:db8::5:25": strings.Repeat("ABCDE", 1000),
		"0 2001:db8::5:25 > 2001:db8::7:49152": "5000 bytes",
		"1 2001:db8::5:25 > 2001:db8::7:32768": "5000 bytes",
	}, said); diff != "" {
		t.Error(diff)
	}
}

type upper struct{ io.Writer }

func (u upper) Write(p []byte) (int, error) { return u.Writer.Write(bytes.ToUpper(p)) }

func TestWhatDoesNotComeAboutIsSeenAsFarAsItCame(t *testing.T) {
	for name, row := range map[string]struct {
		port    uint16
		action  vnet.Action
		virtual []string
		living  []string
	}{
		"a port at which nobody listens answers with a reset":                           {587, vnet.Refuse, []string{"S", "RA"}, []string{"S", "RA"}},
		"what the firewall drops is asked again, which a living world has not seen yet": {25, vnet.Drop, []string{"S", "S", "S"}, []string{"S"}},
		"what the firewall resets was a connection for a moment":                        {25, vnet.Reset, []string{"S", "SA", "A", "RA", "RA"}, []string{"S", "SA", "A", "RA", "RA"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, virtual := range []bool{true, false} {
				var file bytes.Buffer
				var r *capture.Recorder
				n, from := lab(t, func(now func() time.Time) *capture.Recorder {
					if r = capture.Living(capture.NewFile(&file), now); virtual {
						r = capture.Virtual(capture.NewFile(&file), now)
					}
					return r
				})
				if row.port == 25 {
					n.Block(vnet.Rule{Action: row.action, Port: row.port})
				}
				if conn, err := from.Dial(t.Context(), client, netip.AddrPortFrom(public, row.port)); err == nil {
					conn.Close()
				}
				if err := r.Finish(); err != nil {
					t.Fatal(err)
				}
				var got []string
				lines, _, _ := seen(t, file.Bytes())
				for _, l := range lines {
					if l[0] == '0' {
						got = append(got, strings.Fields(l)[4])
					}
				}
				want := row.living
				if virtual {
					want = row.virtual
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("virtual %v:\n%s", virtual, diff)
				}
			}
		})
	}
}

func TestTheSamePlayGivesTheSameBytes(t *testing.T) {
	var files [2]bytes.Buffer
	for i := range files {
		var r *capture.Recorder
		n, from := lab(t, func(now func() time.Time) *capture.Recorder {
			r = capture.Virtual(capture.NewFile(&files[i]), now)
			return r
		})
		r.Chapter("Symptoms")
		talk(t, n, from, client, public)
		talk(t, n, from, client, public)
		if err := r.Finish(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("two captures differ")
	}
	if !bytes.Contains(files[0].Bytes(), []byte("Symptoms")) {
		t.Error("no packet tells of the chapter")
	}
}

func TestSecretsOfASessionAreWrittenOnce(t *testing.T) {
	for _, virtual := range []bool{true, false} {
		var file bytes.Buffer
		f := capture.NewFile(&file)
		r := capture.Living(f, time.Now)
		if virtual {
			r = capture.Virtual(f, time.Now)
		}
		for range 2 { // both ends tell
			io.WriteString(r.Keys(), "CLIENT_RANDOM 0102 0304\n")
		}
		if err := r.Finish(); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(file.Bytes(), []byte("CLIENT_RANDOM")); got != 1 {
			t.Errorf("virtual %v: written %d times", virtual, got)
		}
	}
}

// full takes a few bytes and then no more.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	f := capture.NewFile(&full{left: 700})
	var r *capture.Recorder
	n, from := lab(t, func(now func() time.Time) *capture.Recorder {
		r = capture.Living(f, now)
		return r
	})
	talk(t, n, from, client, public)
	if err := r.Finish(); err == nil {
		t.Error("no error")
	}
}

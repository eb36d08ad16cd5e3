package capture

import (
	"encoding/binary"
	"io"
	"net/netip"
	"sync"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// The interfaces of a file.
const (
	dialling  = iota // what the dialling end sees
	accepting        // what the accepting end sees, where that is something else
)

const about = "Made up by hybridsim: simulated servers, people, mail. Names and the secrets of TLS are in here."

// File is a capture file. Its blocks are written as they come; the first error stays. Any number of goroutines may
// write it.
type File struct {
	mu  sync.Mutex
	out io.Writer
	ng  *pcapgo.NgWriter
	err error
}

// NewFile begins a file.
func NewFile(out io.Writer) *File {
	f := &File{out: out}
	f.ng, f.err = pcapgo.NewNgWriterInterface(out, pcapgo.NgInterface{Name: "dialling", LinkType: layers.LinkTypeRaw,
		Description: "what the host that dials sees"},
		pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "hybridsim", Comment: about}})
	f.do(func() error {
		_, err := f.ng.AddInterface(pcapgo.NgInterface{Name: "accepting", LinkType: layers.LinkTypeRaw,
			Description: "what the host that accepts sees, behind a translation or a device"})
		return err
	})
	return f
}

// Err is the first error that kept something from being written.
func (f *File) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// do writes something that is complete once it is done.
func (f *File) do(write func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = write()
	}
	if f.err == nil {
		f.err = f.ng.Flush()
	}
}

// packet is a packet with when and where it was seen.
type packet struct {
	at      time.Time
	on      int // interface
	comment string
	data    []byte
}

func (f *File) packet(p packet) {
	var options pcapgo.NgPacketOptions
	if p.comment != "" {
		options.Comments = []string{p.comment}
	}
	f.do(func() error {
		return f.ng.WritePacketWithOptions(gopacket.CaptureInfo{Timestamp: p.at, CaptureLength: len(p.data),
			Length: len(p.data), InterfaceIndex: p.on}, p.data, options)
	})
}

func (f *File) secret(line []byte) {
	f.do(func() error { return f.ng.WriteDecryptionSecretsBlock(pcapgo.DSB_SECRETS_TYPE_TLS, line) })
}

// Numbers of the pcapng format that the library reads and does not write.
const (
	nameResolution        = 4 // block type
	recordIPv4     uint16 = 1
	recordIPv6     uint16 = 2
)

// name writes a Name Resolution Block with one name.
func (f *File) name(a netip.Addr, name string) {
	kind := recordIPv4
	if a.Is6() {
		kind = recordIPv6
	}
	value := append(append(a.AsSlice(), name...), 0)
	order := binary.LittleEndian
	record := order.AppendUint16(nil, kind)
	record = order.AppendUint16(record, uint16(len(value)))
	record = append(record, value...)
	record = append(record, make([]byte, -len(value)&3)...)
	record = append(record, 0, 0, 0, 0) // the end of the records
	length := uint32(12 + len(record))
	block := order.AppendUint32(nil, nameResolution)
	block = order.AppendUint32(block, length)
	block = append(block, record...)
	block = order.AppendUint32(block, length)
	f.do(func() error {
		_, err := f.out.Write(block) // nothing waits in the library's buffer
		return err
	})
}

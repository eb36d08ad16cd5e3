package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"hybridsim/sim"
)

// record is what one transaction adds to the log.
type record struct {
	Changes []change
	Bodies  [][]byte // those that no record before has; numbered through the whole log from 1
	Lines   []Line
	Results []result
	Notes   []string
}

// change is a change of the world without its body.
type change struct {
	sim.Change
	Body int // its number; 0 is none
}

// Line is what an administrator typed.
type Line struct {
	Number int // from 1
	At     time.Time
	Text   string
	// Worked tells that the line did what it says. One that did not, or that was being executed when the process ended,
	// may have done a part of it.
	Worked bool
}

// result is what became of a line.
type result struct {
	Line   int
	Worked bool
}

// bodies numbers the bodies of a log, each content once.
type bodies struct {
	numbers map[[sha256.Size]byte]int
	last    int
}

// number returns the number of a body, and whether it is new.
func (b *bodies) number(body []byte) (n int, fresh bool) {
	sum := sha256.Sum256(body)
	if n, known := b.numbers[sum]; known {
		return n, false
	}
	if b.numbers == nil {
		b.numbers = map[[sha256.Size]byte]int{}
	}
	b.last++
	b.numbers[sum] = b.last
	return b.last, true
}

// add puts changes into a record.
func (r *record) add(changes []sim.Change, known *bodies) {
	for _, c := range changes {
		kept := change{Change: c}
		if body := c.Body(); len(body) > 0 {
			n, fresh := known.number(body)
			if fresh {
				r.Bodies = append(r.Bodies, body)
			}
			kept.Body, kept.Change = n, c.WithBody(nil)
		}
		r.Changes = append(r.Changes, kept)
	}
}

// What the database holds are bytes behind a checksum of them: the database itself has checksums only for the pages
// with which it begins.
const checksumSize = 4

// sum puts the checksum into the bytes that were left for it.
func sum(b []byte) []byte {
	binary.BigEndian.PutUint32(b, crc32.ChecksumIEEE(b[checksumSize:]))
	return b
}

var errDamaged = errors.New("a record is damaged")

// checked returns the bytes behind the checksum.
func checked(b []byte) ([]byte, error) {
	if len(b) < checksumSize || binary.BigEndian.Uint32(b) != crc32.ChecksumIEEE(b[checksumSize:]) {
		return nil, errDamaged
	}
	return b[checksumSize:], nil
}

// seal encodes a value by itself.
func seal(v any) ([]byte, error) {
	var b bytes.Buffer
	b.Write(make([]byte, checksumSize))
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("encoding what is to be kept: %w", err)
	}
	return sum(b.Bytes()), nil
}

func unseal(b []byte, v any) error {
	b, err := checked(b)
	if err != nil {
		return err
	}
	return damage(gob.NewDecoder(bytes.NewReader(b)).Decode(v))
}

func damage(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %v", errDamaged, err)
	}
	return nil
}

// Records are encoded as one stream, so that the description of their types, which is longer than most of them, stands
// in it once: in an entry of its own, with which each process begins.
const (
	kindTypes  = 'T'
	kindRecord = 'R'
)

// encoder makes the log entries of one process.
type encoder struct {
	buffer bytes.Buffer
	stream *gob.Encoder
}

// encode makes the entries of a record: of the first one, two.
func (e *encoder) encode(r *record) (entries [][]byte, err error) {
	if e.stream == nil {
		e.stream = gob.NewEncoder(&e.buffer)
		types, err := e.entry(kindTypes, &record{})
		if err != nil {
			return nil, err
		}
		entries = append(entries, types)
	}
	entry, err := e.entry(kindRecord, r)
	return append(entries, entry), err
}

func (e *encoder) entry(kind byte, r *record) ([]byte, error) {
	e.buffer.Reset()
	if err := e.stream.Encode(r); err != nil {
		return nil, fmt.Errorf("encoding what is to be kept: %w", err)
	}
	b := make([]byte, checksumSize, checksumSize+1+e.buffer.Len())
	return sum(append(append(b, kind), e.buffer.Bytes()...)), nil
}

// decoder reads log entries in their order.
type decoder struct {
	buffer bytes.Buffer
	stream *gob.Decoder
}

// decode reads an entry; of one that is about types the record is empty.
func (d *decoder) decode(entry []byte) (*record, error) {
	b, err := checked(entry)
	if err != nil {
		return nil, err
	}
	switch {
	case len(b) > 0 && b[0] == kindTypes:
		d.buffer.Reset()
		d.stream = gob.NewDecoder(&d.buffer)
	case len(b) == 0 || b[0] != kindRecord || d.stream == nil:
		return nil, fmt.Errorf("%w: it is of an unknown kind", errDamaged)
	}
	d.buffer.Write(b[1:])
	r := &record{}
	return r, damage(d.stream.Decode(r))
}

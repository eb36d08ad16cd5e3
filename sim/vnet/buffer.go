package vnet

import "sync"

// buffer holds what was written and not yet read, in pieces, so that it grows without being copied.
type buffer struct {
	pieces []*piece // the first is read from, the last is written to
}

type piece struct {
	from, to int // of what is left
	bytes    [pieceSize]byte
}

const pieceSize = 32 << 10

var freePieces = sync.Pool{New: func() any { return new(piece) }}

func (b *buffer) empty() bool { return len(b.pieces) == 0 }

// len is the number of bytes that can be read.
func (b *buffer) len() (n int) {
	for _, p := range b.pieces {
		n += p.to - p.from
	}
	return n
}

func (b *buffer) write(data []byte) {
	for len(data) > 0 {
		last := len(b.pieces) - 1
		if last < 0 || b.pieces[last].to == pieceSize {
			p := freePieces.Get().(*piece)
			p.from, p.to = 0, 0
			b.pieces = append(b.pieces, p)
			last++
		}
		p := b.pieces[last]
		n := copy(p.bytes[p.to:], data)
		p.to += n
		data = data[n:]
	}
}

func (b *buffer) read(data []byte) (n int) {
	for n < len(data) && len(b.pieces) > 0 {
		p := b.pieces[0]
		got := copy(data[n:], p.bytes[p.from:p.to])
		p.from += got
		if n += got; p.from == p.to {
			b.pieces = b.pieces[1:]
			freePieces.Put(p)
		}
	}
	return n
}

// clear drops what is left.
func (b *buffer) clear() {
	for _, p := range b.pieces {
		freePieces.Put(p)
	}
	b.pieces = nil
}

package vnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// stream is one direction of a connection: a buffer between a writer, who never
// blocks unless the buffer was given a limit, and a reader, who does.
type stream struct {
	mu     sync.Mutex
	change *sync.Cond // anything a blocked reader might wait for
	buffer buffer
	most   int // bytes that may wait in the buffer before the writer has to; 0 is no limit

	readerClosed bool
	writerClosed bool
	silent       bool          // the reader is to hear nothing more
	told         func([]byte)  // who listens hears it before the reader can
	failure      syscall.Errno // breaks both sides; zero while all is well

	readDeadline  deadline
	writeDeadline deadline
}

func newStream() *stream {
	s := &stream{told: func([]byte) {}}
	s.change = sync.NewCond(&s.mu)
	return s
}

// read waits for bytes, or for a reason why there will be none. What arrived
// before the writer closed or the connection broke is still read.
func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerClosed:
			return 0, net.ErrClosed
		case s.silent, s.readDeadline.passed:
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case !s.buffer.empty():
			if s.most > 0 {
				s.change.Broadcast()
			}
			return s.buffer.read(p), nil
		case s.failure != 0:
			return 0, os.NewSyscallError("read", s.failure)
		case s.writerClosed:
			return 0, io.EOF
		}
		s.change.Wait()
	}
}

// write buffers the bytes, or drops them when nobody will read them: a writer
// learns of the other side's close only by reading.
func (s *stream) write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.most > 0 && s.buffer.len() >= s.most && !s.writerClosed && s.failure == 0 && !s.writeDeadline.passed &&
		!s.readerClosed {
		s.change.Wait()
	}
	switch {
	case s.writerClosed:
		return 0, net.ErrClosed
	case s.failure != 0:
		return 0, os.NewSyscallError("write", s.failure)
	case s.writeDeadline.passed:
		return 0, os.ErrDeadlineExceeded
	}
	if !s.silent {
		s.told(p)
	}
	if s.readerClosed {
		return len(p), nil
	}
	s.change.Broadcast()
	s.buffer.write(p)
	return len(p), nil
}

func (s *stream) closeReader() {
	s.update(func() {
		s.readerClosed = true
		s.buffer.clear()
		s.readDeadline.stop()
	})
}

func (s *stream) closeWriter() {
	s.update(func() {
		s.writerClosed = true
		s.writeDeadline.stop()
	})
}

// limit makes the writer wait while so many bytes are unread.
func (s *stream) limit(bytes int) { s.update(func() { s.most = bytes }) }

func (s *stream) fail(errno syscall.Errno) { s.update(func() { s.failure = errno }) }

func (s *stream) silence() { s.update(func() { s.silent = true }) }

func (s *stream) setReadDeadline(t time.Time) error {
	return s.setDeadline(&s.readDeadline, &s.readerClosed, t)
}

func (s *stream) setWriteDeadline(t time.Time) error {
	return s.setDeadline(&s.writeDeadline, &s.writerClosed, t)
}

func (s *stream) setDeadline(d *deadline, closed *bool, t time.Time) (err error) {
	s.update(func() {
		if *closed {
			err = net.ErrClosed
			return
		}
		d.set(t, s.update)
	})
	return err
}

// update changes the stream under its lock and wakes whoever waits for it.
func (s *stream) update(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.change.Broadcast()
}

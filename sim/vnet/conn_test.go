package vnet_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"hybridsim/sim/vnet"
)

func TestConnBehavesAsPackageNetDemands(t *testing.T) {
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		w := newLab(t)
		dialling, accepting := w.connect(t)
		return dialling, accepting, func() { w.Close() }, nil
	})
}

func TestReadAfterPeerCloseReturnsDataThenEOF(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	write(t, accepting, "221 bye")
	accepting.Close()
	got, err := io.ReadAll(dialling)
	if string(got) != "221 bye" || err != nil {
		t.Errorf("ReadAll = %q, %v, want the last words and no error", got, err)
	}
}

func TestWriteAfterPeerCloseSucceedsSilently(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	accepting.Close()
	for range 3 {
		write(t, dialling, "close_notify")
	}
}

func TestWritesNeverBlock(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	want := bytes.Repeat([]byte("a line of a large message\r\n"), 4<<20/27)
	for chunk := range slices.Chunk(want, 1000) {
		write(t, dialling, string(chunk))
	}
	dialling.Close()
	got, err := io.ReadAll(accepting)
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("read %d bytes, %v, want the %d written", len(got), err, len(want))
	}
}

func TestResetFailsBothEnds(t *testing.T) {
	for _, which := range []string{"dialling", "accepting"} {
		t.Run(which, func(t *testing.T) {
			dialling, accepting := newLab(t).connect(t)
			if which == "dialling" {
				dialling.Reset()
			} else {
				accepting.Reset()
			}
			for _, c := range []*vnet.Conn{dialling, accepting} {
				_, err := c.Read(make([]byte, 1))
				wantOpError(t, err, "read", syscall.ECONNRESET)
				_, err = c.Write([]byte("x"))
				wantOpError(t, err, "write", syscall.ECONNRESET)
				if err := c.Close(); err != nil {
					t.Errorf("Close = %v, want nil", err)
				}
			}
		})
	}
}

func TestWhatArrivedBeforeAResetIsStillRead(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	write(t, accepting, "554")
	accepting.Reset()
	got, err := io.ReadAll(dialling)
	if string(got) != "554" {
		t.Errorf("read %q, want %q", got, "554")
	}
	wantOpError(t, err, "read", syscall.ECONNRESET)
}

func TestResetWakesABlockedReader(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	failed := make(chan error)
	go func() {
		_, err := dialling.Read(make([]byte, 1))
		failed <- err
	}()
	accepting.Reset()
	wantOpError(t, <-failed, "read", syscall.ECONNRESET)
}

func TestAStalledConnTimesOutAtOnce(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	write(t, accepting, "220 never heard")
	dialling.Stall()
	_, err := dialling.Read(make([]byte, 1))
	wantOpError(t, err, "read", os.ErrDeadlineExceeded)
	if timeout, ok := errors.AsType[net.Error](err); !ok || !timeout.Timeout() {
		t.Errorf("%v is not a timeout", err)
	}

	write(t, dialling, "QUIT") // the other direction still works
	got := make([]byte, 4)
	if _, err := io.ReadFull(accepting, got); string(got) != "QUIT" || err != nil {
		t.Errorf("peer read %q, %v, want QUIT", got, err)
	}
}

func TestStallWakesABlockedReader(t *testing.T) {
	dialling, _ := newLab(t).connect(t)
	failed := make(chan error)
	go func() {
		_, err := dialling.Read(make([]byte, 1))
		failed <- err
	}()
	dialling.Stall()
	wantOpError(t, <-failed, "read", os.ErrDeadlineExceeded)
}

func TestAMovedDeadlineDoesNotFire(t *testing.T) {
	dialling, accepting := newLab(t).connect(t)
	dialling.SetReadDeadline(time.Now().Add(time.Millisecond))
	dialling.SetReadDeadline(time.Time{})
	time.Sleep(5 * time.Millisecond)
	write(t, accepting, "x")
	if _, err := dialling.Read(make([]byte, 1)); err != nil {
		t.Errorf("Read = %v, want no error", err)
	}
}

func TestAClosedEndIsUnusableAndSaysSo(t *testing.T) {
	dialling, _ := newLab(t).connect(t)
	for range 2 {
		if err := dialling.Close(); err != nil {
			t.Errorf("Close = %v, want nil", err)
		}
	}
	_, err := dialling.Read(make([]byte, 1))
	wantOpError(t, err, "read", net.ErrClosed)
	_, err = dialling.Write([]byte("x"))
	wantOpError(t, err, "write", net.ErrClosed)
	wantOpError(t, dialling.SetDeadline(time.Time{}), "set", net.ErrClosed)
}

// write writes all of s or fails the test.
func write(t *testing.T, c net.Conn, s string) {
	t.Helper()
	if n, err := c.Write([]byte(s)); n != len(s) || err != nil {
		t.Fatalf("Write(%.20q) = %d, %v, want %d, nil", s, n, err, len(s))
	}
}

// wantOpError checks that err is a *net.OpError of that operation around want.
func wantOpError(t *testing.T, err error, op string, want error) {
	t.Helper()
	operation, ok := errors.AsType[*net.OpError](err)
	if !ok || operation.Op != op || !errors.Is(err, want) {
		t.Errorf("error = %v (%T), want a *net.OpError of %s around %v", err, err, op, want)
	}
}

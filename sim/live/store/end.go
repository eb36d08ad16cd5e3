package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc64"
	"hash/fnv"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// end tells where the log ends: what was acknowledged reaches to there. A log that reads well and is shorter, or
// another one, is damaged.
type end struct {
	Records uint64 // number of the last record
	Chain   uint64 // over all records
}

var polynomial = crc64.MakeTable(crc64.ECMA)

// chained is a checksum over records, one record longer.
func chained(chain uint64, record []byte) uint64 { return crc64.Update(chain, polynomial, record) }

// putEnd notes the end of the log behind records that are about to be written.
func (s *Store) putEnd(tx *bbolt.Tx, records [][]byte) error {
	e := end{Records: s.next - 1 + uint64(len(records)), Chain: s.chain}
	for _, r := range records {
		e.Chain = chained(e.Chain, r)
	}
	mark, err := seal(e)
	if err != nil {
		return err
	}
	return tx.Bucket(metaBucket).Put(endKey, mark)
}

// written counts records that are on disk.
func (s *Store) written(records [][]byte) {
	s.next += uint64(len(records))
	for _, r := range records {
		s.chain = chained(s.chain, r)
	}
}

// isWhole compares the log that was read with the mark of its end.
func (s *Store) isWhole(mark []byte) error {
	var e end
	if err := unseal(mark, &e); err != nil {
		return err
	}
	read := max(s.next, 1) - 1
	switch {
	case read != e.Records:
		return fmt.Errorf("%w: it ends with record %d, and was written to record %d", errDamaged, read, e.Records)
	case s.chain != e.Chain:
		return fmt.Errorf("%w: its records are not those that were written", errDamaged)
	}
	return nil
}

// The beginnings of a bbolt file: two pages, each with a header and then what the database calls its meta, which ends
// in a checksum of what stands before. They take turns, and with one of them broken the database would go on from the
// other one, as it was a transaction earlier. That transaction may have been acknowledged.
const (
	pageHeader = 16
	metaSize   = 64
	metaSum    = metaSize - 8
)

// bothBeginnings reports damage when one of the two is broken. A write of one is a part of one disk sector, so that a
// crash leaves it as it was or as it is to be.
func bothBeginnings(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	first, err := beginning(f, 0)
	if err != nil {
		return err
	}
	pageSize := int64(binary.NativeEndian.Uint32(first[8:]))
	_, err = beginning(f, pageSize)
	return err
}

func beginning(f io.ReaderAt, at int64) ([]byte, error) {
	meta := make([]byte, metaSize)
	if _, err := f.ReadAt(meta, at+pageHeader); err != nil {
		return nil, fmt.Errorf("%w: it is cut off", errDamaged)
	}
	sum := fnv.New64a()
	sum.Write(meta[:metaSum])
	if sum.Sum64() != binary.NativeEndian.Uint64(meta[metaSum:]) {
		return nil, fmt.Errorf("%w: a page with which it begins does not fit its checksum", errDamaged)
	}
	return meta, nil
}

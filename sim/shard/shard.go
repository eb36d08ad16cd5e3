// Package shard divides a list of work among machines, and puts what they made of it together again.
//
//  1. Each machine is told which [Shard] it is, such as 2/4, and takes its share of the list with [Pick]: every fourth
//     entry, from the second on, so that neighbours, which cost alike, do not meet on one machine.
//  2. What each made is given to [Join], which takes all shards of one division, each once, and keeps the list's order.
//
// It knows nothing of what is divided.
package shard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hybridsim/sim/mistake"
)

// Shard is one share of a division. The zero Shard is the whole.
type Shard struct {
	Index int // from 1
	Of    int
}

const hint = "write --shard i/n: the first of four machines is 1/4, the last 4/4"

// Parse reads a shard as [Shard.String] writes it. Whoever counts from 0, as Kubernetes does, writes that 1 is to be
// added: 0+1/4 is the first of four.
func Parse(text string) (Shard, error) {
	first, second, divided := strings.Cut(text, "/")
	first, fromZero := strings.CutSuffix(first, "+1")
	index, err := strconv.Atoi(first)
	if fromZero && err == nil {
		index++
	}
	of, err2 := strconv.Atoi(second)
	switch {
	case !divided || err != nil || err2 != nil:
		return Shard{}, mistake.New(hint, "%q is no shard", text)
	case of < 1:
		return Shard{}, mistake.New(hint, "%q: nothing is divided into %d", text, of)
	case index < 1 || index > of:
		return Shard{}, mistake.New(hint, "%q: there is no shard %d of %d", text, index, of)
	}
	return Shard{index, of}, nil
}

// Whole reports whether nothing is divided.
func (s Shard) Whole() bool { return s.Of == 0 }

// First reports whether what belongs to no entry of the list, and is told once, is this shard's to tell.
func (s Shard) First() bool { return s.Index <= 1 }

// Has reports whether the entry at an index of the list is in this shard's share.
func (s Shard) Has(i int) bool { return s.Whole() || i%s.Of == s.Index-1 }

// String is empty for the whole.
func (s Shard) String() string {
	if s.Whole() {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// Pick is a shard's share of a list.
func Pick[T any](s Shard, list []T) []T {
	if s.Whole() {
		return list
	}
	var share []T
	for i := s.Index - 1; i < len(list); i += s.Of {
		share = append(share, list[i])
	}
	return share
}

// Part is what one machine made of its share.
type Part[T any] struct {
	File  string // that it came in, for mistakes
	Shard Shard
	List  []T
}

// InOrder sorts parts by their shards. All of one division have to be there, each once.
func InOrder[T any](parts []Part[T]) error {
	slices.SortStableFunc(parts, func(a, b Part[T]) int { return cmp.Compare(a.Shard.Index, b.Shard.Index) })
	for i, p := range parts {
		switch first := parts[0]; {
		case p.Shard.Of != first.Shard.Of:
			return mistake.New("give the files of one division", "%s is shard %s and %s is shard %s", first.File,
				first.Shard, p.File, p.Shard)
		case i > 0 && p.Shard == parts[i-1].Shard:
			return mistake.New("give each shard once", "%s and %s are both shard %s", parts[i-1].File, p.File, p.Shard)
		}
	}
	for want := 1; want <= parts[0].Shard.Of; want++ {
		if want > len(parts) || parts[want-1].Shard.Index != want {
			return mistake.New("give the files of all shards; one whose machine failed has to be played again",
				"shard %d/%d is missing", want, parts[0].Shard.Of)
		}
	}
	return nil
}

// Join puts the lists of parts that are [InOrder] together: the list as it was before it was divided. Where an entry
// came to nothing, those after it in its part move up.
func Join[T any](parts []Part[T]) []T {
	list := []T{}
	for round := 0; ; round++ {
		before := len(list)
		for _, p := range parts {
			if round < len(p.List) {
				list = append(list, p.List[round])
			}
		}
		if len(list) == before {
			return list
		}
	}
}

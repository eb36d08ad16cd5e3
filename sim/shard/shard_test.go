package shard_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
	"hybridsim/sim/shard"
)

func TestAShardIsReadAsItIsWritten(t *testing.T) {
	for _, text := range []string{"1/1", "1/4", "4/4", "17/300"} {
		s, err := shard.Parse(text)
		if err != nil || s.String() != text {
			t.Errorf("%q was read as %q: %v", text, s, err)
		}
	}
	for text, want := range map[string]string{"0+1/4": "1/4", "3+1/4": "4/4"} { // counted from 0
		if s, err := shard.Parse(text); err != nil || s.String() != want {
			t.Errorf("%q was read as %q: %v", text, s, err)
		}
	}
	if s, err := shard.Parse("4+1/4"); err == nil {
		t.Errorf("4+1/4 was read as %q", s)
	}
}

func TestWhatIsNoShardIsRefused(t *testing.T) {
	const hint = "\n    hint: write --shard i/n: the first of four machines is 1/4, the last 4/4"
	for text, want := range map[string]string{
		"":      `"" is no shard`,
		"3":     `"3" is no shard`,
		"a/b":   `"a/b" is no shard`,
		"1/2/3": `"1/2/3" is no shard`,
		"0/4":   `"0/4": there is no shard 0 of 4`,
		"5/4":   `"5/4": there is no shard 5 of 4`,
		"-1/4":  `"-1/4": there is no shard -1 of 4`,
		"1/0":   `"1/0": nothing is divided into 0`,
	} {
		_, err := shard.Parse(text)
		if err == nil {
			t.Errorf("%q was read", text)
			continue
		}
		if diff := cmp.Diff(want+hint, err.Error()); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", text, diff)
		}
	}
}

func TestWhatWasDividedIsPutTogetherInItsOrder(t *testing.T) {
	for length := range 12 {
		list := make([]int, length)
		for i := range list {
			list[i] = i
		}
		for of := 1; of <= 5; of++ {
			var parts []shard.Part[int]
			for i := of; i >= 1; i-- { // files come in any order
				s := shard.Shard{Index: i, Of: of}
				parts = append(parts, shard.Part[int]{Shard: s, List: shard.Pick(s, list)})
			}
			if err := shard.InOrder(parts); err != nil {
				t.Fatal(err)
			}
			if got := shard.Join(parts); !slices.Equal(list, got) {
				t.Errorf("%d of %d: want %v, got %v", length, of, list, got)
			}
		}
	}
}

func TestAllShardsOfOneDivisionAreNeededOnce(t *testing.T) {
	for _, row := range []struct {
		want   string
		shards []string
	}{
		{"shard 1/3 is missing", []string{"3/3", "2/3"}},
		{"shard 2/3 is missing", []string{"1/3", "3/3"}},
		{"shard 3/3 is missing", []string{"1/3", "2/3"}},
		{"a and b are both shard 2/2", []string{"2/2", "2/2"}},
		{"a is shard 1/2 and b is shard 2/3", []string{"1/2", "2/3"}},
	} {
		var parts []shard.Part[int]
		for i, text := range row.shards {
			s, err := shard.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, shard.Part[int]{File: string(rune('a' + i)), Shard: s})
		}
		err := shard.InOrder(parts)
		if err == nil {
			t.Errorf("%v were taken", row.shards)
			continue
		}
		if got := mistake.Message(err); got != row.want {
			t.Errorf("%v: want %q, got %q", row.shards, row.want, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1/4", "0/4", "5/4", "x", "/", "1/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := shard.Parse(text)
		if err != nil {
			return
		}
		if again, err := shard.Parse(s.String()); err != nil || again != s || s.Index < 1 || s.Index > s.Of {
			t.Errorf("%q was read as %v, and that as %v: %v", text, s, again, err)
		}
	})
}

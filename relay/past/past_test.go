package past_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay/past"
)

func upTo(n int) (l past.List[int]) {
	for i := range n {
		l.Add(i)
	}
	return l
}

func from(n int) func(int) bool { return func(x int) bool { return x >= n } }

func TestNumbersStayWhenWhatWasBeforeIsForgotten(t *testing.T) {
	for forgotten := range 7 {
		l := upTo(5)
		l.Forget(from(forgotten))
		if got, want := l.Count(), 5; got != want {
			t.Errorf("with %d forgotten %d have happened, want %d", forgotten, got, want)
		}
		l.Add(5)
		for since := -1; since < 9; since++ {
			var want []int
			for i := max(since, min(forgotten, 5)); i < 6; i++ {
				want = append(want, i)
			}
			if diff := cmp.Diff(want, append([]int(nil), l.Since(since)...)); diff != "" {
				t.Errorf("with %d forgotten, since %d (-want +got):\n%s", forgotten, since, diff)
			}
		}
	}
}

func TestWhoHasReadKeepsWhatHeHas(t *testing.T) {
	l := upTo(4)
	then, read := l, l.Known()
	l.Forget(from(3))
	l.Add(4)
	for name, got := range map[string][]int{"what was read": read, "a copy": then.Known()} {
		if diff := cmp.Diff([]int{0, 1, 2, 3}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSkippingGivesNoNumberTwice(t *testing.T) {
	for to, want := range map[int]int{0: 3, 2: 3, 3: 3, 7: 7} {
		l := upTo(3)
		l.Skip(to)
		if got := l.Count(); got != want {
			t.Errorf("skipping to %d the next is number %d, want %d", to, got, want)
		}
		if l.Add(9); *l.Last() != 9 {
			t.Errorf("skipping to %d the last is %d", to, *l.Last())
		}
	}
}

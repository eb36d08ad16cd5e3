package diagnose

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheTreeFindsEverySmallestSet compares it with what works, given as the smallest sets themselves.
func TestTheTreeFindsEverySmallestSet(t *testing.T) {
	for _, row := range []struct {
		says string
		n    int
		sets [][]int
	}{
		{"nothing works", 4, nil},
		{"one alone", 5, [][]int{{3}}},
		{"two alone, and a pair", 6, [][]int{{1}, {4}, {0, 5}}},
		{"pairs that share a thing", 5, [][]int{{0, 2}, {2, 4}, {1, 3}}},
		{"three together", 7, [][]int{{0, 3, 6}}},
	} {
		t.Run(row.says, func(t *testing.T) {
			tr := &tree{n: row.n, most: 9, asks: 500, works: func(set []int) (bool, error) {
				return slices.ContainsFunc(row.sets, func(want []int) bool {
					return !slices.ContainsFunc(want, func(i int) bool { return !slices.Contains(set, i) })
				}), nil
			}}
			got, err := tr.grow()
			if err != nil {
				t.Fatal(err)
			}
			sorted := slices.SortedFunc(slices.Values(got), slices.Compare[[]int])
			want := slices.SortedFunc(slices.Values(row.sets), slices.Compare[[]int])
			if diff := cmp.Diff(want, sorted); diff != "" || tr.ended {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

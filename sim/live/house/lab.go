package house

import (
	"math/rand/v2"

	"hybridsim/sim/story"
)

// Draw picks the story of a lab that belongs to a number, among those that can be labs and stand on a base, if one is
// named; nil when there is none.
func Draw(stories []*story.Story, base string, seed uint64) *story.Story {
	var fit []*story.Story
	for _, s := range stories {
		if s.Teaches() == nil && (base == "" || s.Base.Name == base) {
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[rand.New(rand.NewPCG(seed, 0)).IntN(len(fit))]
}

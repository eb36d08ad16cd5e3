package vclock

import "cmp"

// entry is an event with what orders it and what it does.
type entry struct {
	Event
	order int
	do    func()
}

func (e entry) compare(other entry) int {
	return cmp.Or(e.At.Compare(other.At), cmp.Compare(e.order, other.order))
}

// calendar is a heap of entries, the earliest on top; see [container/heap].
type calendar []entry

func (c calendar) Len() int           { return len(c) }
func (c calendar) Less(i, j int) bool { return c[i].compare(c[j]) < 0 }
func (c calendar) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *calendar) Push(x any)        { *c = append(*c, x.(entry)) }

func (c *calendar) Pop() any {
	last := len(*c) - 1
	e := (*c)[last]
	(*c)[last] = entry{} // let go of the closure
	*c = (*c)[:last]
	return e
}

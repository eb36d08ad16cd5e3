package transport

import "slices"

// policy are the sources of what is asked about mail-flow rules, limits, forwarding and verdicts.
var policy = []string{"P1.3, P1.4", "P1.6, P7.1", "P1.10, G2.32", "P1.5, P5.3", "P1.9, P2.1"}

// WithoutPolicy does something while none of that is asked.
func WithoutPolicy(do func()) {
	whole, asked := stages, questions
	defer func() { stages, questions = whole, asked }()
	stages = slices.DeleteFunc(slices.Clone(whole), func(s stage) bool { return slices.Contains(policy, s.source) })
	questions = slices.DeleteFunc(slices.Clone(asked), func(q question) bool { return slices.Contains(policy, q.source) })
	if len(stages) != len(whole)-3 || len(questions) != len(asked)-2 {
		panic("the order has other sources than those that are named here")
	}
	do()
}

// Authors is what the front door asks about the authors of a message.
var Authors = authors

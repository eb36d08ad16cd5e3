// Package mutate asks of a suite of assertions which mistakes it would miss: every fault of sim/fault is made in the
// base, one at a time (a mutant), and the suite is played. It is configuration coverage and the mutation score of
// software testing, for mail flow.
//
//  1. [New] takes the assertions of one base, which must hold there (suite.go). What is the same for many plays is
//     played once and forked (ground.go).
//  2. [Run] makes each mutant and plays the suite until a claim fails: the mutant is killed. One that no claim notices
//     is looked at with letters of our own, the probes (probe.go), and everything that anybody could see of them
//     (look.go). Where nothing differs the mutant is unobservable, and counts nowhere; else it survived (run.go).
//  3. What differs is written as a claim, which is tried: it holds on the healthy base and fails on the mutant. The
//     shortest is the assertion that the suite lacks (kill.go). [Report.Files] puts the fewest that kill all survivors
//     into files, and plays those as well (write.go).
//  4. The score is counted for each family of faults and each object (report.go).
//  5. [Cover] is the cheap half: which lines of a base the decisions of the suite's plays name (coverage.go).
//
// It has no rules of mail. docs/mutate.md tells people how to use it.
package mutate

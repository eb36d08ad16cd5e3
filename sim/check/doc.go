// Package check asks of a whole configuration what its mail flow does: it plays a matrix of the flows that a hybrid
// needs, looks for settings that checklists and documentation warn of, says which of the flows each breaks, and tells
// two configurations apart. What a flow does is never guessed from settings: it is played in a world of its own.
//
// It is not a story: nothing here claims anything about the documentation. It has no rules of mail either; those are in
// relay/..., and the decisions that are shown are the ones that were made.
//
//  1. [Read] takes a base, or a story in its faulty state, with lines typed on top (subject.go).
//  2. The cast is found in it: who lives where, and what probes have to be added (cast.go).
//  3. Each flow of the matrix is played in a fresh world (flows.go, stage.go, run.go), and looked at: where did the
//     message end, with which AuthAs (outcome.go), and which decision decided (deciding.go).
//  4. The lint looks at the settings alone (lint.go and its neighbours); each finding's documented fix is then typed on
//     a copy and the flows that fail are played again, which tells what the finding breaks (blame.go).
//  5. A [Report] can be saved and compared with another (settings.go, saved.go, compare.go).
//
// docs/check.md describes flows, outcomes and findings for people.
package check

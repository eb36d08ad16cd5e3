// Package diagnose goes from a symptom to its causes: which faults of a catalogue, or which settings that are there
// now, make a configuration show what somebody saw, and which typed lines undo it. Nothing is concluded from settings:
// every candidate is played.
//
//  1. [Read] takes the evidence: whatever ndr reads, or words from a closed list (symptom.go).
//  2. A played message becomes a view: its ends, its replies, and marks that anybody could look for (view.go).
//  3. [Symptom.Fit] says how well a view shows the symptom (fit.go).
//  4. [Diagnose] plays the message as configured. Where the symptom shows, it looks for the smallest sets of lines that
//     cure it, by an HS-tree (Reiter 1987; cure.go). Where it does not, it types each fault of sim/fault on a fork, and
//     then pairs (search.go).
//  5. Causes that no mark tells apart are one (rank.go); the question whose answer splits the others best is the one
//     with the highest entropy (de Kleer and Williams 1987; question.go).
//  6. Each fix is tried: the symptom is gone, no flow of check is worse, no line is superfluous (prove.go).
//
// docs/diagnose.md tells people how to use it.
package diagnose

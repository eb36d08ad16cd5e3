// Package fingerprint knows what Exchange's own files look like by structure, as people found it in real ones (labels
// V of docs/RULES.md), and looks whether others do: which ids decode to which times, how lines are folded, which row
// stands where. It decides nothing about mail, and reads files as anybody would who was handed them.
//
//  1. [Facts] is the list: what is said of which kind of file.
//  2. [Look] goes through files and tells of each fact how often it held, and where not (mail.go, logs.go).
//  3. [Page] prints the list (docs/fingerprint.md). What differs by intention, or is not done, names its row of
//     docs/FIDELITY.md there.
package fingerprint

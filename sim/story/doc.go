// Package story reads, plays and checks story files: one documented fault each, with its cause, its symptoms, the documented
// fix and the proof. It is no scripting language: there are no variables, conditions, loops or patterns. docs/stories.md
// explains the format; docs/stories-reference.md is generated from the verbs, header fields and sections in this package.
//
//  1. [Parse] reads a file into a [Story]; every line is understood, or the error says where and what was expected.
//  2. [Story.Run] plays it on fresh worlds: whole, twice; without the cause, when the first symptom must vanish; and without
//     each resolution, when its verification must fail. It returns a [Report]. [Story.Play] plays it once, to look at.
//  3. A verb is one file: do_*.go acts, want_*.go claims, print_*.go prints. [Verbs] lists them with their usage.
//  4. What a printing verb prints is compared with the golden lines beneath it; [Report.Rewritten] renews those.
package story

// Package story reads, plays and checks story files: one documented fault each, with its cause, its symptoms, the documented
// fix and the proof. It is no scripting language: there are no variables, conditions, loops or patterns. The format is in
// docs/stories.md, whose reference part is generated from the verbs in this package.
//
//  1. [Parse] reads a file into a [Story]; every line is understood, or the error says where and what was expected.
//  2. [Story.Run] plays it on fresh worlds: whole, twice; without the cause, when the first symptom must vanish; and without
//     each resolution, when its verification must fail. It returns a [Report].
//  3. A verb is one file: do_*.go acts, want_*.go claims, print_*.go prints. [Verbs] lists them with their usage.
package story

// Package story reads, plays and proves story files: one documented fault each, with its cause, its symptoms, the
// documented fix and the proof. The lines are those of package script; a file adds what they rest on, what they print,
// and the order of its sections. docs/stories.md explains the format; docs/stories-reference.md is generated from the
// header fields and sections in this package and the verbs in that one.
//
//  1. [Parse] reads a file into a [Story]; every line is understood, or the error says where and what was expected.
//  2. [Story.Run] plays it on fresh worlds: whole, twice; without the cause, when the first symptom must vanish; and
//     without each resolution, when its verification must fail. It returns a [Report]. [Story.Play] plays it once, to
//     look at.
//  3. What a printing verb prints is compared with the golden lines beneath it; [Report.Rewritten] renews those.
//  4. [Story.Grade] judges what somebody typed to cure the fault, by what mail does afterwards.
package story

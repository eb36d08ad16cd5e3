// Package script is one typed line on a world: what administrators, users, firewalls and the clock do, what is claimed,
// and what is printed. It is no scripting language: there are no variables, conditions, loops or patterns. It knows no
// story: whose lines they are, what a claim rests on and what follows from one that does not hold, is the affair of
// package story. docs/stories.md explains the lines; docs/stories-reference.md lists them.
//
//  1. [Parse] reads a line into a [Step] by a [Cursor]; every word is understood, or the mistake says where and what
//     was expected.
//  2. A [Player] stands at a world: [Player.Perform] does what a step says and the work that follows from it,
//     [Player.Check] looks whether a claim holds, [Player.Print] shows. Claims look at what happened since
//     [Player.Begin].
//  3. A verb is one file: do_*.go acts, want_*.go claims, print_*.go prints. [Verbs] lists them with their usage,
//     [Step.Traits] tells what a line is before it is done.
//  4. A [Console] does line by line what somebody types: [Console.Complete] helps, [Console.Again] does it once more.
package script

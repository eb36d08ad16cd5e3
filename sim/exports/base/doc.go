// Package base turns what exports show into a base: a file of the story language that a world can be built from, and a
// report of what was taken, ignored, not known, assumed and contradictory.
//
// It reads no files and decides nothing about mail. What the model knows of an object is what package cmdlet says; a
// value is taken when the world that the base describes shows it afterwards, and otherwise reported.
//
// The path through it:
//
//  1. rename.go replaces names, domains, addresses and thumbprints, if that is wanted, before anything else looks.
//  2. merge.go joins the objects that are about the same thing: the newest value wins.
//  3. header.go finds the server, the product, the tenant and the time.
//  4. writer.go plays each line on a [story.Stage] as it is written. certificates.go, objects.go, recipients.go and
//     network.go write the lines.
//  5. unknown.go writes what is not known and decides something as "perhaps" lines.
//  6. Build reads the file back, plays it and compares the two worlds.
package base

// Package courses holds the courses that ship with the program: a folder each, with course.txt, stories of its own and
// notes. Most labs of a course are stories of the catalogue, named there.
package courses

import "embed"

// Files are the courses.
//
//go:embed all:hybrid-mail-flow
var Files embed.FS

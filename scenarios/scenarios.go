// Package scenarios holds the stories: one *.txtar file for each documented fault, and in base/ the healthy hybrids
// that they start from. Files in private/ are played when present and never embedded.
package scenarios

import "embed"

// Files are the stories and bases that ship with the program.
//
//go:embed *.txtar base/*.txtar
var Files embed.FS

// Package scenarios holds the stories: one *.txtar file for each documented fault, in base/ the healthy hybrids that
// they start from, and in labs/ what authors say of a story as an exercise. Files in private/ are played when present
// and never embedded.
package scenarios

import "embed"

// Files are the stories, bases and labs' sheets that ship with the program.
//
//go:embed *.txtar base/*.txtar labs/*.txt
var Files embed.FS

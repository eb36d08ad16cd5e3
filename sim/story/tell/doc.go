// Package tell tells a story to people: as an article with a picture of its hybrid, as hints on the way to its cure, as
// the task of a lab. It judges nothing: what is told stands in the story, in its mailboxes or in its decisions.
//
//  1. [Article] goes through the file, line by line, so that comments keep their places.
//  2. [Hints] and [Task] look at a world in the story's faulty state: what somebody could see there who is called.
package tell

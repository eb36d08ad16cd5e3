// Package console is what a person types at while a simulated world runs: lines of the story language and a few
// commands about the console itself. It is not a terminal: it draws nothing and reads no keys. It knows no rule of
// mail, and it has no clock of its own.
//
//  1. A [Session] is one person's: it knows whose prompt is shown and makes a whole line of what is typed.
//  2. [Console.Do] does a line, one at a time, whoever types it and whatever brings it here: a terminal, a script,
//     HTTP. Lines of the story language go to the story's player; help and the commands of a lab are answered here.
//  3. A line that changes something is remembered, in order, and executed through a [Journal] if there is one.
//  4. A lab hides decisions, tells the story by hints, and grades the lines that were kept by what mail does after
//     them.
package console

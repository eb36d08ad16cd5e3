// Package lab makes an exercise of a story: who the student may be, what is graded, what an author says of it, and the
// record of a grade that somebody else can verify. It types nothing and shows nothing; a console does the lines, and a
// page or a terminal shows what is answered.
//
//  1. A [Sheet] is what an author wrote about a lab besides its story: the ticket in a customer's words, hints in
//     steps, who the student may be, fixes that are broad but true, notes for the instructor.
//  2. A [Lab] is a story with its sheet. [Lab.Allows] judges a line before it is done.
//  3. [Lab.Grade] judges the lines that were done: by the story's verification at every turn, and by the flows of
//     package check, of which none that was healthy before the fault may be worse.
//  4. [Lab.Vary] makes a fresh variant: other names, domains and addresses from a seed, the same fault.
//  5. A [Course] is labs in an order, from a folder. A [Key] signs the [Record] of a grade, and anybody verifies it.
package lab

// Package house is a world that people live with: it is made from a story, kept in a folder, opened to clients and to
// whoever looks at it, typed at, and made again when somebody resets it. It prints nothing, knows no terminal and
// ends no process: what there is to tell goes to a [Teller].
//
//  1. [OpenFolder] opens what outlives the process; it may hold a world already, and then says what that was made from.
//  2. A [House] is the story and everything that is to be opened. [House.Live] builds the world, or makes it again
//     from the folder, starts its clock, opens doors (package edge) and windows (packages web, zones; files), and
//     ends all in order.
//  3. A [Desk] does the lines of one person who types: it knows when the house is to end, and how it went.
package house

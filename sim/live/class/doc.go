// Package class is a course for many at once: one process, one port, a world for each student and lab, and an
// instructor who sees all of it. It knows no rule of mail, and it grades nothing itself.
//
//  1. [Open] reads what is kept of the class: who belongs to it, how far everybody is, the key that signs grades.
//  2. Who asks is found out first (auth.go): a link that is good once becomes a cookie; forms bring a token back; a
//     Host that is not ours and a page of another site are refused.
//  3. A room is a student's world of a lab (room.go): a house of package house, made when somebody enters, put to sleep
//     when nobody has for a while. What is in it is on disk, so that sleep and restarts lose nothing. Nobody but the
//     student and the instructor enters.
//  4. The pages of a room are those of package web, in a dress of ours; limits.go bounds what one student may ask for.
//  5. The instructor's pages (teacher.go) show who is where, release hints, reset, and export grades.
package class

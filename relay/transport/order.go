package transport

// The order in which an accepted message is judged stands here, in two lists, and nowhere else: what is asked about the
// message as a whole, and what is asked about each recipient while the recipients are expanded. What is asked in the
// session before, connector by connector, is P1.1; accept.go, receive.go and frontdoor.go have it.

// A stage is a question about a whole message, and what follows from the answer. It reports whether nothing is left to
// ask.
type stage struct {
	asks   string
	source string
	do     func(*categorizing) (over bool)
}

// stages is the order for a message.
var stages = []stage{
	{"may its sender write in the name of whom it names", "P3.7", (*categorizing).refusedForAuthor},
	{"is it within the limits of its sender", "P1.3, P1.4", (*categorizing).refusedForSender},
	{"does the tenant's own list block somebody whom it is for", "P8.10", (*categorizing).blockedByTenant},
	{"who are its recipients, and who of them may have it", "P1.3, P1.5", (*categorizing).expansion},
	{"what do the mail-flow rules of this side make of it", "P1.6, P7.1", (*categorizing).ruled},
	{"who keeps a record of it", "P1.2, P7.12", (*categorizing).journaled},
	{"what does the filter's verdict make of it", "P1.10, G2.32", (*categorizing).filtered},
	{"where does each copy go", "P1.8, G1.1.1", (*categorizing).dispatch},
}

// A question is asked about one recipient; it reports whether that settles the recipient: it is refused, held, replaced
// by others, or known not to be asked about any more.
type question struct {
	asks   string
	source string
	do     func(*categorizing, *addressee) (settled bool)
}

// questions is the order for a recipient. Restrictions come before what makes other recipients of it (P1.9 [I]).
var questions = []question{
	{"does this server know recipients at all", "T9.10", (*categorizing).atEdge},
	{"does it decide about mail that waits for approval", "P4.3", (*categorizing).arbitrated},
	{"who is it", "P1.3", (*categorizing).resolved},
	{"may this sender write to it", "P1.5", (*categorizing).refusedByRestriction},
	{"is it within the limits of the recipient", "P1.5, P5.3", (*categorizing).refusedForSize},
	{"does somebody have to approve it first", "P1.9, P4.3", (*categorizing).moderated},
	{"to whom does it pass mail on", "P1.9, P2.1", (*categorizing).forwarded},
	{"is it a report or a reply to a group", "P3.15", (*categorizing).reportToGroup},
	{"who are its members", "P1.5", (*categorizing).expanded},
	{"has the message reached it already", "R6.19", (*categorizing).repeated},
}

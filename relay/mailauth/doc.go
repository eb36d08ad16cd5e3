// Package mailauth judges whether a message comes from the domain it says it is from: SPF, DKIM and DMARC, and the
// Authentication-Results field that tells the outcome. It is the one door to the libraries for them. It does not decide
// what becomes of the message: whose mail is judged, and whether a policy of reject is enforced, is the receiving
// transport's to say.
//
//  1. [Judge] takes a [Message] as it came over the wire and a [Resolver] for the records that domains publish.
//  2. SPF asks whether the client may send for the envelope sender's domain, DKIM whether a domain's signature holds.
//  3. DMARC asks whether one of the two speaks for the domain in From, and what that domain wants done if none does.
//  4. The [Verdict] keeps the three answers; [Verdict.Field] writes them down, and a Decision explains them.
//
// Signatures that expire (x=) are compared with the wall clock by the library; signed messages for stories must not
// have it.
package mailauth

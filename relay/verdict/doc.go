// Package verdict says what the service's filter makes of a message: whether it is judged, for whose address, what
// comes out, and what is done about it (G2 section 1). SPF, DKIM and DMARC are package mailauth's; they are told to it.
//
//  1. [Which] says whether mail is judged, and as what: table G2.1 to G2.15.
//  2. [Origin] finds the address that it is judged for: the client's, or that of an earlier hop when Enhanced Filtering
//     skips the last ones (P8.11, P8.12).
//  3. [Of] weighs what is known and returns a [relay.Verdict]: category, level, action.
//  4. [Stamp] writes it into the header, where on-premises mail-flow rules find it (P8.15).
//  5. [For] is what it comes to for one mailbox: its lists go before (G2.45, G2.50).
//
// There is no reputation and no content filter: of content only the test text for filters is known.
package verdict

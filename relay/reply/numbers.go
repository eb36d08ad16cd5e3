package reply

import (
	"strings"

	"hybridsim/relay"
)

// numbers are the enhanced codes that RFC 3463 and the RFCs that add to it define, without their class. A server puts
// them beside words of its own; then they say this much and no more.
var numbers = map[string]struct{ meaning, rfc string }{
	"1.1":  {"there is no such mailbox", "RFC 3463"},
	"1.2":  {"there is no such domain, or it takes no mail", "RFC 3463"},
	"1.3":  {"the recipient's address is not valid", "RFC 3463"},
	"1.4":  {"the recipient's address fits more than one recipient", "RFC 3463"},
	"1.6":  {"the recipient has moved and left no address", "RFC 3463"},
	"1.7":  {"the sender's address is not valid", "RFC 3463"},
	"1.8":  {"there is no such sender's domain, or it takes no mail", "RFC 3463"},
	"1.10": {"the recipient's domain takes no mail", "RFC 7505; Exchange writes it of recipients that it does not find"},
	"2.1":  {"the mailbox takes no mail; it may be closed for a time or for good", "RFC 3463"},
	"2.2":  {"the recipient's mailbox is full", "RFC 3463"},
	"2.3":  {"the message is longer than the recipient takes", "RFC 3463"},
	"2.4":  {"a list could not be expanded", "RFC 3463"},
	"3.1":  {"the server's store is full", "RFC 3463"},
	"3.2":  {"the server takes no mail at the moment", "RFC 3463"},
	"3.3":  {"the server cannot do what the message needs", "RFC 3463"},
	"3.4":  {"the message is larger than the server takes", "RFC 3463"},
	"3.5":  {"the server is not configured rightly", "RFC 3463"},
	"4.1":  {"the next host does not answer", "RFC 3463"},
	"4.2":  {"the connection broke off", "RFC 3463"},
	"4.3":  {"a directory, such as DNS, could not be asked", "RFC 3463"},
	"4.4":  {"no way to the next host is known", "RFC 3463"},
	"4.5":  {"the server has too much to do", "RFC 3463"},
	"4.6":  {"the message went round in a circle", "RFC 3463"},
	"4.7":  {"the message grew too old", "RFC 3463"},
	"5.1":  {"the command is not valid here", "RFC 3463"},
	"5.2":  {"the command cannot be read", "RFC 3463"},
	"5.3":  {"there are too many recipients", "RFC 3463"},
	"5.4":  {"the command's arguments are not valid", "RFC 3463"},
	"5.5":  {"the two ends speak different versions of the protocol", "RFC 3463"},
	"6.1":  {"the content is of a kind that is not taken", "RFC 3463"},
	"6.2":  {"the content would have to be converted, and may not be", "RFC 3463"},
	"6.3":  {"the content would have to be converted, and cannot be", "RFC 3463"},
	"6.5":  {"the content could not be converted", "RFC 3463"},
	"6.7":  {"addresses that are not ASCII are not taken", "RFC 6531"},
	"7.1":  {"the sender may not send there, or the message is refused", "RFC 3463"},
	"7.2":  {"the sender may not send to this list", "RFC 3463"},
	"7.3":  {"a secure form of the message could not be made", "RFC 3463"},
	"7.4":  {"what was asked for security is not supported", "RFC 3463"},
	"7.5":  {"something about encryption failed", "RFC 3463"},
	"7.7":  {"the message has been changed on the way", "RFC 3463"},
	"7.8":  {"the name or the password is not right", "RFC 4954"},
	"7.9":  {"the way to log on is too weak", "RFC 4954"},
	"7.10": {"the connection has to be encrypted", "RFC 5248"},
	"7.11": {"the way to log on needs an encrypted connection", "RFC 4954"},
	"7.13": {"the account is disabled", "RFC 5248"},
	"7.20": {"no DKIM signature of the message is valid", "RFC 7372"},
	"7.21": {"no DKIM signature of the message is acceptable", "RFC 7372"},
	"7.22": {"no valid DKIM signature is the author's", "RFC 7372"},
	"7.23": {"the sender's domain does not allow the sending server (SPF)", "RFC 7372"},
	"7.24": {"SPF of the sender's domain could not be evaluated", "RFC 7372"},
	"7.25": {"the sending server's address has no valid name in DNS", "RFC 7372"},
	"7.26": {"several checks of the sender failed", "RFC 7372"},
	"7.27": {"the sender's domain takes no mail, so nobody could answer", "RFC 7505"},
	"7.28": {"too many messages come at once", "RFC 3463's registry"},
	"7.29": {"the chain of authentication results (ARC) is not valid", "RFC 8617"},
	"7.30": {"the message needs a secure way to the end, and there is none", "RFC 8689"},
}

// subjects are what the second number of an enhanced code tells (RFC 3463 section 3).
var subjects = map[string]string{
	"1": "an address", "2": "a mailbox", "3": "the mail system", "4": "the network or the way of the message",
	"5": "the protocol", "6": "the content", "7": "security or policy",
}

// numbered are the conditions of numbers, by the number without its class.
var numbered = byNumber()

func byNumber() map[string]*Condition {
	all := make(map[string]*Condition, len(numbers))
	for number, n := range numbers {
		all[number] = &Condition{Name: "X." + number, Meaning: "By its number: " + n.meaning + " (" + n.rfc + ")."}
	}
	return all
}

// byNumberAlone is what the number of a reply says in general; nil if it says nothing.
func byNumberAlone(r relay.Reply) *Condition {
	_, number, _ := strings.Cut(r.Enhanced(), ".")
	return numbered[number]
}

// Subject is what a reply's number concerns, in a sentence, for one that means nothing more; empty if it tells nothing.
func Subject(r relay.Reply) string {
	parts := strings.Split(r.Enhanced(), ".")
	if len(parts) != 3 || subjects[parts[1]] == "" {
		return ""
	}
	return "By its number it concerns " + subjects[parts[1]] + " (RFC 3463)."
}

// ofRecipient reports a number that is about the recipient.
func ofRecipient(enhanced string) bool {
	_, number, _ := strings.Cut(enhanced, ".")
	return strings.HasPrefix(number, "2.") || strings.HasPrefix(number, "1.") && number != "1.7" && number != "1.8"
}

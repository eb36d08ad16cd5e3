// Package middlebox holds the devices between two mail systems that read SMTP as it passes and change it: firewalls
// with "protocol inspection". Each is the Handle of a [vnet.Box]. They know the lines of SMTP and nothing of mail: what
// becomes of a conversation without STARTTLS is for the two ends to find out.
//
// Of one connection:
//
//  1. [PIX] or [ASA] is called with the ends that the box holds. An inspection pumps between them, one goroutine for
//     each direction.
//  2. On the way up every command line is shown to the device, which lets it pass, overwrites it, or answers in place
//     of the server. Message content and the lines of an AUTH exchange pass untouched.
//  3. On the way down every reply is matched with its command, so that the device can overwrite the banner and the
//     keywords of EHLO, and so that its own answers wait for their turn when the client pipelines.
//
// How the bytes were cut into writes makes no difference.
package middlebox

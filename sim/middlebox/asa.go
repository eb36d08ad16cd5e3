package middlebox

import (
	"bytes"
	"net"
	"strings"
)

// ASA is a Cisco ASA with "inspect esmtp" as it is set up by default: extensions that it does not know are overwritten
// in the answer to EHLO, and commands that it does not know on their way to the server, which refuses what is left of
// them. Nothing changes its length. STARTTLS is not known. [O]; the list of what is known and the masked banner follow
// Cisco's description of the inspection and its default map [S].
func ASA(client, server net.Conn) { inspect(asa, client, server) }

var asa = device{banner: maskBanner, command: asaCommand, keyword: asaKeyword}

var (
	asaVerbs = words("AUTH DATA EHLO ETRN HELO HELP MAIL NOOP QUIT RCPT RSET SAML SEND SOML VRFY")
	// asaKeywords are the extensions seen to pass. HELP and VRFY are commands that it knows [I].
	asaKeywords = words("8BITMIME AUTH DSN ENHANCEDSTATUSCODES ETRN HELP PIPELINING SIZE VRFY")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// asaCommand overwrites the first word, unless it is a known verb at the beginning of the line.
func asaCommand(verb string, line []byte) (pass []byte, answer string) {
	if asaVerbs[verb] {
		return line, ""
	}
	pass = bytes.Clone(line)
	word := bytes.TrimRight(bytes.TrimLeft(pass, " "), "\r\n")
	word, _, _ = bytes.Cut(word, []byte(" "))
	for at := range word { // in pass
		word[at] = 'X'
	}
	return pass, ""
}

// asaKeyword overwrites an extension with its parameters, in full length. The last letter counts the overwritten lines:
// A, B and so on [O] ("250-XXXXXXXA" for STARTTLS, "250 XXXB" for the next).
func asaKeyword(line []byte, masked *int) []byte {
	text := bytes.TrimRight(line, "\r\n")
	if len(text) <= 4 {
		return line
	}
	word := strings.ToUpper(string(text[4:]))
	if end := strings.IndexAny(word, " ="); end >= 0 {
		word = word[:end]
	}
	if asaKeywords[word] {
		return line
	}
	out := bytes.Clone(line)
	for at := 4; at < len(text)-1; at++ {
		out[at] = 'X'
	}
	out[len(text)-1] = byte('A' + *masked%26)
	*masked++
	return out
}

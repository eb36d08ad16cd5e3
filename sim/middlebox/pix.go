package middlebox

import "net"

// PIX is a Cisco PIX with "fixup protocol smtp" (Mailguard): it hides the banner behind asterisks, lets the seven
// commands of RFC 821's minimum pass, and answers every other one itself, EHLO included. [D] KB320027. Versions that
// answer OK and drop the command are not modelled.
func PIX(client, server net.Conn) { inspect(pix, client, server) }

var pix = device{banner: maskBanner, command: pixCommand, keyword: func(line []byte, _ *int) []byte { return line }}

// pixVerbs are what Mailguard lets pass. [D] KB320027
var pixVerbs = map[string]bool{"HELO": true, "MAIL": true, "RCPT": true, "DATA": true, "RSET": true, "NOOP": true,
	"QUIT": true}

func pixCommand(verb string, line []byte) (pass []byte, answer string) {
	if pixVerbs[verb] {
		return line, ""
	}
	return nil, "500 Command unrecognized\r\n"
}

// maskBanner leaves of a greeting the twos, the zeros, the spaces and the line end, as firmware since 5.1 does. [D]
// KB320027. A hyphen behind the code, where the greeting has more lines, is left, too: the lines could not be read
// without [I].
func maskBanner(line []byte) []byte {
	masked := make([]byte, len(line))
	for at, b := range line {
		switch {
		case b == '2', b == '0', b == ' ', b == '\r', b == '\n', b == '-' && at == 3:
			masked[at] = b
		default:
			masked[at] = '*'
		}
	}
	return masked
}

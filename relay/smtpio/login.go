package smtpio

import "github.com/emersion/go-sasl"

// login is the server's part of AUTH LOGIN, which go-sasl has for clients only. Two questions, two answers; a client
// that sends the first answer with the command is not asked for it.
type login struct {
	check    func(username, password string) error
	username *string
}

var _ sasl.Server = (*login)(nil)

// Next implements sasl.Server.
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.username == nil:
		username := string(response)
		l.username = &username
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(*l.username, string(response))
	}
}

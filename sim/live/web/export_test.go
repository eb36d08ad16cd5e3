package web

import "time"

// Documents are what the server answers with, for the test of the manual.
var Documents = []any{
	worldJSON{}, mailboxJSON{}, wholeJSON{}, deletedJSON{}, queuesJSON{}, conversationJSON{}, logJSON{}, typedJSON{}, sentJSON{}, problem{},
	forgottenJSON{},
}

// AnswerWithin sets how long an answer may take.
func AnswerWithin(s *Site, most time.Duration) { s.answerWithin(most) }

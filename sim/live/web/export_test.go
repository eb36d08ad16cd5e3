package web

// Documents are what the server answers with, for the test of the manual.
var Documents = []any{
	worldJSON{}, mailboxJSON{}, wholeJSON{}, deletedJSON{}, queuesJSON{}, conversationJSON{}, logJSON{}, typedJSON{}, sentJSON{}, problem{},
}

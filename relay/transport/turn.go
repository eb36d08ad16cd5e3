package transport

// Turn moves everything that takes turns on by n, as if so many messages had passed: source addresses, smart hosts,
// and the servers that mail is handed to (T6.7, T6.9, T8.1). Nothing else changes.
func (t *Transport) Turn(n int) { t.turned += n }

// ForgetReplies empties the memory of every mailbox, whether it replies at present or not: each sender is answered
// once more.
func (t *Transport) ForgetReplies() { t.mailboxes.answered = nil }

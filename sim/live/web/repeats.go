package web

// row is a message in a list, with the reports that say the same.
type row struct {
	messageJSON
	Alike []messageJSON // older
}

// repeats puts reports that say the same to the same mailbox into one row, at the place of the newest: whoever sends
// again and again gets many.
func repeats(list []messageJSON) []*row {
	type likeness struct{ at, mailbox, from, subject string }
	seen := map[likeness]*row{}
	var rows []*row
	for _, m := range list {
		like := likeness{m.At, m.Mailbox, m.From, m.Subject}
		if first := seen[like]; first != nil && m.EnvelopeFrom == "" {
			first.Alike = append(first.Alike, m)
			continue
		}
		r := &row{messageJSON: m}
		rows = append(rows, r)
		if m.EnvelopeFrom == "" {
			seen[like] = r
		}
	}
	return rows
}

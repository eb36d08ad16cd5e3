package base

import (
	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// allowBlockNoun is the tenant's list of senders, URLs and files.
const allowBlockNoun = "TenantAllowBlockListItems"

// allowBlockList writes the entries, which New- takes by another name than Get- prints them.
func (b *builder) allowBlockList() {
	for i, t := range b.all(relay.Cloud, allowBlockNoun) {
		if i == 0 {
			b.heading("What the tenant blocks and lets pass.")
		}
		kind := t.text("ListType")
		if kind == "" {
			kind = string(relay.AllowBlockSender)
		}
		line := "cloud> New-" + allowBlockNoun + " -ListType " + kind + " -Entries " + cmdlet.Quote(t.text("Value")) +
			" -" + t.text("Action")
		if date := b.dates.parse(t.text("ExpirationDate")); !date.IsZero() {
			line += " -ExpirationDate " + cmdlet.Quote(date.UTC().Format("1/2/2006 3:04:05 PM"))
		}
		b.do(line, t.from())
	}
}

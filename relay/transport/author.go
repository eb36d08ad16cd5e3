package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/reply"
)

// refusedForAuthor refuses what a mailbox here sends in another's name without the right to (P3.7). The reply is that
// of authenticated SMTP; that a mailbox's own submission has the same one is inferred. With Send As the message is the
// other's, reports included; on behalf of him it names the mailbox as Sender, and reports are its own [I].
func (c *categorizing) refusedForAuthor() bool {
	as, by := c.item.As, c.org.Recipient(c.item.From)
	if as == "" || by == nil {
		return false
	}
	may, onBehalf, d := categorizer.MaySendAs(c.org, by, as)
	if !may {
		for _, r := range c.item.Recipients {
			c.refuse(&addressee{MailRecipient: r, item: c.item,
				out: categorizer.Outcome{Decisions: []relay.Decision{d}}}, reply.NotPermittedToSend())
		}
		return true
	}
	copied := *c.item
	copied.As = ""
	if onBehalf {
		copied.Header = copied.Header.Set("Sender", "<"+by.PrimarySmtpAddress+">")
	} else {
		copied.From = as
	}
	c.item = &copied
	return false
}

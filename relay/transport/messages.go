package transport

import (
	"fmt"

	"hybridsim/relay"
)

// Messages lists the waiting messages as Get-Message does: queue by queue, in their order.
func (t *Transport) Messages() []relay.MessageInfo {
	var list []relay.MessageInfo
	for i, q := range t.Queues() {
		for _, d := range t.queues[i].deliveries {
			list = append(list, t.message(q, d))
		}
	}
	return list
}

func (t *Transport) message(q relay.QueueInfo, d *delivery) relay.MessageInfo {
	item := d.item
	m := relay.MessageInfo{
		Identity: fmt.Sprintf(`%s\%d`, q.Identity, item.InternalID), Queue: q.Identity, FromAddress: item.From,
		Status:  relay.QueueReady,
		Subject: item.Header.Get("Subject"), InternetMessageId: item.Header.Get("Message-ID"), Size: contentSize(item),
		Recipients: addresses(d.recipients), MessageSourceName: "SMTP", SourceIP: item.ClientIP,
		DateReceived: item.Arrived, ExpirationTime: item.Submitted.Add(t.expiration()),
	}
	if item.From == "" {
		m.FromAddress = "<>"
	}
	if item.ReceivedFrom == "" {
		m.MessageSourceName = "FromLocal" // [D] Properties of messages in queues
	}
	if d.next.After(t.env.Now()) { // this message alone was put off; else the queue says why it waits
		m.Status, m.RetryCount, m.LastError = relay.QueueRetry, d.attempts, d.last.String()
	}
	return m
}

package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/headers"
)

// Submit takes a message from a mailbox of this organization. It is internal by definition (S7.4).
func (t *Transport) Submit(from string, recipients []string, content []byte) *relay.MailItem {
	return t.SubmitAs(from, "", recipients, content)
}

// SubmitAs takes a message that a mailbox sends in another's name; whether it may is asked later. Empty: in its own.
func (t *Transport) SubmitAs(from, as string, recipients []string, content []byte) *relay.MailItem {
	header, body := relay.SplitMessage(content)
	home := t.home(t.org().Recipient(from))
	by := home.submitter()
	item := by.newItem(from, header, body)
	if item.As = as; as != "" {
		item.Header = item.Header.Set("From", "<"+as+">")
	}
	item.Header = headers.Converted(item.Header, body)
	return home.submit(by, item, recipients)
}

// submit hands an item that a mailbox here made to the transport service that takes it. From 2013 on that is a service
// of its own, which stamps a field too, on the same server as well; in 2010 submission is a part of it (T3.5; 2010
// [I]).
func (t *Transport) submit(by *Transport, item *relay.MailItem, recipients []string,
	decisions ...relay.Decision) *relay.MailItem {
	if item.Attribution == (relay.Attribution{}) {
		item.Attribution = relay.Attribution{Directionality: relay.Originating, Tenant: t.org().Name}
	}
	for _, r := range recipients {
		item.Recipients = append(item.Recipients, relay.MailRecipient{Address: r})
	}
	if by.state() != relay.Active {
		return t.draft(item)
	}
	host := t.as(relay.RoleMailbox).Fqdn
	item.Header, item.Auth = headers.Submit(item.Header, host)
	item.Header = by.marked(item.Header, item, &headers.Service{
		Hosts: []string{host, by.as(relay.RoleHub).Fqdn}, Entity: "Hosted"})
	item.Header = item.Header.Prepend(t.received(headers.Hop{FromName: host, FromIP: t.env.Address(), ByName: host,
		With: headers.Mapi}))
	if by != t || t.org().InCloud() || t.mailboxTransport() {
		item.Header = item.Header.Prepend(t.handedTo(by))
	}
	e := by.event(relay.EventReceive, "STOREDRIVER", item, addresses(item.Recipients)...)
	by.shadow(&e, item)
	e.Decisions = append(decisions, relay.Decision{
		Question: relay.IsInternal, Subject: item.From, Chosen: string(relay.AuthInternal), Source: "S7.4",
		Because: "a mailbox of this organization submitted it",
	})
	by.env.Record(e)
	by.await(item)
	return item
}

// newItem makes an item that begins its life here and completes its header.
func (t *Transport) newItem(from string, header relay.Header, body []byte) *relay.MailItem {
	now := t.env.Now()
	item := &relay.MailItem{InternalID: t.ids.message(), From: from, Body: body, Arrived: now, Submitted: now}
	item.NetworkMessageID = t.ids.network(now)
	item.Header = header.Completed(t.ids.messageID(t.product(), from, t.as(relay.RoleMailbox).Fqdn, now), now)
	return item
}

package cmdlet

import "hybridsim/relay"

// roomOption is a parameter of New-Mailbox and New-RemoteMailbox.
type roomOption struct{ Room bool }

func roomParameter() []parameter {
	return options[roomOption](property{name: "Room", access: switchOnly,
		note: "a conference room; Set-CalendarProcessing says what it answers"})
}

// settleRoom makes a new mailbox a room when that was asked for.
func settleRoom(c *call, r *relay.Recipient) error {
	var o roomOption
	if err := c.bind(&o); err != nil {
		return err
	}
	if o.Room {
		r.ResourceType = relay.ResourceRoom
	}
	return nil
}

// resourceType is printed for mailboxes on either side.
var resourceType = property{name: "ResourceType", access: readOnly}

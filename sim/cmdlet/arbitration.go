package cmdlet

import "hybridsim/relay"

// arbitrationOption is a parameter of Get-Mailbox.
type arbitrationOption struct{ Arbitration bool }

// arbitration is Get-Mailbox with -Arbitration, which prints the organization's own arbitration mailbox in the place of
// people's: no other cmdlet shows it (P4.7).
func arbitration(n *noun[relay.Recipient]) *command {
	get := n.get(options[arbitrationOption](property{name: "Arbitration", access: switchOnly,
		note: "the mailbox in which moderated mail waits"}))
	people := get.run
	get.run = func(c *call) error {
		var o arbitrationOption
		if err := c.bind(&o); err != nil || !o.Arbitration {
			if err == nil {
				err = people(c)
			}
			return err
		}
		at := c.here.now.ArbitrationAddress()
		x := &relay.Recipient{Name: c.here.now.SystemMailbox(), DisplayName: relay.ArbitrationName,
			Type: relay.UserMailbox, PrimarySmtpAddress: at, EmailAddresses: []string{at}}
		c.emit(n.name, x.Name, n.on, n.properties, x)
		return nil
	}
	return get
}

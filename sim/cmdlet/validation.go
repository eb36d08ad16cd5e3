package cmdlet

// ValidationTask is a row of Validate-OutboundConnector. Its shape is ours: no source shows the print, and the admin
// center shows a task with its status and details (G1.3.3, G1.3.9 [U]).
type ValidationTask struct{ Task, Target, Status, Details string }

// Conclude writes down what was wrong with the task, or that nothing was.
func (t *ValidationTask) Conclude(wrong string) {
	t.Status, t.Details = "Succeeded", wrong
	if wrong != "" {
		t.Status = "Failed"
	}
}

var validationProperties = []property{
	{name: "Task", access: readOnly}, {name: "Target", access: readOnly}, {name: "Status", access: readOnly},
	{name: "Details", access: readOnly},
}

// validationOptions are what Validate-OutboundConnector is told.
type validationOptions struct {
	Identity   string
	Recipients []string
}

func validationCmdlets() []*command {
	return []*command{{
		name: "Validate-OutboundConnector", on: inTheCloud, positional: "Identity", accepts: "OutboundConnector", late: true,
		synopsis: "connects to each smart host of a connector as it says, and sends a test mail by it to each recipient",
		parameters: options[validationOptions](
			property{name: "Identity", access: writeOnly, note: "a connector, enabled or not"},
			property{name: "Recipients", access: writeOnly, clean: cleanAddress, note: "addresses in the connector's domains"}),
		run: validateConnector,
	}}
}

// validateConnector changes nothing: the admin center is what writes IsValidated and its like (G1.3.7).
func validateConnector(c *call) error {
	name, err := c.identity("Identity")
	if err != nil {
		return err
	}
	var o validationOptions
	if err := c.need("Recipients"); err != nil {
		return err
	}
	if err := c.bind(&o); err != nil {
		return err
	}
	connector, err := outboundConnectors.find(c.here.now, name)
	if err != nil {
		return err
	}
	if len(o.Recipients) == 0 {
		return refuse("Recipients", "a test mail needs a recipient", "name an address in the connector's domains")
	}
	tasks, begin := c.here.admin.Validate(connector, o.Recipients)
	c.effects = append(c.effects, func() error { begin(); return nil })
	for _, task := range tasks {
		c.emit("OutboundConnectorValidation", task.Target, inTheCloud, validationProperties, task)
	}
	return nil
}

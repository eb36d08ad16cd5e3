package cmdlet

import "hybridsim/relay"

// Check tells what is wrong with a line that an administrator of the organization might type, without running it: its
// syntax, its cmdlets and their parameters. What its values mean, and whether the objects exist, shows only when it is
// run. The error is an [*mistake.Error].
func Check(o *relay.Organization, line string) error {
	statements, err := parse(line)
	if err != nil {
		return err
	}
	whatIf(statements)
	for _, s := range statements {
		if _, ok := formatterOf(s.name); ok || isWhere(s.name) {
			continue
		}
		cmd, err := lookup(o, s, true)
		if err != nil {
			return err
		}
		c := &call{transaction: &transaction{here: &workspace{now: o}}, command: cmd, statement: s, result: &result{}}
		if err := c.match(); err != nil {
			return err
		}
	}
	return nil
}

package cmdlet

import (
	"reflect"
	"strings"

	"hybridsim/relay"
)

// key is the parameter that names an object of some noun.
type key struct{ Identity, Thumbprint string }

func (n *noun[T]) keyParameter() []parameter {
	return options[key](property{name: n.keyName(), access: writeOnly})
}

// printsAll is why ResultSize has no effect.
const printsAll = "everything is printed"

// cmdlets returns Get-, Set-, New- and Remove- of the noun.
func (n *noun[T]) cmdlets() []*command {
	return []*command{n.get(nil), n.set(), n.new(nil), n.remove()}
}

// get is the cmdlet that finds objects: one by name, or all that a filter keeps.
func (n *noun[T]) get(filters []parameter, keep ...func(*call, *T) (bool, error)) *command {
	return &command{
		name: "Get-" + n.name, synopsis: "prints one " + n.name + ", or all", on: n.on, positional: n.keyName(),
		parameters: append(append(n.keyParameter(), filters...), disregarded(printsAll, "ResultSize")...),
		run: func(c *call) error {
			found := n.all(c.here.now)
			if c.has(n.keyName()) {
				x, err := n.named(c)
				if err != nil {
					return err
				}
				found = []*T{x}
			}
			for _, x := range found {
				kept := true
				for _, k := range keep {
					ok, err := k(c, x)
					if err != nil {
						return err
					}
					kept = kept && ok
				}
				if kept {
					c.emit(n.name, n.identity(x), n.on, n.properties, x)
				}
			}
			if len(c.given) == 0 {
				c.emitCarried(n.name)
			}
			return nil
		},
	}
}

// set is the cmdlet that changes an object.
func (n *noun[T]) set() *command {
	return &command{
		name: "Set-" + n.name, synopsis: "changes a " + n.name, on: n.on, positional: n.keyName(), accepts: n.name,
		parameters: append(n.keyParameter(), parameters(reflect.TypeFor[T](), sets, n.properties)...),
		rules:      docsOf(n.rules),
		run: func(c *call) error {
			old, err := n.named(c)
			if err != nil {
				return err
			}
			x := *old
			return n.apply(c, old, &x)
		},
	}
}

// new is the cmdlet that makes an object; more are parameters that its properties do not have.
func (n *noun[T]) new(more []parameter) *command {
	return &command{
		name: "New-" + n.name, synopsis: "makes a " + n.name, on: n.on, positional: "Name",
		parameters: append(parameters(reflect.TypeFor[T](), makes, n.properties), more...),
		rules:      docsOf(n.rules),
		run: func(c *call) error {
			for _, p := range n.properties {
				if p.required && p.access.has(makes) && p.within(n.on).has(c.here.now) {
					if err := c.need(p.name); err != nil {
						return err
					}
				}
			}
			return n.apply(c, nil, n.defaults(c.here.now))
		},
	}
}

// apply sets the given properties of x, draws the consequences, judges the result and puts it in the place of old.
func (n *noun[T]) apply(c *call, old, x *T) error {
	if err := c.bind(x); err != nil {
		return err
	}
	if n.settle != nil {
		if err := n.settle(c, old, x); err != nil {
			return err
		}
	}
	given := c.has
	if old == nil {
		given = nil
	}
	if err := n.judge(c.here, old, x, given); err != nil {
		return err
	}
	if !n.put(c.here, old, x) {
		c.warn("The command completed successfully but no settings of " + quote(n.identity(old)) +
			" have been modified.")
	}
	return nil
}

// remove is the cmdlet that removes an object, unless a guard refuses.
func (n *noun[T]) remove(guards ...func(*call, *T) error) *command {
	return &command{
		name: "Remove-" + n.name, synopsis: "removes a " + n.name, on: n.on, positional: n.keyName(), accepts: n.name,
		parameters: n.keyParameter(),
		run: func(c *call) error {
			x, err := n.named(c)
			if err != nil {
				return err
			}
			for _, guard := range guards {
				if err := guard(c, x); err != nil {
					return err
				}
			}
			n.drop(c.here, x)
			return nil
		},
	}
}

// toggles returns the cmdlets that switch a rule on and off; what is the word for one, and turn switches it.
func (n *noun[T]) toggles(what string, turn func(x *T, on bool), also ...parameter) []*command {
	to := func(verb string, on bool) *command {
		return &command{
			name: verb + "-" + n.name, synopsis: strings.ToLower(verb) + "s a " + what, on: n.on,
			positional: n.keyName(), accepts: n.name, parameters: append(n.keyParameter(), also...),
			run: func(c *call) error {
				old, err := n.named(c)
				if err != nil {
					return err
				}
				x := *old
				turn(&x, on)
				n.put(c.here, old, &x)
				return nil
			},
		}
	}
	return []*command{to("Enable", true), to("Disable", false)}
}

// stateOf is the state of a rule that is on or off.
func stateOf(on bool) relay.RuleState {
	if on {
		return relay.RuleEnabled
	}
	return relay.RuleDisabled
}

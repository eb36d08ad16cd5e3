package cmdlet

import (
	"reflect"

	"hybridsim/relay"
)

// settings is a noun of which an organization has one: it has Get- and Set- cmdlets.
type settings[T any] struct {
	name       string
	on         scope
	properties []property
	load       func(*relay.Organization) *T // a copy; nil when there is none
	store      func(*relay.Organization, *T)
	rules      []rule[T]
	target     func(c *call) error // checks what -Identity names; nil: there is no such parameter
}

func (s *settings[T]) keyParameter() []parameter {
	if s.target == nil {
		return nil
	}
	return options[key](property{name: "Identity", access: writeOnly})
}

func (s *settings[T]) positional() string {
	if s.target == nil {
		return ""
	}
	return "Identity"
}

// present loads the settings and checks what the cmdlet is aimed at.
func (s *settings[T]) present(c *call) (*T, error) {
	if s.target != nil && c.input == nil && c.has("Identity") {
		if err := s.target(c); err != nil {
			return nil, err
		}
	}
	x := s.load(c.here.now)
	if x == nil {
		return nil, refuse("", "there is no "+s.name+" yet", "make one with New-"+s.name)
	}
	return x, nil
}

func (s *settings[T]) get() *command {
	return &command{
		name: "Get-" + s.name, synopsis: "prints the " + s.name, on: s.on,
		parameters: s.keyParameter(), positional: s.positional(),
		run: func(c *call) error {
			x, err := s.present(c)
			if err != nil {
				return err
			}
			c.emit(s.name, s.name, s.on, s.properties, x)
			if len(c.given) == 0 {
				c.emitCarried(s.name)
			}
			return nil
		},
	}
}

func (s *settings[T]) set() *command {
	return &command{
		name: "Set-" + s.name, synopsis: "changes the " + s.name, on: s.on, accepts: s.name,
		parameters: append(s.keyParameter(), parameters(reflect.TypeFor[T](), sets, s.properties)...),
		positional: s.positional(),
		rules:      docsOf(s.rules),
		run: func(c *call) error {
			old, err := s.present(c)
			if err != nil {
				return err
			}
			x := *old
			return s.apply(c, old, &x)
		},
	}
}

// apply sets the given properties of x, judges the result and stores it; old is nil when it is new.
func (s *settings[T]) apply(c *call, old, x *T) error {
	if err := c.bind(x); err != nil {
		return err
	}
	if err := judge(s.rules, subject[T]{x: x, org: c.here.now}, c.has); err != nil {
		return err
	}
	if old != nil && reflect.DeepEqual(old, x) {
		c.warn("The command completed successfully but no settings of " + quote(s.name) + " have been modified.")
		return nil
	}
	s.store(c.here.edit(), x)
	verb := "Set"
	if old == nil {
		verb = "New"
	}
	c.here.log(verb, s.name, s.name)
	return nil
}

package cmdlet

import (
	"cmp"
	"reflect"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// settings is a noun of which an organization has one, or each of its servers: it has Get- and Set- cmdlets.
type settings[T any] struct {
	name       string
	on         scope
	properties []property
	// each server has them, and -Identity says which; else the server below is empty
	perServer bool
	load      func(o *relay.Organization, server string) *T // a copy; nil when there is none
	store     func(o *relay.Organization, server string, x *T)
	rules     []rule[T]
}

// owners are the servers that have the settings; of those of the organization one without a name.
func (s *settings[T]) owners(o *relay.Organization) []string {
	if s.perServer {
		return serverNames(o)
	}
	return []string{""}
}

func (s *settings[T]) keyParameter() []parameter {
	if !s.perServer {
		return nil
	}
	return options[key](property{name: "Identity", access: writeOnly})
}

func (s *settings[T]) positional() string {
	if !s.perServer {
		return ""
	}
	return "Identity"
}

// owner is the server that the line names. Where there is one, it need not be named.
func (s *settings[T]) owner(c *call) (string, error) {
	owners := s.owners(c.here.now)
	if !s.perServer || len(owners) == 1 && c.input == nil && !c.has("Identity") {
		return owners[0], nil
	}
	name, err := c.identity("Identity")
	if err != nil {
		return "", err
	}
	if server := c.here.now.Server(name); server != nil {
		return server.Name, nil
	}
	return "", refuse("Identity", "there is no server "+quote(name), suggest.DidYouMean(name, owners))
}

// present loads the settings that the line means.
func (s *settings[T]) present(c *call, server string) (*T, error) {
	x := s.load(c.here.now, server)
	if x == nil {
		return nil, refuse("", "there is no "+s.name+" yet", "make one with New-"+s.name)
	}
	return x, nil
}

// label is what one owner's settings are called.
func (s *settings[T]) label(server string) string { return cmp.Or(server, s.name) }

func (s *settings[T]) get() *command {
	return &command{
		name: "Get-" + s.name, synopsis: "prints the " + s.name, on: s.on,
		parameters: s.keyParameter(), positional: s.positional(),
		run: func(c *call) error {
			owners := s.owners(c.here.now)
			if c.has("Identity") || c.input != nil {
				server, err := s.owner(c)
				if err != nil {
					return err
				}
				owners = []string{server}
			}
			for _, server := range owners {
				x, err := s.present(c, server)
				if err != nil {
					return err
				}
				c.emit(s.name, s.label(server), s.on, s.properties, x)
			}
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
			server, err := s.owner(c)
			if err != nil {
				return err
			}
			old, err := s.present(c, server)
			if err != nil {
				return err
			}
			x := *old
			return s.apply(c, server, old, &x)
		},
	}
}

// apply sets the given properties of x, judges the result and stores it; old is nil when it is new.
func (s *settings[T]) apply(c *call, server string, old, x *T) error {
	if err := c.bind(x); err != nil {
		return err
	}
	if err := judge(s.rules, subject[T]{x: x, org: c.here.now, day: c.here.day()}, c.has); err != nil {
		return err
	}
	if old != nil && reflect.DeepEqual(old, x) {
		c.warn("The command completed successfully but no settings of " + quote(s.name) + " have been modified.")
		return nil
	}
	s.store(c.here.edit(), server, x)
	verb := "Set"
	if old == nil {
		verb = "New"
	}
	c.here.log(verb, s.name, s.name)
	return nil
}

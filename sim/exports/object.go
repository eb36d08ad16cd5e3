package exports

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// Place is where something stands in the input.
type Place struct {
	File string // with its path inside a folder or archive
	Line int    // from 1; 0 when the format has no lines
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Object is one configuration object as an export shows it.
type Object struct {
	Noun string // of its cmdlets: SendConnector, AcceptedDomain, ...
	// Verb is how it is shown: Get for what a cmdlet printed, New, Set or Remove for a command that a log or script
	// holds, and also Enable, Disable, Add, Update and Import, as they are typed. Remove is also a DSC resource that is
	// to be absent.
	Verb string
	Side relay.Side // empty when the export does not tell whose it is
	Time time.Time  // when it was printed or done; zero when the export does not say
	At   Place
	Some bool // the command that printed it asked for some objects, so that the print is no list of all
	// the server of the session that printed it (PSComputerName); empty when the export does not say
	Host       string
	Properties []Property // in the order of the export
}

// Property is one property of an object, or one argument of a command, under Exchange's name for it.
type Property struct {
	Name  string
	At    Place
	Value Value
}

// Value is a property's value as far as the export tells it.
type Value struct {
	// Unknown says why the value, or the rest of it, is not known: "cut off after 16 values", "the variable $cert".
	// Empty for a value that is known. List and Text hold what could be read all the same.
	Unknown string
	Null    bool     // $null, or an empty element
	Text    string   // of a single value, in the spelling that the cmdlets take
	List    []string // of several values; nil for a single one
}

// Known reports whether the whole value is known.
func (v Value) Known() bool { return v.Unknown == "" }

// All returns the value as a list: of a single value that one, of nothing none.
func (v Value) All() []string {
	switch {
	case v.List != nil:
		return v.List
	case v.Null || v.Text == "":
		return nil
	}
	return []string{v.Text}
}

// Property finds a property by name, as cmdlets compare names: without regard to case. It returns nil when the export
// does not have it, which says nothing about its value.
func (o *Object) Property(name string) *Property {
	for i := range o.Properties {
		if strings.EqualFold(o.Properties[i].Name, name) {
			return &o.Properties[i]
		}
	}
	return nil
}

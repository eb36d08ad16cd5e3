package base

import (
	"strings"
	"unicode"

	"hybridsim/sim/exports"
)

// shortPlaces names files from the folder that all have in common: the base says where values come from, and not where
// on somebody's disk that was.
func shortPlaces(x *exports.Export) *exports.Export {
	const slashes = `/\`
	folder, first := "", true
	common := func(file string) {
		dir := file[:strings.LastIndexAny(file, slashes)+1]
		if first {
			folder, first = dir, false
		}
		for !strings.HasPrefix(dir, folder) {
			folder = folder[:strings.LastIndexAny(strings.TrimRight(folder, slashes), slashes)+1]
		}
	}
	for _, o := range x.Objects {
		common(o.At.File)
	}
	for _, in := range x.Inputs {
		common(in.Name)
	}
	return withPlaces(x, func(at exports.Place) exports.Place {
		at.File = plain(strings.TrimPrefix(at.File, folder))
		return at
	})
}

// withPlaces copies an export with other places.
func withPlaces(x *exports.Export, change func(exports.Place) exports.Place) *exports.Export {
	c := &exports.Export{}
	for _, o := range x.Objects {
		changed := *o
		changed.At, changed.Noun = change(o.At), plain(o.Noun)
		changed.Properties = make([]exports.Property, len(o.Properties))
		for i, p := range o.Properties {
			p.At = change(p.At)
			changed.Properties[i] = legible(p)
		}
		c.Objects = append(c.Objects, &changed)
	}
	for _, in := range x.Inputs {
		in.Name = change(exports.Place{File: in.Name}).File
		c.Inputs = append(c.Inputs, in)
	}
	for _, n := range x.Notices {
		n.At = change(n.At)
		c.Notices = append(c.Notices, n)
	}
	return c
}

// legible makes a property one that can stand in a text file.
func legible(p exports.Property) exports.Property {
	p.Name = plain(p.Name)
	p.Value.Unknown, p.Value.Text = plain(p.Value.Unknown), plain(p.Value.Text)
	if p.Value.List != nil {
		list := make([]string, len(p.Value.List))
		for i, s := range p.Value.List {
			list[i] = plain(s)
		}
		p.Value.List = list
	}
	return p
}

// plain leaves out what is no character of a text: bytes that are not UTF-8, and control characters but tabs and line
// ends.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

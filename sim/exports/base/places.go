package base

import (
	"strings"

	"hybridsim/sim/exports"
)

// shortPlaces names files from the folder that all have in common: the base says where values come from, and not where on
// somebody's disk that was.
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
		at.File = strings.TrimPrefix(at.File, folder)
		return at
	})
}

// withPlaces copies an export with other places.
func withPlaces(x *exports.Export, change func(exports.Place) exports.Place) *exports.Export {
	c := &exports.Export{}
	for _, o := range x.Objects {
		changed := *o
		changed.At = change(o.At)
		changed.Properties = make([]exports.Property, len(o.Properties))
		for i, p := range o.Properties {
			p.At = change(p.At)
			changed.Properties[i] = p
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

package base

import (
	"strings"

	"hybridsim/sim/exports"
)

// shortPlaces names files from the folder that all have in common: the base says where values come from, and not where on
// somebody's disk that was.
func shortPlaces(objects []*exports.Object) []*exports.Object {
	folder := ""
	for i, o := range objects {
		dir := o.At.File[:strings.LastIndexAny(o.At.File, `/\`)+1]
		if i == 0 {
			folder = dir
		}
		for !strings.HasPrefix(dir, folder) {
			folder = folder[:strings.LastIndexAny(strings.TrimRight(folder, `/\`), `/\`)+1]
		}
	}
	short := make([]*exports.Object, len(objects))
	for i, o := range objects {
		c := *o
		c.At.File = strings.TrimPrefix(o.At.File, folder)
		c.Properties = make([]exports.Property, len(o.Properties))
		for j, p := range o.Properties {
			p.At.File = strings.TrimPrefix(p.At.File, folder)
			c.Properties[j] = p
		}
		short[i] = &c
	}
	return short
}

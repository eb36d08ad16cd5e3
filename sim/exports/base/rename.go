package base

import "hybridsim/sim/exports"

func rename(objects []*exports.Object) []*exports.Object { return objects }

package mutate

import "flag"

var whole = flag.Bool("whole", false, "make every mutant, and not a share")

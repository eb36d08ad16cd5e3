package door_test

import (
	"sync"
	"testing"

	"hybridsim/sim/door"
)

func TestOneIsBehindTheDoorAtATime(t *testing.T) {
	var d door.Door
	kept := door.Keep(0)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			in := d.Enter()
			defer d.Leave()
			*kept.At(in)++
		})
	}
	all.Wait()
	in := d.Enter()
	defer d.Leave()
	if got := *kept.At(in); got != 100 {
		t.Errorf("100 visits counted to %d", got)
	}
}

func TestAnInsideIsNoGoodWhileTheDoorIsOpen(t *testing.T) {
	var d door.Door
	in := d.Enter()
	d.Leave()
	for name, in := range map[string]*door.Inside{"taken out": in, "made up": new(door.Inside)} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it opened what is kept")
				}
			}()
			kept := door.Keep("something")
			kept.At(in)
		})
	}
}

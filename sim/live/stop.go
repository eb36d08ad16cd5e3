package live

import "time"

// Stop ends the world in order: no new clients; those that are connected may finish, as long as grace lasts in real time; then
// conversations come to an end and the world is closed.
func (e *Engine) Stop(grace time.Duration) {
	e.mu.Lock()
	for _, d := range e.doors {
		d.listener.Close()
	}
	alarm := time.AfterFunc(grace, func() { e.count(0) })
	defer alarm.Stop()
	for deadline := time.Now().Add(grace); len(e.guests) > 0 && time.Now().Before(deadline); {
		e.change.Wait()
	}
	var left []*guest
	for g := range e.guests {
		left = append(left, g)
	}
	e.mu.Unlock()
	for _, g := range left {
		g.Close()
	}
	close(e.stop)
	e.World.Close()
	e.ended.Wait()
}

package live

// Stop ends the world: conversations come to an end, and the world is closed. Whoever opened doors has closed them
// before.
func (e *Engine) Stop() {
	e.stopping.Do(func() { close(e.stop) })
	e.World.Close()
	e.ended.Wait()
}

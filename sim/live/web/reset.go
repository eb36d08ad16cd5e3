package web

import "net/http"

// apiReset lets the world begin again, and answers when the new one is there: what is asked next is asked of that.
func (s *Site) apiReset(w http.ResponseWriter, r *http.Request) {
	s.typing.Lock()
	_, err := s.console.Do("reset", nil)
	s.typing.Unlock()
	if err != nil {
		unkept(w, err)
		return
	}
	if s.next == nil {
		write(w, http.StatusOK, s.world())
		return
	}
	select {
	case another := <-s.next:
		s.next <- another // for whoever else waits
		write(w, http.StatusOK, another.world())
	case <-r.Context().Done():
	}
}

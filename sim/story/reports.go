package story

import "hybridsim/sim/script"

// Reports plays the story with its cause and each of its resolutions and returns every delivery report that is then in
// a mailbox, on either side and outside. A report that a host writes to its own user has no envelope.
func (s *Story) Reports() ([]script.Mail, error) {
	var found []script.Mail
	for _, cure := range s.Cures {
		p, err := newPlay(s)
		if err != nil {
			return nil, err
		}
		for _, steps := range [][]*Step{s.Cause, s.Symptoms, cure.Resolution, cure.Verification} {
			if err = p.do(steps); err != nil {
				break
			}
		}
		found = append(found, p.Reports()...)
		p.close()
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

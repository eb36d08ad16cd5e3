package story

import "hybridsim/relay"

// FoundReport is a delivery report in some mailbox after a play.
type FoundReport struct {
	Mailbox    string // address whose mailbox holds it
	ReturnPath string // envelope sender; "" is the null sender
	Content    []byte
}

// Reports plays the story with its cause and each of its resolutions and returns every delivery report that is then in a
// mailbox, on either side and outside. A report that a host writes to its own user has no envelope.
func (s *Story) Reports() ([]FoundReport, error) {
	var found []FoundReport
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
		found = append(found, p.reports()...)
		p.close()
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (p *play) reports() (found []FoundReport) {
	for _, side := range relay.BothSides {
		for _, d := range p.w.Side(side).Deliveries() {
			if (message{header: d.Item.Header}).isReport() {
				found = append(found, FoundReport{d.Mailbox, d.Item.From, d.Content()})
			}
		}
	}
	for _, h := range p.w.Hosts() {
		for _, m := range h.Mail() {
			if header, _ := relay.SplitMessage(m.Content); (message{header: header}).isReport() {
				found = append(found, FoundReport{m.Mailbox, m.From, m.Content})
			}
		}
	}
	return found
}

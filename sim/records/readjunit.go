package records

import "encoding/xml"

// ReadJUnit reads a report that [JUnit.XML] wrote.
func ReadJUnit(content []byte) (*JUnit, error) {
	var all xmlSuites
	if err := xml.Unmarshal(content, &all); err != nil {
		return nil, err
	}
	j := &JUnit{Suite: all.Suite.Name}
	for _, c := range all.Suite.Cases {
		j.Cases = append(j.Cases, Case{Class: c.Class, Name: c.Name, Failure: c.Failure.trouble(),
			Error: c.Error.trouble(), Output: c.Output})
	}
	return j, nil
}

// trouble keeps the place where it was written: at the beginning of the text.
func (t *xmlTrouble) trouble() *Trouble {
	if t == nil {
		return nil
	}
	return &Trouble{Type: t.Type, Message: t.Message, Text: t.Text}
}

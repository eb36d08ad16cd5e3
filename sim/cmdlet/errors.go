package cmdlet

// refusal is an objection that knows no column yet: it names the parameters it is about, and becomes a [mistake.Error]
// at the argument that set one of them.
type refusal struct {
	about         []string
	message, hint string
}

func (r *refusal) Error() string { return r.message }

// refuse objects to a value of the named parameter.
func refuse(about, message, hint string) *refusal {
	return &refusal{about: []string{about}, message: message, hint: hint}
}

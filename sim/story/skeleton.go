package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// todo begins a comment that tells what has to be filled in. A story that holds one is not played.
const todo = "# TODO:"

// skeleton is a new story. Its verbs stand, its meaning has to be filled in: %[1]s is the base, %[2]s a mailbox in the
// cloud, %[3]s its domain.
const skeleton = `Title: The one sentence that says what is wrong
Source: the public name of the document, such as KB2510049
Base: %[1]s

# TODO: fill in Title and Source above, then remove this line.

# TODO: what the healthy world needs besides the base, such as another mailbox. Remove this line if it needs nothing.
onprem> New-Mailbox carol -PrimarySmtpAddress carol@%[3]s

== Cause
# TODO: put the one mistake in place of this line and the next.
cloud> Set-AcceptedDomain %[3]s -DomainType Authoritative

== Symptoms
%[2]s> send hello.eml to carol@%[3]s
# TODO: say what the document says is then seen, and claim it; docs/stories.md lists the claims.
Documented: what the document says
want NDR to %[2]s about carol@%[3]s

== Resolution
# TODO: put the documented fix in place of this line and the next.
cloud> Set-AcceptedDomain %[3]s -DomainType InternalRelay

== Verification
%[2]s> send hello.eml to carol@%[3]s
# TODO: claim what proves that the fix works.
Documented: what the document says
want mail at carol@%[3]s

-- hello.eml --
From: <%[2]s>
To: <carol@%[3]s>
Subject: Hello

Lunch at noon?
`

// assertionSkeleton is a new assertion: %[1]s is the base, %[2]s a mailbox in the cloud, %[3]s one on-premises.
const assertionSkeleton = `Title: The one sentence that says what must hold
Kind: assertion
Base: %[1]s

# TODO: fill in Title above, then remove this line.

== Verification
%[2]s> send hello.eml to %[3]s
# TODO: claim what must hold; docs/stories.md lists the claims.
Required: mail between the sides is internal
want mail at %[3]s, with AuthAs Internal

-- hello.eml --
From: <%[2]s>
To: <%[3]s>
Subject: Hello

Lunch at noon?
`

// Skeleton is a new story, or an assertion, on a base, as text: it parses, and running it tells what has to be filled
// in. named is how its header names the base.
func Skeleton(kind Kind, base *Story, named string) (string, error) {
	w, err := base.World()
	if err != nil {
		return "", err
	}
	defer w.Close()
	mailbox := map[relay.Side]string{}
	for _, side := range relay.BothSides {
		for _, r := range w.Side(side).Organization().Recipients {
			if r.Type == relay.UserMailbox && mailbox[side] == "" {
				mailbox[side] = r.PrimarySmtpAddress
			}
		}
	}
	sender := mailbox[relay.Cloud]
	if sender == "" {
		return "", fmt.Errorf("the base %s has no mailbox in the cloud that could send", base.Name)
	}
	if kind == Fault {
		return fmt.Sprintf(skeleton, named, sender, relay.DomainOf(sender)), nil
	}
	recipient := mailbox[relay.OnPremises]
	if recipient == "" {
		return "", fmt.Errorf("the base %s has no mailbox on-premises that could get mail", base.Name)
	}
	return fmt.Sprintf(assertionSkeleton, named, sender, recipient), nil
}

// unfinished lists what a story says is still to be filled in.
func (s *Story) unfinished() []Failure {
	var list []Failure
	for i, line := range s.Lines() {
		if what, ok := strings.CutPrefix(line, todo); ok {
			list = append(list, Failure{File: s.File, Line: i + 1, Want: "a finished file",
				Got: "still to be filled in: " + strings.TrimSpace(what)})
		}
	}
	return list
}

package records

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// JUnit is a report that continuous integration reads. It is valid for the strictest of the common readers, that of
// Jenkins's xUnit plug-in, which takes no attribute that it does not know: so the place of a case is in its class and
// in the first line of its failure. It holds no durations: time is always 0, so that two runs with the same results
// give the same file.
type JUnit struct {
	Suite string
	Cases []Case
}

// Case is a test case of a [JUnit] report: passed, unless it has a Failure or an Error.
type Case struct {
	Class   string // see [Class]
	Name    string
	Failure *Trouble // something does not hold
	Error   *Trouble // it could not be judged
	Output  string   // what else is to say
}

// Trouble is why a case did not pass.
type Trouble struct {
	Type    string // a word for machines
	Message string // a line
	Place   string // file and line, or what was checked: the text begins with it
	Text    string
}

// Class is a class name of nested places, the widest first: readers nest by its dots, and take slashes and dots within
// a place for more of them.
func Class(places ...string) string {
	for i, p := range places {
		places[i] = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`./\ `, r) {
				return '_'
			}
			return r
		}, strings.Trim(p, `./\ `))
	}
	return strings.Join(places, ".")
}

// The elements, as the readers call them.
type (
	xmlSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Time     string   `xml:"time,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Suite    xmlSuite `xml:"testsuite"`
	}
	xmlSuite struct {
		XMLName  xml.Name  `xml:"testsuite"`
		Name     string    `xml:"name,attr"`
		Time     string    `xml:"time,attr"`
		Tests    int       `xml:"tests,attr"`
		Failures int       `xml:"failures,attr"`
		Errors   int       `xml:"errors,attr"`
		Skipped  int       `xml:"skipped,attr"`
		Cases    []xmlCase `xml:"testcase"`
	}
	xmlCase struct {
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		Time    string      `xml:"time,attr"`
		Failure *xmlTrouble `xml:"failure,omitempty"`
		Error   *xmlTrouble `xml:"error,omitempty"`
		Output  string      `xml:"system-out,omitempty"`
	}
	xmlTrouble struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

const noTime = "0.000"

func (t *Trouble) xml() *xmlTrouble {
	if t == nil {
		return nil
	}
	text := t.Text
	if t.Place != "" && !strings.HasPrefix(text, t.Place) {
		text = t.Place + "\n" + text
	}
	return &xmlTrouble{t.Message, t.Type, text}
}

// XML is the report as a document.
func (j *JUnit) XML() ([]byte, error) {
	suite := xmlSuite{Name: j.Suite, Time: noTime, Tests: len(j.Cases)}
	for _, c := range j.Cases {
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Error != nil {
			suite.Errors++
		}
		suite.Cases = append(suite.Cases, xmlCase{c.Name, c.Class, noTime, c.Failure.xml(), c.Error.xml(), c.Output})
	}
	all := xmlSuites{
		Name: "hybridsim", Time: noTime, Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors,
		Suite: suite,
	}
	content, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the JUnit report: %w", err)
	}
	return append([]byte(xml.Header), append(content, '\n')...), nil
}

package lab

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hybridsim/sim/story"
)

// The names that variants have in place of a story's.
var (
	companies = []string{"tailspin", "northwind", "wingtip", "lucerne", "treyres", "cohowin", "alpineski", "margies",
		"woodgrove", "relecloud", "fourthcoffee", "bellows", "liberty", "munson", "nodpub", "vanarsdel"}
	people = []string{"agnes", "bruno", "clara", "dario", "edith", "felix", "greta", "hanna", "ivan", "julia", "karim",
		"lena", "marco", "nora", "oskar", "paula", "quinn", "rosa", "simon", "tessa"}
)

// What of a text a variant renames: who gets a mailbox, whose domains are outside, and addresses of the networks that
// are reserved for documentation.
var (
	mailboxes     = regexp.MustCompile(`(?i)\bNew-(?:Remote)?Mailbox ([a-z]{3,})\b|> mailbox ([a-z]{3,})@`)
	outsiders     = regexp.MustCompile(`\bnet> host \S+ \S+ for ([a-z]{4,})\.`)
	testAddresses = regexp.MustCompile(`\b(203\.0\.113|198\.51\.100|192\.0\.2)\.(\d{1,3})\b`)
	wholeNetwork  = regexp.MustCompile(`\b(203\.0\.113|198\.51\.100|192\.0\.2)\.\d{1,3}(/|-)`)
)

// Vary makes a variant of the lab that belongs to a seed: other names of people, companies and domains, and other
// addresses, in everything that it tells; and another fault, where the author allows some. What is graded is the same.
func (l *Lab) Vary(seed uint64) (*Lab, error) {
	varied, err := l.renamed(seed)
	if err != nil || len(l.Sheet.Faults) == 0 {
		return varied, err
	}
	return varied.refaulted(seed)
}

func (l *Lab) renamed(seed uint64) (*Lab, error) {
	texts := []string{l.Story.Text()}
	base := l.Story.Base
	texts = append(texts, base.Text())
	if base.Lower != nil {
		return nil, errors.New("a base that stands on another one has no variants")
	}
	text := strings.Join(texts, "\n")
	varied, err := l.with(newVariant(seed, l.Story.Headers.Tenant, text))
	if err == nil && !varied.cured() { // something in it follows from the company's name
		varied, err = l.with(newVariant(seed, "", text))
	}
	if err != nil {
		return nil, fmt.Errorf("variant %d of %s: %w", seed, l.Name, err)
	}
	if !varied.cured() {
		return l, nil // a signature, say, is about names: the lab stays as it is
	}
	return varied, nil
}

// cured reports whether the lab's first resolution passes.
func (l *Lab) cured() bool {
	var lines []string
	for _, step := range l.Story.Cures[0].Resolution {
		lines = append(lines, step.Text)
	}
	g, err := l.Story.Grade(lines)
	return err == nil && g.Passed
}

// with is the lab in other words.
func (l *Lab) with(v *variant) (*Lab, error) {
	base := l.Story.Base
	b, err := story.Parse(base.File, []byte(v.of(base.Text())), nil)
	if err != nil {
		return nil, err
	}
	mine := func(string) (*story.Story, error) { return b, nil }
	s, err := story.Parse(l.Story.File, []byte(v.of(l.Story.Text())), mine)
	if err != nil {
		return nil, err
	}
	varied, err := New(s, v.sheet(l.Sheet))
	if err == nil {
		varied.Name = l.Name
	}
	return varied, err
}

// variant replaces words.
type variant struct {
	words map[string]string // in lower case
	word  *regexp.Regexp
	shift map[string]int // of the last number of an address, by network
}

func newVariant(seed uint64, tenant, text string) *variant {
	r := rand.New(rand.NewPCG(seed, 0x1ab))
	v := &variant{words: map[string]string{}, shift: map[string]int{}}
	names := found(outsiders, text)
	if tenant != "" {
		names = append([]string{tenant}, names...)
	}
	v.rename(r, companies, names)
	v.rename(r, people, found(mailboxes, text))
	// Thumbprints follow from names: a story that writes one down keeps those that are on certificates.
	if thumbprint.MatchString(text) {
		delete(v.words, strings.ToLower(tenant))
	}
	v.word = regexp.MustCompile(`(?i)\b(` + strings.Join(slices.Sorted(maps.Keys(v.words)), "|") + `)\b`)
	highest := map[string]int{}
	for _, m := range testAddresses.FindAllStringSubmatch(text, -1) {
		last, _ := strconv.Atoi(m[2])
		highest[m[1]] = max(highest[m[1]], last)
	}
	for _, network := range slices.Sorted(maps.Keys(highest)) {
		v.shift[network] = r.IntN(max(1, min(50, 254-highest[network])))
	}
	for _, m := range wholeNetwork.FindAllStringSubmatch(text, -1) {
		v.shift[m[1]] = 0 // a range of it is named: its addresses stay in it
	}
	return v
}

// found are the names that an expression finds, each once, in lower case.
func found(x *regexp.Regexp, text string) (names []string) {
	for _, m := range x.FindAllStringSubmatch(text, -1) {
		if name := strings.ToLower(strings.Join(m[1:], "")); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// rename gives each of the names another one of the list, as long as there are some.
func (v *variant) rename(r *rand.Rand, list, names []string) {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	list = slices.DeleteFunc(list, func(name string) bool { return slices.Contains(names, name) })
	for i, name := range names[:min(len(names), len(list))] {
		v.words[strings.ToLower(name)] = list[i]
	}
}

// thumbprint is one that stands in a text.
var thumbprint = regexp.MustCompile(`\b[0-9A-F]{40}\b`)

// of is a text in the words of the variant.
func (v *variant) of(text string) string {
	text = v.word.ReplaceAllStringFunc(text, func(word string) string {
		other := v.words[strings.ToLower(word)]
		switch {
		case word == strings.ToUpper(word):
			return strings.ToUpper(other)
		case word[0] >= 'A' && word[0] <= 'Z':
			return strings.ToUpper(other[:1]) + other[1:]
		}
		return other
	})
	return testAddresses.ReplaceAllStringFunc(text, func(address string) string {
		m := testAddresses.FindStringSubmatch(address)
		last, _ := strconv.Atoi(m[2])
		return fmt.Sprintf("%s.%d", m[1], last+v.shift[m[1]])
	})
}

// sheet is an author's sheet in the words of the variant.
func (v *variant) sheet(s *Sheet) *Sheet {
	own := *s
	own.Ticket, own.Notes = v.of(s.Ticket), v.of(s.Notes)
	own.Hints, own.Broad = slices.Clone(s.Hints), slices.Clone(s.Broad)
	for i := range own.Hints {
		own.Hints[i].Text = v.of(own.Hints[i].Text)
	}
	for i := range own.Broad {
		own.Broad[i].Line = v.of(own.Broad[i].Line)
	}
	return &own
}

package story_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"hybridsim/sim/story"
)

func TestCatalogueErrors(t *testing.T) {
	base, err := catalogue().Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	contrast := "Title: A test\nSource: none\nBase: healthy\nContrast: stail-ranges\n\n== Cause\nwait 1h\n\n== Verification\n" +
		"Inferred: nothing came\nwant no mail at bob@contoso.com\n"
	c := &story.Catalogue{Files: fstest.MapFS{
		"stale-ranges.txtar":  {Data: []byte(sections{}.text())},
		"contrast.txtar":      {Data: []byte(contrast)},
		"base/healthy.txtar":  {Data: []byte(base.Text())},
		"base/circular.txtar": {Data: []byte("Title: A circle\nSource: none\nBase: circular\n")},
	}}
	tests := []struct {
		name string
		read func() (*story.Story, error)
		want string
	}{
		{"an unknown story", func() (*story.Story, error) { return c.Story("stale-range") }, "there is no story \"stale-range\"\n    hint: did you mean stale-ranges?"},
		{"a base is no story", func() (*story.Story, error) { return c.Story("base/healthy") }, "there is no story \"base/healthy\""},
		{"an unknown base", func() (*story.Story, error) { return c.Base("helthy") }, "there is no base \"helthy\"\n    hint: did you mean healthy?"},
		{"a story is no base", func() (*story.Story, error) { return c.Base("../stale-ranges") }, "there is no base \"../stale-ranges\""},
		{"a base on a base", func() (*story.Story, error) { return c.Base("circular") }, "scenarios/base/circular.txtar:3:7: a base stands on no other base"},
		{"the base of a story is unknown", func() (*story.Story, error) { return c.Story("stale-ranges") }, "scenarios/stale-ranges.txtar:3:7: there is no base \"hybrid-2013\""},
		{"a contrast to nothing", func() (*story.Story, error) { return c.Story("contrast") }, "there is no story \"stail-ranges\" to be a contrast to\n    hint: did you mean stale-ranges?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.read(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

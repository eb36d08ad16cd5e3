package tell_test

import (
	"strings"
	"testing"

	"hybridsim/sim/story/tell"
)

func TestThePictureDrawsEveryOrganization(t *testing.T) {
	for story, titles := range map[string][]string{
		"filter-loop-between-tenants": {"+- on-premises: Exchange 2019 ", "+- on-premises woodgrove: Exchange 2016 ", "+- cloud: Exchange Online ", "+- cloud woodgrove: Exchange Online "},
		"two-forests-one-certificate": {"+- on-premises: Exchange 2019 ", "+- on-premises woodgrove, with the tenant contoso: Exchange 2016 ", "+- cloud: Exchange Online "},
	} {
		s, err := catalogue().Story(story)
		if err != nil {
			t.Fatal(err)
		}
		article, err := tell.Article(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range titles {
			if !strings.Contains(article, title) {
				t.Errorf("the picture of %s has no box %q:\n%s", story, title, article)
			}
		}
	}
}

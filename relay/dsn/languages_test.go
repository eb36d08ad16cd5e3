package dsn_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// V5.15: a report is written in a language of which it needs no word that nobody has shown; else it is whole in English.
func TestReportsInOtherLanguages(t *testing.T) {
	french := []string{"Échec de la remise pour ces destinataires ou groupes\u00A0:", "Informations de diagnostic pour les administrateurs\u00A0:",
		"Serveur de génération\u00A0: ", "En-têtes de message d'origine\u00A0:"}
	english := []string{"Diagnostic information for administrators:", "Generating server: ", "Original message headers:"}
	for _, tt := range []struct {
		name, kind        string
		p                 relay.Product
		language, subject string
		has, hasNot       []string
	}{
		{"what the server itself refused", "local in fr-FR", relay.Exchange2016, "fr-FR", "Non remis\u00A0: ", french, english},
		{"the diagnostics of 2010 need no other words for other hosts", "refused in fr-FR", relay.Exchange2010, "fr-FR", "Non remis\u00A0: ", french, english},
		{"the words of other hosts' refusals are not known from 2013 on", "refused in fr-FR", relay.Exchange2013, "en-US", "Undeliverable: ", english, french},
		{"nor is the label of the receiving server", "expired in fr-FR", relay.Exchange2016, "en-US", "Undeliverable: ", english, french},
		{"nor is the rich form", "local in fr-FR", relay.ExchangeOnline, "en-US", "Undeliverable: ", []string{"How to Fix It"}, french},
		{"a region alone is not looked for", "local in nl-BE", relay.Exchange2019, "nl-NL", "Onbestelbaar: ", []string{"Bronserver: ", "Diagnostische gegevens voor beheerders:"}, english},
		{"Italian", "local in it", relay.Exchange2013, "it-IT", "Non recapitabile: ", []string{"Server di generazione: ", "Intestazioni originali del messaggio:"}, english},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := kinds(tt.p, relay.Latest)[tt.kind]
			got := take(t, dsn.Compose(r))
			if language := got.header.Get("Content-Language"); language != tt.language || !strings.HasPrefix(r.Subject(), tt.subject) {
				t.Errorf("Content-Language %q, Subject %q; want %q and %q", language, r.Subject(), tt.language, tt.subject)
			}
			for _, s := range tt.has {
				if !strings.Contains(got.text, s) {
					t.Errorf("the text lacks %q:\n%s", s, got.text)
				}
			}
			for _, s := range tt.hasNot {
				if strings.Contains(got.text, s) {
					t.Errorf("the text has %q:\n%s", s, got.text)
				}
			}
			if !strings.Contains(got.text, "returned '550") && tt.p != relay.Exchange2010 && tt.p != relay.ExchangeOnline {
				t.Errorf("the line with the reply is not as in English:\n%s", got.text)
			}
		})
	}
}

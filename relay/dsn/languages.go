package dsn

import (
	"cmp"
	"strings"
)

// wording is a report's labels in a language.
type wording struct {
	tag            string // of Content-Language
	prefix         string // of Subject
	failed         string // introduces recipients
	meaning        string // what people read; ours, as in English
	administrators string
	generating     string
	original       string
}

var english = wording{tag: "en-US", prefix: subjectPrefixes[Failed], failed: openings[Failed],
	administrators: "Diagnostic information for administrators:", generating: "Generating server: ",
	original: "Original message headers:"}

// languages are those of which all labels of a failure are known, by the first part of their tags (V5.15 [O]). In
// French a blank that does not break stands before a colon.
var languages = map[string]wording{
	"en": english,
	"fr": {"fr-FR", "Non remis\u00A0: ", "Échec de la remise pour ces destinataires ou groupes\u00A0:",
		"Le message n'a pas pu être remis à cette adresse.",
		"Informations de diagnostic pour les administrateurs\u00A0:", "Serveur de génération\u00A0: ",
		"En-têtes de message d'origine\u00A0:"},
	"it": {"it-IT", "Non recapitabile: ", "Il recapito non è riuscito per i seguenti destinatari o gruppi:",
		"Il messaggio non è stato consegnato a questo indirizzo.",
		"Informazioni di diagnostica per gli amministratori:", "Server di generazione: ",
		"Intestazioni originali del messaggio:"},
	"nl": {"nl-NL", "Onbestelbaar: ",
		"Uw bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:",
		"Het bericht is niet op dit adres bezorgd.",
		"Diagnostische gegevens voor beheerders:", "Bronserver: ", "Oorspronkelijke berichtkoppen:"},
}

// words are the report's labels: those of its language where all that it needs are known, else the English ones. Nobody
// has shown the words of other languages for delays, for what waited too long, for the refusals of other hosts in 2013
// and later, and for the rich form.
func (r *Report) words(f Form) wording {
	w, known := languages[LanguageOf(r.Language)]
	if !known || r.Action != Failed || f.rich() || f == FormOther || r.Receiving != "" || r.Retries > 0 {
		return english
	}
	for _, rcpt := range r.Recipients {
		if f.modern() && (rcpt.Remote != "" || rcpt.Last.Error != "") {
			return english
		}
	}
	return w
}

// LanguageOf is the first part of the first language in a field or a setting: fr of "fr-FR, en;q=0.8".
func LanguageOf(tags string) string {
	first, _, _ := strings.Cut(tags, ",")
	first, _, _ = strings.Cut(strings.TrimSpace(first), ";")
	first, _, _ = strings.Cut(first, "-")
	return strings.ToLower(first)
}

// explained is what people read about a recipient: what was told, or what the reply means in English, or the language's
// own sentence.
func (w wording) explained(told, meaning string) string { return cmp.Or(told, w.meaning, meaning) }

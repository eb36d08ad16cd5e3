package exports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"hybridsim/sim/cmdlet"
)

// writeJSON prints objects as ConvertTo-Json -EnumsAsStrings does, always in an array.
func writeJSON(_ string, objects []*cmdlet.Entry) []byte {
	var b strings.Builder
	b.WriteString("[\n")
	for i, o := range objects {
		b.WriteString("  {\n")
		for j, v := range o.Values {
			fmt.Fprintf(&b, "    %s: %s", jsonText(v.Name), jsonValue(v.Value))
			if j < len(o.Values)-1 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString("  }")
		if i < len(objects)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	return []byte(b.String())
}

func jsonValue(v cmdlet.Value) string {
	switch v.Kind {
	case cmdlet.Null:
		return "null"
	case cmdlet.Boolean:
		return strings.ToLower(v.Texts[0])
	case cmdlet.Number:
		return v.Texts[0]
	case cmdlet.List:
		items := make([]string, len(v.Texts))
		for i, text := range v.Texts {
			items[i] = jsonText(text)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return jsonText(v.Texts[0])
}

// jsonText is a text in JSON with its < and > as they are: names of certificates have them.
func jsonText(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimRight(b.String(), "\n")
}

package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// A CycloneDX document of version 1.6, as far as it is used here.
type (
	billJSON struct {
		Format     string          `json:"bomFormat"`
		Spec       string          `json:"specVersion"`
		Version    int             `json:"version"`
		Metadata   metadataJSON    `json:"metadata"`
		Components []componentJSON `json:"components"`
		Depends    []dependsJSON   `json:"dependencies"`
	}
	metadataJSON struct {
		Timestamp string         `json:"timestamp"`
		Component componentJSON  `json:"component"`
		Settings  []propertyJSON `json:"properties"`
	}
	componentJSON struct {
		Type     string           `json:"type"`
		Ref      string           `json:"bom-ref"`
		Name     string           `json:"name"`
		Version  string           `json:"version"`
		Licences []licenceOneJSON `json:"licenses"`
		URL      string           `json:"purl"`
		Settings []propertyJSON   `json:"properties,omitempty"`
	}
	licenceOneJSON struct {
		Licence licenceJSON `json:"license"`
	}
	licenceJSON struct {
		ID string `json:"id"`
	}
	propertyJSON struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependsJSON struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn"`
	}
)

func component(kind, path, version, licence string) componentJSON {
	url := fmt.Sprintf("pkg:golang/%s@%s", path, version)
	return componentJSON{
		Type: kind, Ref: url, Name: path, Version: version, URL: url,
		Licences: []licenceOneJSON{{licenceJSON{licence}}},
	}
}

// bill writes what a target's program is made of.
func (s source) bill(target string, modules []module) ([]byte, error) {
	own := component("application", product, s.version, "MIT")
	document := billJSON{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata: metadataJSON{s.time.Format(time.RFC3339), own, []propertyJSON{
			{"hybridsim:commit", s.commit}, {"hybridsim:target", target},
		}},
		Components: []componentJSON{},
		Depends:    []dependsJSON{{Ref: own.Ref, On: []string{}}},
	}
	for _, m := range modules {
		_, licence, err := licenceOf(m)
		if err != nil {
			return nil, err
		}
		c := component("library", m.path, m.version, licence)
		if m.sum != "" {
			c.Settings = []propertyJSON{{"go:sum", m.sum}}
		}
		document.Components = append(document.Components, c)
		document.Depends[0].On = append(document.Depends[0].On, c.Ref)
	}
	text, err := json.MarshalIndent(document, "", "  ")
	return append(text, '\n'), err
}

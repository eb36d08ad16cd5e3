package web

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"hybridsim/sim/records"
)

func (s *Site) apiOpenAPI(w http.ResponseWriter, _ *http.Request) { write(w, http.StatusOK, OpenAPI()) }

// object is a JSON object of a document that is made, not typed.
type object = map[string]any

// OpenAPI is the description of all paths that are for programs, in OpenAPI 3.1, made from the routes.
func OpenAPI() map[string]any {
	shapes := &records.Shapes{Prefix: "#/components/schemas/"}
	return describe(shapes)
}

func describe(shapes *records.Shapes) object {
	paths := object{}
	for _, p := range routes {
		if p.does == "" {
			continue
		}
		path := strings.ReplaceAll(p.path(), "...}", "}")
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path].(object)[strings.ToLower(p.method())] = p.operation(shapes)
	}
	shapes.Of(reflect.TypeFor[problem]())
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "hybridsim", "version": strconv.Itoa(records.Schema),
			"description": "A living world of Exchange hybrid mail flow. docs/http.md is the manual.",
			"license":     object{"name": "MIT", "identifier": "MIT"},
		},
		"servers":    []any{object{"url": "http://127.0.0.1:8025", "description": "serve, unless --http says another"}},
		"paths":      paths,
		"components": object{"schemas": shapes.Defs},
	}
}

var variable = regexp.MustCompile(`\{(\w+)(\.\.\.)?\}`)

// operation is what OpenAPI calls a path with a method.
func (p route) operation(shapes *records.Shapes) object {
	parameters := []any{}
	for _, m := range variable.FindAllStringSubmatch(p.path(), -1) {
		about := object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}}
		if m[2] != "" {
			about["description"] = "a path: it may have slashes"
		}
		parameters = append(parameters, about)
	}
	for _, q := range p.query {
		shape := q.kind.shape()
		if q.many {
			shape = object{"type": "array", "items": shape}
		}
		parameters = append(parameters, object{
			"name": q.name, "in": "query", "required": q.must, "description": q.does, "schema": shape,
		})
	}
	if p.path() == "/events" {
		parameters = append(parameters, object{
			"name": "Last-Event-ID", "in": "header", "schema": object{"type": "string"},
			"description": "the id of the last event that came",
		})
	}
	operation := object{
		"operationId": p.operationID(), "summary": p.does, "parameters": parameters, "responses": p.responses(shapes),
	}
	if len(p.takes) > 0 {
		content := object{}
		for _, media := range p.takes {
			content[media] = object{"schema": object{"type": "string"}}
		}
		operation["requestBody"] = object{"required": true, "content": content}
	}
	return operation
}

// operationID is a name for clients that are generated: getApiMailboxesAtAddress.
func (p route) operationID() string {
	words := regexp.MustCompile(`[A-Za-z]+`).FindAllString(p.path(), -1)
	id := strings.ToLower(p.method())
	for _, word := range words {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

// responses are the answers to a request, each with its status.
func (p route) responses(shapes *records.Shapes) object {
	content := object{}
	switch {
	case p.answer != nil:
		content["application/json"] = object{"schema": shapes.Of(reflect.TypeOf(p.answer))}
	default:
		content[p.media] = object{"schema": object{"type": "string"}}
	}
	status := p.status
	if status == 0 {
		status = http.StatusOK
	}
	all := object{strconv.Itoa(status): object{"description": p.does, "content": content}}
	for _, code := range append([]int{http.StatusBadRequest}, p.errors...) {
		answer := object{"schema": shapes.Of(reflect.TypeFor[problem]())}
		if code == http.StatusUnprocessableEntity { // the lines up to the mistake were done, and are told
			answer = object{"schema": shapes.Of(reflect.TypeOf(p.answer))}
		}
		all[strconv.Itoa(code)] = object{
			"description": http.StatusText(code), "content": object{"application/json": answer},
		}
	}
	all["default"] = object{"description": "what every path may answer: 403, 421, 500 and 503",
		"content": object{"application/json": object{"schema": shapes.Of(reflect.TypeFor[problem]())}}}
	return all
}

// shape is what a value of a kind looks like.
func (k kind) shape() object {
	switch k {
	case aNumber:
		return object{"type": "integer", "minimum": 0}
	case aTime:
		return object{"type": "string", "format": "date-time"}
	case aDuration:
		return object{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	case anAddress, aText:
		return object{"type": "string"}
	}
	panic(fmt.Sprintf("a parameter of the kind %q", k)) // unreachable: all kinds are above
}

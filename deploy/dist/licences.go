package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// licence recognizes a licence by sentences that it alone has all of.
type licence struct {
	name string // in SPDX's list
	says []string
}

// licences are those that are known, the more particular first.
var licences = []licence{
	{"Apache-2.0", []string{"Apache License", "Version 2.0, January 2004"}},
	{"MPL-2.0", []string{"Mozilla Public License", "2.0"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "Neither the name of"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}},
	{"MIT", []string{"Permission is hereby granted, free of charge", "The above copyright notice and this permission notice"}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose"}},
}

var spaces = regexp.MustCompile(`\s+`)

// recognize names the licence of a text; empty if it is none of the known ones.
func recognize(text string) string {
	text = spaces.ReplaceAllString(text, " ")
next:
	for _, l := range licences {
		for _, words := range l.says {
			if !strings.Contains(text, words) {
				continue next
			}
		}
		return l.name
	}
	return ""
}

// licenceOf finds what a module is under: the text's file, and its name in SPDX's list.
func licenceOf(m module) (text file, name string, err error) {
	where := ""
	if m.path == standard {
		where, err = output("go", "env", "GOROOT")
	} else {
		where, err = output("go", "list", "-m", "-f", "{{.Dir}}", m.path)
	}
	if err != nil {
		return file{}, "", err
	}
	where = strings.TrimSpace(where)
	for _, base := range []string{"LICENSE", "LICENCE", "COPYING", "LICENSE.txt", "LICENSE.md", "License"} {
		content, err := os.ReadFile(filepath.Join(where, base))
		if err != nil {
			continue
		}
		if name = recognize(string(content)); name == "" {
			return file{}, "", fmt.Errorf("the licence of %s is none that is known; read it, and add it to licences.go",
				m.path)
		}
		return file{name: "licenses/" + m.path + "/" + base, content: content}, name, nil
	}
	return file{}, "", fmt.Errorf("%s %s has no file with a licence: it must not be handed on", m.path,
		cmp.Or(m.version, "without a version"))
}

// licenceFiles are the licences of modules, as files.
func licenceFiles(modules []module) (list []file, err error) {
	for _, m := range modules {
		text, _, err := licenceOf(m)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}

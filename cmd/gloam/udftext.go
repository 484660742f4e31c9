package main

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/udf"
)

// request is one --udf: the UDF and what its files and rows are called.
type request struct {
	text   string
	spec   udf.Spec
	params map[string]string
	name   string // short name, numbered if several requests share it
}

// parseRequests reads all --udf texts.
func parseRequests(texts []string) ([]request, error) {
	seen := map[string]int{}
	out := make([]request, len(texts))
	for i, t := range texts {
		r, err := parseRequest(t)
		if err != nil {
			return nil, err
		}
		r.name = r.spec.Short()
		if seen[r.name]++; seen[r.name] > 1 {
			r.name = fmt.Sprintf("%s-%d", r.name, seen[r.name])
		}
		out[i] = r
	}
	return out, nil
}

func specsOf(requests []request) []udf.Spec {
	specs := make([]udf.Spec, len(requests))
	for i, r := range requests {
		specs[i] = r.spec
	}
	return specs
}

// parseRequest reads "name:k=v,k=v". Values may contain commas inside
// parentheses.
func parseRequest(text string) (request, error) {
	name, rest, _ := strings.Cut(text, ":")
	entry, err := udf.Lookup(strings.TrimSpace(name))
	if err != nil {
		return request{}, err
	}
	params, err := parseParams(rest)
	if err != nil {
		return request{}, fmt.Errorf("--udf %s: %w", text, err)
	}
	spec, err := entry.Parse(params)
	return request{text: text, spec: spec, params: params}, err
}

func parseParams(text string) (map[string]string, error) {
	params := map[string]string{}
	if strings.TrimSpace(text) == "" {
		return params, nil
	}
	parts, err := splitOutside(text, ',')
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		name, value, ok := strings.Cut(p, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, fmt.Errorf("got %q, want name=value", p)
		}
		if old, twice := params[name]; twice {
			return nil, fmt.Errorf("parameter %q is both %q and %q", name, old, value)
		}
		params[name] = strings.TrimSpace(value)
	}
	return params, nil
}

// splitOutside splits at separators that are not inside parentheses.
func splitOutside(text string, sep rune) ([]string, error) {
	var parts []string
	depth, from := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == sep && depth == 0:
			parts = append(parts, text[from:i])
			from = i + 1
		}
		if depth < 0 {
			break
		}
	}
	if depth != 0 {
		return nil, fmt.Errorf("got %d opening and %d closing parentheses in %q", strings.Count(text, "("), strings.Count(text, ")"), text)
	}
	return append(parts, text[from:]), nil
}

package comm

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ReadSettings reads Dask's configuration from where Dask does, later places
// first: the environment (DASK_DISTRIBUTED__COMM__…, then what
// DASK_INTERNAL_INHERIT_CONFIG hands on), the file or folder DASK_CONFIG,
// ~/.config/dask, etc/dask of the active Python environment, and
// DASK_ROOT_CONFIG or /etc/dask. In folders that is all .yaml, .yml and .json
// files, of which the last in alphabetical order counts. Files that cannot be
// opened are passed over; one that cannot be read as YAML is a [*SettingsError].
func ReadSettings() (*Settings, error) {
	s := &Settings{values: map[string]any{}}
	for _, place := range settingPlaces() {
		for _, file := range settingFiles(place) {
			if err := s.readFile(file); err != nil {
				return nil, &SettingsError{File: file, Err: err}
			}
		}
	}
	if b, err := base64.URLEncoding.DecodeString(os.Getenv("DASK_INTERNAL_INHERIT_CONFIG")); err == nil && len(b) > 0 {
		var inherited any
		if json.Unmarshal(b, &inherited) == nil {
			s.update(inherited)
		}
	}
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); strings.HasPrefix(name, "DASK_DISTRIBUTED__COMM__") {
			s.set(strings.Split(strings.ToLower(strings.TrimPrefix(name, "DASK_")), "__"), value)
		}
	}
	return s, nil
}

// settingPlaces are files or folders, the most important one last.
func settingPlaces() []string {
	root := "/etc/dask"
	if v, ok := os.LookupEnv("DASK_ROOT_CONFIG"); ok {
		root = v
	}
	places := []string{root}
	for _, name := range []string{"CONDA_PREFIX", "VIRTUAL_ENV"} {
		if v := os.Getenv(name); v != "" {
			places = append(places, filepath.Join(v, "etc", "dask"))
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, filepath.Join(home, ".config", "dask"))
	}
	if v, ok := os.LookupEnv("DASK_CONFIG"); ok {
		places = append(places, v)
	}
	return places
}

// settingFiles lists the files of a place.
func settingFiles(place string) []string {
	entries, err := os.ReadDir(place)
	if err != nil {
		return []string{place} // a file, or nothing
	}
	var files []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".json", ".yaml", ".yml":
			files = append(files, filepath.Join(place, e.Name()))
		}
	}
	return files
}

func (s *Settings) readFile(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil // as Dask does
	}
	var v any
	if err := yaml.Unmarshal(b, &v); err != nil { // JSON is YAML
		return err
	}
	if _, ok := named(v); v != nil && !ok {
		return errors.New("got no mapping, want one of names to values")
	}
	s.update(v)
	return nil
}

// update merges what a file says into what is known.
func (s *Settings) update(v any) {
	if m, ok := named(v); ok {
		merge(s.values, m, 0)
	}
}

// set changes one value by the names on the way to it, which are not mappings.
func (s *Settings) set(path []string, text string) {
	at := s.values
	for _, name := range path[:len(path)-1] {
		next, ok := at[canonical(name)].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[canonical(name)] = next
		}
		at = next
	}
	at[canonical(path[len(path)-1])] = literal(text)
}

// literal is what Dask takes a variable of the environment for, as far as it
// matters here: text, perhaps in quotes, or nothing.
func literal(text string) any {
	switch strings.ToLower(text) {
	case "none", "null":
		return nil
	case "true", "false":
		return strings.ToLower(text)
	}
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// canonical makes one of the two spellings of a name that Dask knows.
func canonical(name string) string { return strings.ReplaceAll(name, "_", "-") }

// maxNesting is deeper than any configuration; aliases of YAML may form a ring.
const maxNesting = 32

func merge(into, from map[string]any, depth int) {
	for name, v := range from {
		name = canonical(name)
		m, ok := named(v)
		if !ok {
			into[name] = v
			continue
		}
		old, ok := into[name].(map[string]any)
		if !ok {
			old = map[string]any{}
			into[name] = old
		}
		if depth < maxNesting {
			merge(old, m, depth+1)
		}
	}
}

// named returns the entries of a mapping whose names are texts.
func named(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case map[any]any:
		out := map[string]any{}
		for name, item := range v {
			if name, ok := name.(string); ok {
				out[name] = item
			}
		}
		return out, true
	}
	return nil, false
}

package hdf5

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits on links, far above what files have.
const (
	maxFollowed = 64   // soft and external links on the way to an object
	maxFiles    = 1024 // that external links lead to
)

// An opened is a file, and those that its links lead to, as long as they are
// read.
type opened struct {
	path  string
	files map[string]*input
	roots map[string]object
	known map[object][]link // entries of groups
}

// openAll opens the first file.
func openAll(path string) (*opened, error) {
	o := &opened{path: path, files: map[string]*input{}, roots: map[string]object{}, known: map[object][]link{}}
	if _, err := o.root(path); err != nil {
		return nil, err
	}
	return o, nil
}

// root opens a file, unless it is, and returns its root group.
func (o *opened) root(path string) (object, error) {
	path = filepath.Clean(path)
	if r, ok := o.roots[path]; ok {
		return r, nil
	}
	if len(o.files) >= maxFiles {
		return object{}, fmt.Errorf("links lead to more than %d files", maxFiles)
	}
	in, s, err := openInput(path)
	if err != nil {
		return object{}, at(path, "", err)
	}
	r := object{in, s.root}
	o.files[path], o.roots[path] = in, r
	return r, nil
}

// Close closes all files.
func (o *opened) Close() error {
	var errs []error
	for _, in := range o.files {
		errs = append(errs, in.close())
	}
	o.files, o.roots, o.known = nil, nil, nil
	return errors.Join(errs...)
}

// A place of a walk: an object and the path it was reached by.
type finding struct {
	object
	path     string
	messages []message
}

// lookup finds an object by its path in the first file.
func (o *opened) lookup(path string) (finding, error) {
	r, err := o.root(o.path)
	if err != nil {
		return finding{}, err
	}
	budget := maxFollowed
	return o.follow(r, r, path, &budget)
}

// follow finds an object by a path from an object on, or from the root of its
// file if the path begins with a slash.
func (o *opened) follow(root, from object, path string, budget *int) (finding, error) {
	at := from
	if strings.HasPrefix(path, "/") {
		at = root
	}
	list, err := at.messages()
	for _, name := range strings.Split(path, "/") {
		if err != nil {
			return finding{}, err
		}
		if name == "" || name == "." {
			continue
		}
		entries, err := o.links(at, list)
		if err != nil {
			return finding{}, err
		}
		i := slices.IndexFunc(entries, func(l link) bool { return l.name == name })
		if i < 0 {
			return finding{}, fmt.Errorf("%q: %w", name, ErrNoObject)
		}
		next, err := o.step(root, at, entries[i], budget)
		if err != nil {
			return finding{}, err
		}
		at, list = next.object, next.messages
		if next.in != root.in {
			root = o.roots[filepath.Clean(next.in.path)]
		}
	}
	return finding{object: at, messages: list}, err
}

// links lists the entries of a group, none for other objects. They belong to o.
func (o *opened) links(at object, list []message) ([]link, error) {
	if known, ok := o.known[at]; ok {
		return known, nil
	}
	entries, err := at.links(list)
	if err == nil {
		o.known[at] = entries
	}
	return entries, err
}

// step follows a link of a group.
func (o *opened) step(root, from object, l link, budget *int) (finding, error) {
	if l.target == "" {
		next := object{root.in, l.header}
		list, err := next.messages()
		return finding{object: next, messages: list}, err
	}
	if *budget--; *budget < 0 {
		return finding{}, fmt.Errorf("link %q: more than %d links follow each other", l.name, maxFollowed)
	}
	if l.file != "" {
		other, err := o.elsewhere(root.in.path, l.file)
		if err != nil {
			return finding{}, err
		}
		root, from = other, other
	}
	return o.follow(root, from, l.target, budget)
}

// elsewhere opens the file of an external link: where it says, which is
// relative to the folder of the file with the link, or in that folder itself.
func (o *opened) elsewhere(path, name string) (object, error) {
	folder := filepath.Dir(path)
	name = filepath.FromSlash(strings.ReplaceAll(name, `\`, "/"))
	candidates := []string{filepath.Join(folder, name), filepath.Join(folder, filepath.Base(name))}
	if filepath.IsAbs(name) {
		candidates[0] = name
	}
	for _, c := range candidates {
		if st, err := os.Stat(c); err == nil && st.Mode().IsRegular() {
			return o.root(c)
		}
	}
	return object{}, &fs.PathError{Op: "open", Path: candidates[0], Err: fs.ErrNotExist}
}

// walk calls fn for every object that links lead to from the first file's root
// on, each once. Soft and external links are followed after all hard ones, so
// that objects go by their own names; those that lead nowhere are left out.
func (o *opened) walk(fn func(finding) error) error {
	type step struct {
		root, from object
		link       link
		path       string
	}
	root, err := o.root(o.path)
	if err != nil {
		return err
	}
	seen := map[object]bool{root: true}
	var later []step
	visit := func(root object, f finding) ([]step, error) {
		if err := fn(f); err != nil {
			return nil, err
		}
		entries, err := o.links(f.object, f.messages)
		if err != nil {
			return nil, err
		}
		entries = slices.Clone(entries)
		slices.SortFunc(entries, func(a, b link) int { return strings.Compare(a.name, b.name) })
		var hard []step
		for _, l := range entries {
			s := step{root, f.object, l, strings.TrimSuffix(f.path, "/") + "/" + l.name}
			if l.target == "" {
				hard = append(hard, s)
			} else {
				later = append(later, s)
			}
		}
		return hard, nil
	}
	list, err := root.messages()
	if err != nil {
		return err
	}
	todo, err := visit(root, finding{root, "/", list})
	for err == nil && len(todo)+len(later) > 0 {
		var next step
		if len(todo) > 0 {
			next, todo = todo[0], todo[1:]
		} else {
			next, later = later[0], later[1:]
		}
		if next.link.target == "" && seen[object{next.root.in, next.link.header}] {
			continue
		}
		budget := maxFollowed
		f, ferr := o.step(next.root, next.from, next.link, &budget)
		if ferr != nil && next.link.target != "" && isMissing(ferr) {
			continue
		}
		if ferr != nil {
			return at(o.path, next.path, ferr)
		}
		if seen[f.object] {
			continue
		}
		seen[f.object], f.path = true, next.path
		var below []step
		below, err = visit(o.roots[filepath.Clean(f.in.path)], f)
		todo = append(below, todo...)
	}
	return err
}

// isMissing reports whether a link leads nowhere.
func isMissing(err error) bool {
	return errors.Is(err, ErrNoObject) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrNotHDF5)
}

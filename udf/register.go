package udf

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/gloam-go/gloam/graph"
	"github.com/vmihailenco/msgpack/v5"
)

// A Factory makes UDFs of one kind from parameters P, a struct of plain
// exported fields.
type Factory[P any] struct{ e *Entry }

// An Entry is what the registry knows about a UDF.
type Entry struct {
	name     string
	site     string
	doc      string
	fields   []Field
	defaults func() any // a pointer to a P with its defaults
	decode   func([]byte) (any, error)
	make     func(params any) (UDF, error)
	unlisted bool
}

var registry = struct {
	sync.RWMutex
	entries map[string]*Entry
}{entries: map[string]*Entry{}}

// A RegisterOption adds to what [Register] records.
type RegisterOption func(*Entry)

// Doc gives the UDF a one-line description for listings.
func Doc(text string) RegisterOption { return func(e *Entry) { e.doc = text } }

// Unlisted keeps the UDF out of [Entries]; its name works all the same.
func Unlisted() RegisterOption { return func(e *Entry) { e.unlisted = true } }

// Defaults gives the parameters that a text form starts from; Go code writes
// its own struct.
func Defaults[P any](p P) RegisterOption {
	return func(e *Entry) { e.defaults = func() any { c := p; return &c } }
}

// Register makes a UDF available under a stable, namespaced name, here and on
// every worker that runs the same registration. Call it from a package-level
// variable. newUDF is called for each task with parameters that it must not
// modify. Register panics if the name is taken, naming both source lines.
func Register[P any](name string, newUDF func(P) (UDF, error), opts ...RegisterOption) *Factory[P] {
	return register(callerSite(), name, newUDF, opts...)
}

// callerSite is the source line that called the function that calls it.
func callerSite() string {
	_, file, line, _ := runtime.Caller(2)
	return fmt.Sprintf("%s:%d", file, line)
}

func register[P any](site, name string, newUDF func(P) (UDF, error), opts ...RegisterOption) *Factory[P] {
	var zero P
	e := &Entry{name: name, site: site, fields: fieldsOf(zero)}
	e.defaults = func() any { return new(P) }
	e.decode = func(b []byte) (any, error) {
		var p P
		if err := unpack(b, &p); err != nil {
			return nil, &FormatError{What: name + ": parameters", Err: err}
		}
		return p, nil
	}
	e.make = func(p any) (UDF, error) { return newUDF(p.(P)) }
	for _, o := range opts {
		o(e)
	}
	registry.Lock()
	defer registry.Unlock()
	if old, ok := registry.entries[name]; ok {
		panic(fmt.Sprintf("udf: %q registered at %s and again at %s", name, old.site, site))
	}
	registry.entries[name] = e
	return &Factory[P]{e}
}

// With returns the UDF with these parameters, ready to run. It fails if the
// factory refuses them or if they cannot travel.
func (f *Factory[P]) With(p P) (Spec, error) { return f.e.spec(p) }

// Name returns the registered name.
func (f *Factory[P]) Name() string { return f.e.name }

func (e *Entry) spec(p any) (Spec, error) {
	b, err := msgpack.Marshal(p)
	if err != nil {
		return Spec{}, &FormatError{What: e.name + ": parameters", Err: err}
	}
	decoded, err := e.decode(b)
	if err != nil {
		return Spec{}, err
	}
	if _, err := e.make(decoded); err != nil {
		return Spec{}, &UDFError{UDF: e.name, Err: err}
	}
	return Spec{name: e.name, params: b, decoded: decoded, make: e.make}, nil
}

// Lookup returns the entry of a UDF, by its name or by the last part of it if
// only one name ends so.
func Lookup(name string) (*Entry, error) {
	registry.RLock()
	defer registry.RUnlock()
	if e, ok := registry.entries[name]; ok {
		return e, nil
	}
	var found []*Entry
	for full, e := range registry.entries {
		if strings.HasSuffix(full, "/"+name) {
			found = append(found, e)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	known := make([]string, 0, len(registry.entries))
	for full, e := range registry.entries {
		if !e.unlisted {
			known = append(known, full[strings.LastIndexByte(full, '/')+1:])
		}
	}
	sort.Strings(known)
	return nil, &UnknownUDFError{Name: name, Known: known}
}

// Entries returns all listed UDFs in alphabetical order of their names.
func Entries() []*Entry {
	registry.RLock()
	defer registry.RUnlock()
	out := make([]*Entry, 0, len(registry.entries))
	for _, n := range sortedKeys(registry.entries) {
		if e := registry.entries[n]; !e.unlisted {
			out = append(out, e)
		}
	}
	return out
}

// Name returns the registered name.
func (e *Entry) Name() string { return e.name }

// Doc returns the one-line description.
func (e *Entry) Doc() string { return e.doc }

// Fields describes the parameters.
func (e *Entry) Fields() []Field { return e.fields }

// A Spec is a UDF with parameters, ready to run here or, by its name, on
// another machine. Specs of in-process UDFs run here only.
type Spec struct {
	name    string
	site    string // of in-process UDFs
	params  []byte
	decoded any
	make    func(params any) (UDF, error)
	local   bool
}

// InProcess returns a spec of a UDF that cannot travel, such as one that holds
// a closure. newUDF is called for each task.
func InProcess(name string, newUDF func() (UDF, error)) Spec {
	return Spec{name: name, site: graph.Site(), local: true,
		make: func(any) (UDF, error) { return newUDF() }}
}

// Name returns the UDF's name.
func (s Spec) Name() string { return s.name }

// Short returns the last part of the name, for labels and file names.
func (s Spec) Short() string { return s.name[strings.LastIndexByte(s.name, '/')+1:] }

// IsInProcess reports whether the spec runs in this process only.
func (s Spec) IsInProcess() bool { return s.local }

// New makes a UDF of the spec.
func (s Spec) New() (UDF, error) {
	if s.make == nil {
		return nil, &UnknownUDFError{Name: s.name}
	}
	u, err := s.make(s.decoded)
	if err != nil {
		return nil, &UDFError{UDF: s.name, Err: err}
	}
	return u, nil
}

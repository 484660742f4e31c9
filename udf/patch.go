package udf

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// Patched returns the spec with some parameters replaced, given by name as
// text like those of [Entry.Parse]. Unknown names and bad values are a
// [*ParamError]; so is any name for an in-process UDF, which has none.
func (s Spec) Patched(params map[string]string) (Spec, error) {
	if len(params) == 0 {
		return s, nil
	}
	if s.local {
		return s, &ParamError{UDF: s.name, Param: sortedKeys(params)[0], Got: "a name", Want: "none, it is an in-process UDF"}
	}
	e, err := Lookup(s.name)
	if err != nil {
		return s, err
	}
	p, err := e.decode(s.params) // a copy that shares nothing with s
	if err != nil {
		return s, err
	}
	to := reflect.New(reflect.TypeOf(p)).Elem()
	to.Set(reflect.ValueOf(p))
	if err := e.setAll(to, params); err != nil {
		return s, err
	}
	return e.spec(to.Interface())
}

// setAll sets parameters that are given as text.
func (e *Entry) setAll(p reflect.Value, params map[string]string) error {
	for _, name := range sortedKeys(params) {
		f, ok := field(p, name)
		if !ok {
			return &ParamError{UDF: e.name, Param: name, Got: "an unknown name", Want: e.fieldNames()}
		}
		if err := setText(f, params[name]); err != nil {
			return &ParamError{UDF: e.name, Param: name, Got: strconv.Quote(params[name]), Want: "a value that can be read", Err: err}
		}
	}
	return nil
}

// Replaceable reports whether partitions of another run can be merged with
// those of this one: it must have the same data, the same UDFs, with whatever
// parameters, and what these declare must be the same.
func (r *Run) Replaceable(by *Run) error {
	if len(by.specs) != len(r.specs) || !slices.Equal(by.data.bounds, r.data.bounds) || !slices.Equal(by.data.roi, r.data.roi) {
		return &DatasetError{Got: fmt.Sprintf("a run of %d UDFs over %d partitions", len(by.specs), by.data.NumPartitions()),
			Want: fmt.Sprintf("one of %d UDFs over the same %d", len(r.specs), r.data.NumPartitions())}
	}
	for u, p := range r.plans {
		name := r.specs[u].name
		switch q := by.plans[u]; {
		case by.specs[u].name != name:
			return &UDFError{UDF: name, Err: BadValue("", "other parameters only", "%s in its place", by.specs[u].name)}
		case by.meta.InputDType != r.meta.InputDType:
			return &UDFError{UDF: name, Err: BadValue("", r.meta.InputDType.String()+" as before", "input dtype %s", by.meta.InputDType)}
		case q.mode != p.mode || q.finishes != p.finishes || len(q.decls) != len(p.decls):
			return &UDFError{UDF: name, Err: BadValue("", "what it declared before", "another way of merging or other buffers")}
		default:
			for i, d := range p.decls {
				if !sameDecl(d, q.decls[i]) {
					return &BufferError{UDF: name, Buffer: d.Name, Got: q.decls[i].String(), Want: d.String() + ", as before"}
				}
			}
		}
	}
	return nil
}

func sameDecl(a, b Decl) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.DType == b.DType && a.Use == b.Use && a.Where == b.Where && slices.Equal(a.Extra, b.Extra)
}

package udf

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// A Field describes a parameter of a registered UDF.
type Field struct {
	Name    string // as written in text, such as "cy"
	Type    string // for people: "number", "integer", "text", …
	Default string // as text, empty if there is none
	Doc     string
}

// fieldsOf lists the exported fields of a parameter struct. The tag
// `udf:"name"` names a field in text, the tag `doc` describes it; `type`
// overrides the name of its type.
func fieldsOf(p any) []Field {
	t := reflect.TypeOf(p)
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var fields []Field
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("udf") != "-" {
			fields = append(fields, Field{Name: fieldName(f), Type: typeName(f), Doc: f.Tag.Get("doc")})
		}
	}
	return fields
}

func fieldName(f reflect.StructField) string {
	if n := f.Tag.Get("udf"); n != "" {
		return n
	}
	return strings.ToLower(f.Name)
}

func typeName(f reflect.StructField) string {
	if n := f.Tag.Get("type"); n != "" {
		return n
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint8:
		return "integer"
	case reflect.Bool:
		return "yes/no"
	}
	return "text"
}

// Parse returns the UDF with parameters given as text, starting from the
// defaults: numbers, true/false, text, and whatever a field's UnmarshalText
// reads. Unknown names and bad values are a [*ParamError].
func (e *Entry) Parse(params map[string]string) (Spec, error) {
	p := reflect.ValueOf(e.defaults()).Elem()
	if err := e.setAll(p, params); err != nil {
		return Spec{}, err
	}
	return e.spec(p.Interface())
}

func (e *Entry) fieldNames() string {
	if len(e.fields) == 0 {
		return "none, it has no parameters"
	}
	names := make([]string, len(e.fields))
	for i, f := range e.fields {
		names[i] = f.Name
	}
	return "one of " + strings.Join(names, ", ")
}

// DefaultText returns the default of a parameter as text.
func (e *Entry) DefaultText(name string) string {
	f, ok := field(reflect.ValueOf(e.defaults()).Elem(), name)
	if !ok || f.IsZero() {
		return ""
	}
	if f.Kind() == reflect.Pointer {
		f = f.Elem()
	}
	if m, ok := f.Interface().(encoding.TextMarshaler); ok {
		b, _ := m.MarshalText()
		return string(b)
	}
	return fmt.Sprint(f.Interface())
}

func field(p reflect.Value, name string) (reflect.Value, bool) {
	if p.Kind() != reflect.Struct {
		return reflect.Value{}, false
	}
	for i := range p.NumField() {
		if f := p.Type().Field(i); f.IsExported() && f.Tag.Get("udf") != "-" && fieldName(f) == name {
			return p.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func setText(f reflect.Value, text string) error {
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.New(f.Type().Elem()))
		f = f.Elem()
	}
	if u, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(text)
	case reflect.Bool:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		f.SetBool(v)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v, err := strconv.ParseInt(text, 10, f.Type().Bits())
		if err != nil {
			return fmt.Errorf("%q is not an integer", text)
		}
		f.SetInt(v)
	case reflect.Float32, reflect.Float64:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("%q is not a number", text)
		}
		f.SetFloat(v)
	default:
		return fmt.Errorf("a %s has no text form", f.Type())
	}
	return nil
}

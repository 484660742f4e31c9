package udfcases

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Params are the parameters of a UDF as a case writes them.
type Params struct {
	Raw json.RawMessage
	dir string
}

// Into decodes them.
func (p Params) Into(v any) error {
	if len(p.Raw) == 0 {
		return nil
	}
	return json.Unmarshal(p.Raw, v)
}

// Array reads an array that they name.
func (p Params) Array(file string) (*ndarray.Array, error) {
	return ndarray.LoadNPY(filepath.Join(p.dir, filepath.FromSlash(file)))
}

// An AuxParam is auxiliary data as a case writes it.
type AuxParam struct {
	File  string `json:"aux"`
	Kind  string
	Extra []int `json:"extra_shape"`
}

// Aux reads auxiliary data.
func (p Params) Aux(a AuxParam) (udf.Aux, error) {
	data, err := p.Array(a.File)
	if err != nil {
		return udf.Aux{}, err
	}
	switch a.Kind {
	case "nav", "":
		return udf.NavAux(data, a.Extra...), nil
	case "sig":
		return udf.SigAux(data, a.Extra...), nil
	case "single":
		return udf.SingleAux(data), nil
	}
	return udf.Aux{}, fmt.Errorf("auxiliary data of kind %q", a.Kind)
}

// A Maker makes a UDF from the parameters of a case.
type Maker func(p Params) (udf.Spec, error)

// Plain is a Maker of a UDF without parameters.
func Plain(f *udf.Factory[struct{}]) Maker {
	return func(Params) (udf.Spec, error) { return f.With(struct{}{}) }
}

// with is a Maker that decodes parameters of type P first.
func with[P any](build func(p Params, v P) (udf.Spec, error)) Maker {
	return func(p Params) (udf.Spec, error) {
		var v P
		if err := p.Into(&v); err != nil {
			return udf.Spec{}, err
		}
		return build(p, v)
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

type udfsCmd struct {
	Name string `arg:"" optional:"" help:"Only this one."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help implements kong.HelpProvider.
func (*udfsCmd) Help() string {
	return `Shapes are those for a scan of 64×64 positions and a detector of 128×128 pixels
of uint16.

Examples:

  gloam udfs
  gloam udfs masks --json`
}

// udfInfo is what there is to know about a UDF.
type udfInfo struct {
	Name    string       `json:"name"`
	Full    string       `json:"full_name"`
	Doc     string       `json:"doc"`
	Params  []paramInfo  `json:"params"`
	Buffers []bufferInfo `json:"buffers"`
}

type paramInfo struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Doc     string `json:"doc,omitempty"`
}

type bufferInfo struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Shape []int  `json:"shape"`
	DType string `json:"dtype"`
}

// Run implements the sub-command.
func (c *udfsCmd) Run(a *app) error {
	entries := udf.Entries()
	if c.Name != "" {
		e, err := udf.Lookup(c.Name)
		if err != nil {
			return err
		}
		entries = []*udf.Entry{e}
	}
	list := make([]udfInfo, len(entries))
	for i, e := range entries {
		list[i] = describeUDF(e)
	}
	if c.JSON {
		return a.printJSON(list)
	}
	for i, u := range list {
		if i > 0 {
			a.print("\n")
		}
		a.print(u.text())
	}
	return nil
}

func describeUDF(e *udf.Entry) udfInfo {
	u := udfInfo{Name: e.Name()[strings.LastIndexByte(e.Name(), '/')+1:], Full: e.Name(), Doc: e.Doc(), Params: []paramInfo{}, Buffers: []bufferInfo{}}
	for _, f := range e.Fields() {
		u.Params = append(u.Params, paramInfo{f.Name, f.Type, e.DefaultText(f.Name), f.Doc})
	}
	for _, d := range nominalBuffers(e) {
		u.Buffers = append(u.Buffers, bufferInfo{d.Name, d.Kind.String(), d.Shape(nominal.Nav(), nominal.Frame()), d.DType.String()})
	}
	return u
}

var nominal = source.Synthetic{NY: 64, NX: 64, KY: 128, KX: 128, Dose: 64}.Info()

// nominalParams stand for parameters where a UDF cannot do without.
var nominalParams = map[string]string{
	"masks": "disk(63.5,63.5,13)+ring(63.5,63.5,16,60)",
	"peaks": "(64,64)+(64,90)", "pattern": "radial_gradient(radius=6)",
	"zero": "(64,64)", "a": "(0,26)", "b": "(26,0)",
	"rad_out": "60", "path": "scan.npy",
}

// nominalBuffers returns the results of a UDF over the nominal scan, none if it
// cannot be made without parameters that only its user knows.
func nominalBuffers(e *udf.Entry) []udf.Decl {
	params := map[string]string{}
	spec, err := e.Parse(params)
	if err != nil {
		for _, f := range e.Fields() {
			if v, ok := nominalParams[f.Name]; ok {
				params[f.Name] = v
			}
		}
		if spec, err = e.Parse(params); err != nil {
			return nil
		}
	}
	d, err := udf.FromSource(source.Synthetic{NY: 64, NX: 64, KY: 128, KX: 128, Dose: 64})
	if err != nil {
		return nil
	}
	r, err := udf.NewRun(d, []udf.Spec{spec})
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Decls(0)), func(d udf.Decl) bool { return d.Use == udf.Private })
}

// text is the description for people.
func (u udfInfo) text() string {
	s := u.Name
	if u.Doc != "" {
		s += " - " + u.Doc
	}
	s += "\n"
	if len(u.Params) > 0 {
		t := newTable("  parameter", "type", "")
		for _, p := range u.Params {
			doc := p.Doc
			if p.Default != "" {
				doc = strings.TrimSpace(doc + " (default " + p.Default + ")")
			}
			t.add("  "+p.Name, p.Type, doc)
		}
		s += t.String()
	}
	if len(u.Buffers) > 0 {
		t := newTable("  result", "kind", "dtype", "shape")
		for _, b := range u.Buffers {
			t.add("  "+b.Name, b.Kind, b.DType, wording.Shape(b.Shape))
		}
		s += t.String()
	}
	if len(u.Params)+len(u.Buffers) == 0 {
		s += fmt.Sprintln("  no parameters, no results")
	}
	return s
}

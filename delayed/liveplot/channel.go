package liveplot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A Channel says what an [Image] shows of the results of one UDF. The zero
// value is the first result that can be drawn.
type Channel struct {
	label   string
	name    string // of the result it is made of, if it is made of one
	derive  func(delayed.Result) (*ndarray.Array, error)
	extract func(map[string]delayed.Result, *ndarray.Array) (data, known *ndarray.Array, err error)
}

// Named is a result as it is. It must have two axes, apart from those with one
// element.
func Named(name string) Channel { return Channel{label: name, name: name} }

// Of is an array that fn makes of a result. For nav results the positions that
// are merged are known, for others all is. label is what the title calls fn.
func Of(name, label string, fn func(r delayed.Result) (*ndarray.Array, error)) Channel {
	return Channel{label: label + "(" + name + ")", name: name, derive: fn}
}

// From is an array that fn makes of all results of the UDF and the damage, the
// bool array in scan shape of the positions that are merged. known is a bool
// array that broadcasts to data; nil stands for all.
func From(label string, fn func(results map[string]delayed.Result, damage *ndarray.Array) (data, known *ndarray.Array, err error)) Channel {
	return Channel{label: label, extract: fn}
}

// A ChannelError reports a channel that a UDF does not have, or that cannot be
// drawn.
type ChannelError struct {
	UDF, Channel string
	Got          string
	Drawable     []string // results that can be drawn as they are
}

func (e *ChannelError) Error() string {
	can := "none"
	if len(e.Drawable) > 0 {
		can = strings.Join(e.Drawable[:min(len(e.Drawable), 10)], ", ")
	}
	return fmt.Sprintf("liveplot: %s: channel %q: got %s, want two axes; results that have are %s", e.UDF, e.Channel, e.Got, can)
}

// Drawable lists the results of the u-th UDF that can be drawn as they are, in
// alphabetical order: numbers with two axes of more than one element.
func Drawable(run *delayed.Live, u int) []string {
	var names []string
	m := run.Meta()
	for _, d := range run.Decls(u) {
		if d.Use != udf.Private && d.DType != ndarray.Object && len(wide(d.Shape(m.Nav, m.Sig))) == 2 {
			names = append(names, d.Name)
		}
	}
	return names
}

// wide drops axes with one element.
func wide(shape []int) []int {
	return slices.DeleteFunc(slices.Clone(shape), func(n int) bool { return n == 1 })
}

// resolve checks the channel against what the UDF declares.
func (c Channel) resolve(run *delayed.Live, u int) (Channel, error) {
	can := Drawable(run, u)
	fail := func(got string) (Channel, error) {
		return c, &ChannelError{UDF: run.Specs()[u].Short(), Channel: c.label, Got: got, Drawable: can}
	}
	decls, m := run.Decls(u), run.Meta()
	i := slices.IndexFunc(decls, func(d udf.Decl) bool { return d.Name == c.name && d.Use != udf.Private })
	switch {
	case c.extract != nil:
		return c, nil
	case c.name == "" && len(can) == 0:
		return fail("no name, and nothing to choose from")
	case c.name == "":
		return Named(can[0]), nil
	case i < 0:
		return fail("a name that is not among the results")
	case c.derive == nil && !slices.Contains(can, c.name):
		return fail(fmt.Sprintf("%s of shape %s", decls[i].DType, wording.Shape(decls[i].Shape(m.Nav, m.Sig))))
	}
	return c, nil
}

// values returns the array to draw and which of its elements are known.
func (c Channel) values(results map[string]delayed.Result, damage *ndarray.Array) (data, known *ndarray.Array, err error) {
	if c.extract != nil {
		return c.extract(results, damage)
	}
	r, ok := results[c.name]
	if !ok {
		return nil, nil, fmt.Errorf("no result %q", c.name)
	}
	if c.derive == nil {
		return r.Data, r.Valid, nil
	}
	data, err = c.derive(r)
	if r.Kind == udf.KindNav {
		known = damage
	}
	return data, known, err
}

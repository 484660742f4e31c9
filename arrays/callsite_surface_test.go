package arrays_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/graph"
)

// TestEveryCallKnowsTheLineOfTheProgram calls every function and method of the
// package. The layers they make, and the mistakes they find, are those of the
// line that calls, which is one of package reflect here, not of a line of the
// library.
func TestEveryCallKnowsTheLineOfTheProgram(t *testing.T) {
	p := newProber(t)
	built := map[*graph.Layer]bool{}
	for _, v := range p.values[reflect.TypeFor[*arrays.Array]()] {
		layersBehind(v.(*arrays.Array).Layer(), built)
	}
	calls, mistakes := 0, 0
	unplaced := map[string]string{}
	p.seen = func(name string, out []reflect.Value) {
		for _, v := range out {
			switch v := v.Interface().(type) {
			case *arrays.Array:
				if v == nil {
					continue
				}
				calls++
				for l := range layersBehind(v.Layer(), built) {
					if !ofCaller(l.Site()) {
						unplaced[name+": layer "+l.Label()] = l.Site()
					}
				}
			case error:
				var at *arrays.ExprError
				if mistakes++; !errors.As(v, &at) || !ofCaller(at.Site) {
					unplaced[name+": error"] = v.Error()
				}
			}
		}
	}
	p.surface()
	for name := range maps.Clone(unplaced) {
		short := name[strings.LastIndex(name[:strings.Index(name, ":")], ".")+1:]
		if slices.Contains(notBuilding, short[:strings.Index(short, ":")]) {
			delete(unplaced, name)
		}
	}
	require.Empty(t, unplaced)
	require.Greater(t, calls, 500)
	require.Greater(t, mistakes, 500)
}

// ofCaller reports whether a line is of the prober or of the package it calls
// functions with.
func ofCaller(site string) bool {
	return strings.HasPrefix(site, "reflect/") || strings.HasPrefix(site, "arrays/lazy_test.go:")
}

// notBuilding are the calls that build no arrays: what is wrong with them is
// about bytes, files or finished blocks.
var notBuilding = []string{"DecodeSource", "EncodeSource", "GuardMapped", "CheckBlock", "Collect", "CollectOwned", "Keep"}

// layersBehind returns the layers that l is made of and that are not among
// those known, and adds them.
func layersBehind(l *graph.Layer, known map[*graph.Layer]bool) map[*graph.Layer]bool {
	found := map[*graph.Layer]bool{}
	var walk func(*graph.Layer)
	walk = func(l *graph.Layer) {
		if known[l] {
			return
		}
		known[l], found[l] = true, true
		for _, d := range l.Deps() {
			walk(d)
		}
	}
	walk(l)
	return found
}

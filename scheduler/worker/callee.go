package worker

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// A callee is what a call calls: an operation or one of few builtins, with
// arguments that are bound to it.
type callee struct {
	name    string // with prefix
	builtin func(args []any, named map[string]any) (any, error)
	before  pickle.Tuple // in front of the arguments
	after   pickle.Tuple
	named   []*pickle.Dict
}

// calleeOf reads operator.methodcaller with a Go name, functools.partial of
// one, and builtins that build values.
func calleeOf(fn any) (callee, bool) {
	if p, err := pickle.AsPartial(fn); err == nil {
		c, ok := calleeOf(p.Func)
		c.before = append(c.before, p.Args...)
		c.named = append(c.named, p.Kwargs)
		return c, ok
	}
	if m, err := pickle.AsMethodCall(fn); err == nil && strings.HasPrefix(m.Name, prefix) {
		return callee{name: m.Name, after: m.Args, named: []*pickle.Dict{m.Kwargs}}, true
	}
	if g, ok := fn.(pickle.Global); ok {
		if b := builtins[g]; b != nil {
			return callee{builtin: b}, true
		}
	}
	return callee{}, false
}

// bind puts bound arguments around args and returns those with names.
func (c *callee) bind(args *[]any) (map[string]any, error) {
	if len(c.before)+len(c.after) > 0 {
		all := make([]any, 0, len(c.before)+len(*args)+len(c.after)+1)
		for i, v := range c.before {
			g, err := wire.FromPickle(v)
			if err != nil {
				return nil, fmt.Errorf("bound argument %d: %w", i, err)
			}
			all = append(all, g)
		}
		all = append(all, *args...)
		for i, v := range c.after {
			g, err := wire.FromPickle(v)
			if err != nil {
				return nil, fmt.Errorf("bound argument %d: %w", i, err)
			}
			all = append(all, g)
		}
		*args = all
	}
	named := map[string]any{}
	for _, d := range c.named {
		m, err := wire.FromPickle(d)
		if err != nil {
			return nil, fmt.Errorf("bound keyword arguments: %w", err)
		}
		for name, v := range m.(map[string]any) {
			named[name] = v
		}
	}
	return named, nil
}

// describe returns the name of a callable for people.
func describe(fn any) string {
	switch f := fn.(type) {
	case pickle.Global:
		if strings.HasPrefix(f.Module, "cloudpickle") {
			return "a function sent by value"
		}
		return f.String()
	case *pickle.Object:
		return describe(f.Class)
	}
	return fmt.Sprintf("%T", fn)
}

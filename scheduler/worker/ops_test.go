package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// The operations that the tests call, registered as a user would.
var (
	_ = graph.Register("test/echo", func(_ context.Context, args []any) (any, error) {
		if len(args) == 1 {
			return args[0], nil
		}
		return args, nil
	})
	_ = graph.Register("test/describe", func(_ context.Context, args []any) (any, error) {
		text := ""
		for _, a := range args {
			if x, ok := a.(*ndarray.Array); ok {
				text += fmt.Sprintf("array %s %v; ", x.DType(), x.Shape())
				continue
			}
			text += fmt.Sprintf("%T %v; ", a, a)
		}
		return text, nil
	})
	_ = graph.Register("test/scale", func(_ context.Context, args []any) (any, error) {
		a, ok := args[0].(*ndarray.Array)
		if !ok {
			return nil, fmt.Errorf("got %T, want an array", args[0])
		}
		k, err := ndarray.FromSlice([]float64{args[1].(float64)})
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(a, k)
	})
	_ = graph.Register("test/add", func(_ context.Context, args []any) (any, error) {
		total := 0
		for _, a := range args {
			n, ok := a.(int)
			if !ok {
				return nil, fmt.Errorf("got %T, want an int", a)
			}
			total += n
		}
		return total, nil
	})
	_ = graph.Register("test/pair", func(_ context.Context, args []any) (any, error) {
		return []*ndarray.Array{args[0].(*ndarray.Array), nil}, nil
	})
	_ = graph.Register("test/second", func(_ context.Context, args []any) (any, error) {
		list := args[0].([]*ndarray.Array)
		return fmt.Sprintf("%d arrays, second nil: %v", len(list), list[1] == nil), nil
	})
	_ = graph.Register("test/fail", func(context.Context, []any) (any, error) { return nil, errors.New("on purpose") })
	_ = graph.Register("test/panic", func(context.Context, []any) (any, error) { panic("in user code") })
	_ = graph.Register("test/zeros", func(_ context.Context, args []any) (any, error) {
		n := args[0].(int)
		if n < 0 || n > 2<<30 {
			return nil, fmt.Errorf("%d zeros", n)
		}
		return ndarray.New(ndarray.Uint8, n), nil
	})
	_ = graph.Register("test/ones", func(_ context.Context, args []any) (any, error) {
		return ndarray.FromSlice(bytes.Repeat([]byte{1}, args[0].(int)))
	})
	_ = graph.Register("test/size", func(_ context.Context, args []any) (any, error) {
		return args[0].(*ndarray.Array).Size(), nil
	})
	_ = graph.Register("test/span", func(_ context.Context, args []any) (any, error) { return span{args[0].(int), args[1].(int)}, nil })
	_ = graph.Register("test/length", func(_ context.Context, args []any) (any, error) {
		s := args[0].(span)
		return s.To - s.From, nil
	})
	_ = graph.Register("test/secret", func(context.Context, []any) (any, error) { return secret{}, nil })
	_ = graph.Register("test/sleep", func(ctx context.Context, args []any) (any, error) {
		asleep.Add(1)
		defer asleep.Add(-1)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(args[0].(int)) * time.Millisecond):
			return args[0], nil
		}
	})
)

// asleep is how many calls of test/sleep are under way.
var asleep atomic.Int32

// span is a type that travels, secret one that does not.
type (
	span   struct{ From, To int }
	secret struct{}
)

var _ = graph.RegisterValue("test/span",
	func(s span) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (span, error) {
		var s span
		return s, json.Unmarshal(b, &s)
	})

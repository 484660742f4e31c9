package worker

import (
	"sync"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// A valueCache holds registered values that were decoded lately: tasks of one
// layer usually carry the same ones. It is safe for concurrent use.
type valueCache struct {
	mu     sync.Mutex
	values map[valueID]any
	bytes  int
}

type valueID struct{ name, data string }

// cacheBytes bounds what a cache keeps, counted in encoded form.
const cacheBytes = 4 << 20

// decode returns the value of a name and its bytes.
func (c *valueCache) decode(args []any) (any, error) {
	id, ok := valueIDOf(args)
	if !ok {
		return wire.Registered(args)
	}
	c.mu.Lock()
	v, ok := c.values[id]
	c.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := wire.Registered(args)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil || c.bytes+len(id.data) > cacheBytes {
		c.values, c.bytes = map[valueID]any{}, 0
	}
	c.values[id] = v
	c.bytes += len(id.data)
	return v, nil
}

// valueIDOf returns the identity of a value that is worth keeping.
func valueIDOf(args []any) (valueID, bool) {
	if len(args) != 2 {
		return valueID{}, false
	}
	name, ok1 := args[0].(string)
	data, ok2 := args[1].([]byte)
	return valueID{name, string(data)}, ok1 && ok2 && len(data) < cacheBytes/4
}

// pickled returns the payload of a pickle.
func pickled(p *daskproto.Pickled) *daskproto.Serialized {
	writeable := make([]any, len(p.Buffers))
	for i := range writeable {
		writeable[i] = false
	}
	return &daskproto.Serialized{
		Header: daskproto.Map{daskproto.F("serializer", "pickle"), daskproto.F("writeable", writeable)},
		Frames: append([][]byte{p.Bytes}, p.Buffers...),
	}
}

// payloadClass returns what can be said of the class of a payload.
func payloadClass(s *daskproto.Serialized) (class []byte, name string) {
	v, err := codec.Decode(s)
	if err != nil {
		v = s
	}
	return codec.TypeOf(v)
}

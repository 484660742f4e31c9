package arrays

import (
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/internal/wellformed"
	"github.com/vmihailenco/msgpack/v5"
)

// kinds are the types of plain data that stand for a T and travel: each has a
// name under which another process finds it.
type kinds[T interface{ Kind() string }] struct {
	what string // for messages

	mu     sync.RWMutex
	decode map[string]func([]byte) (T, error)
}

// add registers a type by what decodes it.
func (k *kinds[T]) add(kind string, decode func([]byte) (T, error)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.decode[kind]; ok {
		panic(fmt.Sprintf("arrays: %s kind %q registered twice", k.what, kind))
	}
	if k.decode == nil {
		k.decode = map[string]func([]byte) (T, error){}
	}
	k.decode[kind] = decode
}

// fieldsOf decodes the fields of a type.
func fieldsOf[S any](what, kind string, b []byte) (s S, err error) {
	if err := msgpack.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("arrays: %s %q: %w", what, kind, err)
	}
	return s, nil
}

// An envelope is how plain data travel.
type envelope struct {
	Kind   string
	Fields msgpack.RawMessage
}

// pack returns the bytes that unpack turns into an equal value.
func (k *kinds[T]) pack(v T) ([]byte, error) {
	fields, err := msgpack.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("arrays: %s %q: %w", k.what, v.Kind(), err)
	}
	return msgpack.Marshal(envelope{Kind: v.Kind(), Fields: fields})
}

func (k *kinds[T]) unpack(b []byte) (T, error) {
	var none T
	if err := wellformed.Check(b); err != nil {
		return none, fmt.Errorf("arrays: %s: %w", k.what, err)
	}
	var e envelope
	if err := msgpack.Unmarshal(b, &e); err != nil {
		return none, fmt.Errorf("arrays: %s: %w", k.what, err)
	}
	k.mu.RLock()
	decode, ok := k.decode[e.Kind]
	k.mu.RUnlock()
	if !ok {
		return none, fmt.Errorf("arrays: %s kind %q is not registered in this process", k.what, e.Kind)
	}
	return decode(e.Fields)
}

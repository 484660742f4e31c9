package worker

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// An entry is one result: as a Go value, as the payload that travels, as a
// file, or several of these. It is safe for concurrent use.
type entry struct {
	bytes int64
	refs  atomic.Int64 // who may still read the file; the last one removes it

	mu       sync.Mutex
	payload  *daskproto.Serialized
	value    any
	has      bool  // value is set
	unread   error // why payload has no value in Go
	file     string
	transfer *daskproto.StartStop // how it got here, until somebody reports it
}

// computed returns the entry of a Go value.
func computed(v any) *entry {
	e := &entry{value: v, has: true, bytes: wire.Size(v)}
	e.refs.Store(1)
	return e
}

// arrived returns the entry of a payload.
func arrived(s *daskproto.Serialized) *entry {
	e := &entry{payload: s, bytes: s.Size()}
	e.refs.Store(1)
	return e
}

// snapshot returns another entry for the same result, which is in memory and
// has been decoded if that is possible, and whether it was on disk only.
func (e *entry) snapshot() (same *entry, loaded bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	loaded = !e.has && e.payload == nil
	if err := e.load(); err != nil {
		return nil, false, err
	}
	if !e.has && e.unread == nil {
		e.value, e.unread = wire.Decode(e.payload)
		e.has = e.unread == nil
	}
	same = &entry{bytes: e.bytes, payload: e.payload, value: e.value, has: e.has, unread: e.unread}
	same.refs.Store(1)
	return same, loaded, nil
}

// read returns the value in Go of a snapshot.
func (e *entry) read() (any, error) { return e.value, e.unread }

// load reads the file if that is all there is.
func (e *entry) load() error {
	if e.has || e.payload != nil {
		return nil
	}
	s, err := readPayload(e.file)
	if err != nil {
		return err
	}
	e.payload = s
	return nil
}

// travel returns the form for others. It reads the file without keeping what
// was read, and does not keep what it encodes.
func (e *entry) travel() (*daskproto.Serialized, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.payload != nil:
		return e.payload, nil
	case e.has:
		return wire.Encode(e.value)
	}
	return readPayload(e.file)
}

// class returns the pickle and the name of the result's Python class.
func (e *entry) class() (class []byte, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.has {
		return wire.Class(e.value)
	}
	return payloadClass(e.payload)
}

// spill writes the value to a file and forgets it in memory.
func (e *entry) spill(file string) (bytes int64, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.refs.Load() == 0 {
		return 0, errors.New("dropped")
	}
	s := e.payload
	if s == nil {
		if s, err = wire.Encode(e.value); err != nil {
			return 0, err
		}
	}
	if bytes, err = writePayload(file, s); err != nil {
		return 0, err
	}
	e.file = file
	e.payload, e.value, e.has = nil, nil, false
	return bytes, nil
}

// evict forgets the copy in memory of what is in a file, too.
func (e *entry) evict() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.file != "" {
		e.payload, e.value, e.has = nil, nil, false
	}
}

func (e *entry) retain() *entry {
	e.refs.Add(1)
	return e
}

// release gives a reference back.
func (e *entry) release() {
	if e.refs.Add(-1) > 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.file != "" {
		os.Remove(e.file)
	}
}

// takeTransfer returns how the value got here, once.
func (e *entry) takeTransfer() *daskproto.StartStop {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.transfer
	e.transfer = nil
	return t
}

// writePayload writes a payload as the message that would carry it.
func writePayload(file string, s *daskproto.Serialized) (int64, error) {
	frames, err := daskproto.EncodeMessage(daskproto.Map{daskproto.F("data", s)})
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	err = daskproto.WriteFrames(f, frames)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(file)
		return 0, err
	}
	n := int64(0)
	for _, b := range frames {
		n += int64(len(b)) + 8
	}
	return n, nil
}

func readPayload(file string) (*daskproto.Serialized, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("worker: spilled result: %w", err)
	}
	defer f.Close()
	frames, err := daskproto.ReadFrames(f, daskproto.Limits{})
	if err != nil {
		return nil, fmt.Errorf("worker: spilled result: %w", err)
	}
	v, err := daskproto.DecodeMessage(frames, daskproto.Limits{})
	if err != nil {
		return nil, fmt.Errorf("worker: spilled result: %w", err)
	}
	m, _ := v.(daskproto.Map)
	f2 := daskproto.Read("spilled result", m)
	if s := f2.Payload("data"); s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("worker: spilled result: no data in %s", file)
}

package daskproto

import "fmt"

// DecodeMessage returns the value of a message: usually a [Map] or an array of
// maps, with payloads as [*Serialized] and [*Pickled]. The result shares the
// memory of frames.
func DecodeMessage(frames [][]byte, limits Limits) (any, error) {
	if len(frames) == 0 {
		return nil, malformed("no frames")
	}
	limits = limits.OrDefaults()
	p := payloads{frames: frames, limits: limits, budget: limits.Message, seen: map[int]any{}}
	return decodeDocument(frames[0], limits, p.refer)
}

// payloads reads the payloads of one message, each once.
type payloads struct {
	frames [][]byte
	limits Limits
	budget int64 // bytes that decompression may still make
	seen   map[int]any
}

func (p *payloads) refer(marker string, m Map) (any, error) {
	v, _ := m.Get(marker)
	at, ok := v.(int64)
	if !ok {
		return p.inline(m)
	}
	if done, ok := p.seen[int(at)]; ok {
		return done, nil
	}
	if at < 1 || at >= int64(len(p.frames)) {
		return nil, malformed("payload at frame %d of %d", at, len(p.frames))
	}
	out, err := p.read(marker, int(at))
	if err != nil {
		return nil, fmt.Errorf("payload at frame %d: %w", at, err)
	}
	p.seen[int(at)] = out
	return out, nil
}

func (p *payloads) read(marker string, at int) (any, error) {
	v, err := DecodeValue(p.frames[at], p.limits)
	if err != nil {
		return nil, err
	}
	header, ok := v.(Map)
	if !ok {
		return nil, malformed("header is %T", v)
	}
	f := Read("header", header)
	n := f.Int("num-sub-frames")
	if f.Err() != nil {
		return nil, f.Err()
	}
	if n < 0 || n > int64(len(p.frames)-at-1) {
		return nil, malformed("%d frames of a payload, message has %d more", n, len(p.frames)-at-1)
	}
	frames, err := p.plain(f, p.frames[at+1:at+1+int(n)])
	if err != nil {
		return nil, err
	}
	if marker == "__Pickled__" {
		return &Pickled{Bytes: f.Bytes("pickled-obj"), Buffers: frames}, f.Err()
	}
	if frames, err = join(f, frames); err != nil {
		return nil, err
	}
	return &Serialized{Header: header.Without(bookkeeping...), Frames: frames}, nil
}

// plain decompresses frames.
func (p *payloads) plain(header *Fields, frames [][]byte) ([][]byte, error) {
	names := header.List("compression")
	if len(names) == 0 || header.Err() != nil {
		return frames, header.Err()
	}
	if len(names) != len(frames) {
		return nil, malformed("compression of %d frames, payload has %d", len(names), len(frames))
	}
	out := make([][]byte, len(frames))
	for i, f := range frames {
		out[i] = f
		if names[i] == nil {
			continue
		}
		name, ok := names[i].(string)
		if !ok {
			return nil, malformed("compression is %T", names[i])
		}
		b, err := Decompress(name, f, p.budget)
		if err != nil {
			return nil, err
		}
		out[i] = b
		p.budget -= int64(len(b))
	}
	return out, nil
}

// inline reads a payload that is written out inside a message.
func (p *payloads) inline(m Map) (any, error) {
	v, _ := m.Get("data")
	parts, ok := v.([]any)
	if !ok || len(parts) != 2 {
		return nil, malformed("inline payload is %T", v)
	}
	header, isMap := parts[0].(Map)
	list, isList := parts[1].([]any)
	if !isMap || !isList {
		return nil, malformed("inline payload of %T and %T", parts[0], parts[1])
	}
	frames := make([][]byte, len(list))
	for i, item := range list {
		if frames[i], ok = item.([]byte); !ok {
			return nil, malformed("frame of an inline payload is %T", item)
		}
	}
	f := Read("header", header)
	frames, err := p.plain(f, frames)
	if err != nil {
		return nil, err
	}
	if frames, err = join(f, frames); err != nil {
		return nil, err
	}
	return &Serialized{Header: header.Without(bookkeeping...), Frames: frames}, nil
}

// join puts frames together that the sender cut to pieces.
func join(header *Fields, pieces [][]byte) ([][]byte, error) {
	counts, starts := header.List("split-num-sub-frames"), header.List("split-offsets")
	if header.Any("split-num-sub-frames") == nil || header.Err() != nil {
		return pieces, header.Err()
	}
	if len(counts) != len(starts) {
		return nil, malformed("%d counts and %d offsets of cut frames", len(counts), len(starts))
	}
	out, next := make([][]byte, len(counts)), int64(0)
	for i := range counts {
		n, ok := counts[i].(int64)
		start, ok2 := starts[i].(int64)
		// Pieces follow each other: a piece in two frames would let a small
		// message become a large one.
		if !ok || !ok2 || start != next || n < 0 || n > int64(len(pieces))-start {
			return nil, malformed("frame %d is %v pieces from %v, payload has %d", i, counts[i], starts[i], len(pieces))
		}
		out[i], next = concat(pieces[start:start+n]), start+n
	}
	return out, nil
}

func concat(pieces [][]byte) []byte {
	if len(pieces) == 1 {
		return pieces[0]
	}
	total := 0
	for _, p := range pieces {
		total += len(p)
	}
	out := make([]byte, 0, total)
	for _, p := range pieces {
		out = append(out, p...)
	}
	return out
}

// EncodeMessage returns the frames of a message, which share the memory of the
// payloads in v. Besides what [DecodeMessage] returns, v may hold Go's int,
// slices of strings and keys, and maps with string keys.
func EncodeMessage(v any) ([][]byte, error) {
	frames := make([][]byte, 1)
	e := newEncoder(func(v any) (int, error) {
		at := len(frames)
		more, err := payloadFrames(v)
		frames = append(frames, more...)
		return at, err
	})
	if size := sizeHint(v); size > 4096 {
		e.out = make([]byte, 0, size)
	}
	if err := e.value(v, 0); err != nil {
		return nil, err
	}
	frames[0] = e.out
	return frames, nil
}

// payloadFrames returns the header and the data of a payload.
func payloadFrames(v any) ([][]byte, error) {
	if p, ok := v.(*Pickled); ok {
		// Receivers before 2023.9.3 do not decompress these.
		plain := make([]any, len(p.Buffers))
		h, err := EncodeValue(Map{F("pickled-obj", p.Bytes), F("num-sub-frames", len(p.Buffers)), F("compression", plain)})
		return append([][]byte{h}, p.Buffers...), err
	}
	s := v.(*Serialized)
	frames, names, err := compressFrames(s)
	if err != nil {
		return nil, err
	}
	header := s.Header.With(F("num-sub-frames", len(frames)))
	if names != nil {
		header = append(header, F("compression", names))
	}
	h, err := EncodeValue(header)
	return append([][]byte{h}, frames...), err
}

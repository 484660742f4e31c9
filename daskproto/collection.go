package daskproto

// An Element is one item of a container whose items are payloads of their own.
type Element struct {
	Key   any // of a dict
	Value *Serialized
}

// IsCollection reports whether the payload is a container of payloads.
func (s *Serialized) IsCollection() bool {
	v, _ := s.Header.Get("is-collection")
	is, _ := v.(bool)
	return is
}

// Elements returns the items of a container and which one it is: list, tuple,
// set or dict. The items share its frames.
func (s *Serialized) Elements() (kind string, items []Element, err error) {
	f := Read("collection", s.Header)
	kind = f.Text("type-serialized")
	headers, lengths := f.List("sub-headers"), f.List("frame-lengths")
	if f.Err() != nil {
		return "", nil, f.Err()
	}
	switch kind {
	case "list", "tuple", "set", "dict":
	default:
		return "", nil, malformed("collection of type %q", kind)
	}
	if len(headers) != len(lengths) {
		return "", nil, malformed("collection of %d headers and %d lengths", len(headers), len(lengths))
	}
	frames := s.Frames
	items = make([]Element, len(headers))
	for i := range headers {
		header, isMap := headers[i].(Map)
		n, isInt := lengths[i].(int64)
		if !isMap || !isInt || n < 0 || n > int64(len(frames)) {
			return "", nil, malformed("item %d of a collection has header %T and %v of %d frames", i, headers[i], lengths[i], len(frames))
		}
		items[i].Value = &Serialized{Header: header, Frames: frames[:n:n]}
		if kind == "dict" {
			items[i].Key, _ = header.Get("key")
			items[i].Value.Header = header.Without("key")
		}
		frames = frames[n:]
	}
	if len(frames) > 0 {
		return "", nil, malformed("%d frames of a collection belong to no item", len(frames))
	}
	return kind, items, nil
}

// Collection returns a container of payloads, which share their frames with it.
func Collection(kind string, items []Element) *Serialized {
	headers, lengths := make([]any, len(items)), make([]any, len(items))
	out := &Serialized{}
	for i, item := range items {
		header := item.Value.Header
		if kind == "dict" {
			header = header.With(F("key", item.Key))
		}
		headers[i], lengths[i] = header, int64(len(item.Value.Frames))
		out.Frames = append(out.Frames, item.Value.Frames...)
	}
	out.Header = Map{F("sub-headers", headers), F("is-collection", true), F("frame-lengths", lengths), F("type-serialized", kind)}
	return out
}

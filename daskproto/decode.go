package daskproto

import (
	"bytes"
	"math"
	"unicode/utf8"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// DecodeValue decodes one MessagePack document without payloads, such as the
// header of a payload. Byte strings in the result share the memory of data.
func DecodeValue(data []byte, limits Limits) (any, error) {
	return decodeDocument(data, limits, nil)
}

func decodeDocument(data []byte, limits Limits, refer func(marker string, m Map) (any, error)) (any, error) {
	r := bytes.NewReader(data)
	d := decoder{data: data, rest: r, pack: msgpack.GetDecoder(), limits: limits.OrDefaults(), refer: refer}
	d.pack.Reset(r)
	defer msgpack.PutDecoder(d.pack)
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	if r.Len() > 0 {
		return nil, malformed("%d bytes after the value", r.Len())
	}
	return v, nil
}

// A decoder reads one document from memory. It knows how much is left, which
// the lengths in the document are checked against.
type decoder struct {
	data   []byte
	rest   *bytes.Reader
	pack   *msgpack.Decoder
	limits Limits
	refer  func(marker string, m Map) (any, error) // resolves payloads
}

func (d *decoder) value(depth int) (any, error) {
	c, err := d.pack.PeekCode()
	if err != nil {
		return nil, malformed("value: %v", cut(err))
	}
	if depth > d.limits.Depth {
		return nil, &LimitError{What: "depth", Got: int64(depth), Limit: int64(d.limits.Depth)}
	}
	switch {
	case msgpcode.IsFixedMap(c) || c == msgpcode.Map16 || c == msgpcode.Map32:
		return d.mapping(depth)
	case msgpcode.IsFixedArray(c) || c == msgpcode.Array16 || c == msgpcode.Array32:
		return d.array(depth)
	case msgpcode.IsString(c):
		return d.text()
	case msgpcode.IsBin(c):
		return d.raw()
	default:
		return d.scalar(c)
	}
}

func (d *decoder) scalar(c byte) (v any, err error) {
	switch {
	case c == msgpcode.Nil:
		return nil, d.pack.DecodeNil()
	case c == msgpcode.True || c == msgpcode.False:
		v, err = d.pack.DecodeBool()
	case c == msgpcode.Float || c == msgpcode.Double:
		v, err = d.pack.DecodeFloat64()
	case c == msgpcode.Uint64:
		var u uint64
		if u, err = d.pack.DecodeUint64(); u <= math.MaxInt64 {
			v = int64(u)
		} else {
			v = u
		}
	case msgpcode.IsFixedNum(c) || c >= msgpcode.Uint8 && c <= msgpcode.Int64:
		v, err = d.pack.DecodeInt64()
	default:
		return nil, malformed("type code 0x%02x", c)
	}
	if err != nil {
		return nil, malformed("number: %v", cut(err))
	}
	return v, nil
}

// need checks that what is left can hold n items of at least size bytes.
func (d *decoder) need(n, size int, err error) error {
	if err != nil {
		return malformed("length: %v", cut(err))
	}
	if n < 0 || n > d.rest.Len()/size {
		return malformed("length %d, %d bytes are left", n, d.rest.Len())
	}
	return nil
}

// raw returns the bytes of a string, in place.
func (d *decoder) raw() ([]byte, error) {
	n, err := d.pack.DecodeBytesLen()
	if err := d.need(n, 1, err); err != nil {
		return nil, err
	}
	at := len(d.data) - d.rest.Len()
	if _, err := d.rest.Seek(int64(n), 1); err != nil {
		return nil, malformed("string: %v", err)
	}
	return d.data[at : at+n : at+n], nil
}

// text returns a string, or bytes if it is not UTF-8: old peers send both alike.
func (d *decoder) text() (any, error) {
	b, err := d.raw()
	if err != nil {
		return nil, err
	}
	if s, ok := names[string(b)]; ok {
		return s, nil
	}
	if !utf8.Valid(b) {
		return b, nil
	}
	return string(b), nil
}

// firstItems is how many items of an array or map get memory before the first
// of them is seen; nested lengths could multiply otherwise.
const firstItems = 256

func (d *decoder) array(depth int) (any, error) {
	n, err := d.pack.DecodeArrayLen()
	if err := d.need(n, 1, err); err != nil {
		return nil, err
	}
	items := make([]any, 0, min(n, firstItems))
	for range n {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return items, nil
}

func (d *decoder) mapping(depth int) (any, error) {
	n, err := d.pack.DecodeMapLen()
	if err := d.need(n, 2, err); err != nil {
		return nil, err
	}
	m := make(Map, 0, min(n, firstItems))
	for range n {
		var kv KV
		if kv.Key, err = d.value(depth + 1); err != nil {
			return nil, err
		}
		if kv.Value, err = d.value(depth + 1); err != nil {
			return nil, err
		}
		m = append(m, kv)
	}
	return d.unmark(m)
}

// unmark replaces the maps by which Dask writes what MessagePack lacks.
func (d *decoder) unmark(m Map) (any, error) {
	if len(m) == 0 || len(m) > 4 {
		return m, nil
	}
	for _, kv := range m {
		switch kv.Key {
		case "__Set__":
			items, _ := m.Get("as-list")
			list, ok := items.([]any)
			if !ok {
				return nil, malformed("set of %T", items)
			}
			return Set(list), nil
		case "__Enum__":
			f := Read("enum", m)
			e := Enum{Module: f.Text("__module__"), Class: f.Text("__name__"), Name: f.Text("name")}
			return e, f.Err()
		case "__Serialized__", "__Pickled__":
			if d.refer == nil {
				return nil, malformed("%s in a header", kv.Key)
			}
			return d.refer(kv.Key.(string), m)
		}
	}
	return m, nil
}

// names are the strings that nearly every message has; they need no memory.
var names = func() map[string]string {
	m := map[string]string{}
	for _, s := range []string{
		"op", "key", "keys", "status", "OK", "reply", "stimulus_id", "worker", "client", "type", "workers",
		"compute-task", "task-finished", "free-keys", "key-in-memory", "who_has", "nbytes", "run_id", "priority",
		"duration", "run_spec", "function", "args", "kwargs", "resource_restrictions", "actor", "annotations",
		"span_id", "__Serialized__", "__Pickled__", "__Set__", "as-list", "typename", "metadata", "thread",
		"startstops", "action", "start", "stop", "compute", "resources", "data", "serializer", "sub-header",
		"type-serialized", "num-sub-frames", "writeable", "shape", "strides", "dtype", "numpy.ndarray", "pickle", "dask",
	} {
		m[s] = s
	}
	return m
}()

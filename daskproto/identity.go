package daskproto

import "strconv"

// An Identity is what a scheduler tells about itself and its workers.
type Identity struct {
	Address, ID string
	Workers     []WorkerInfo
}

// A WorkerInfo is what a scheduler knows of a worker.
type WorkerInfo struct {
	Address   string
	Name      Key    // a worker's name may be a number
	ID        string // that of a worker of a local cluster is a number, here its digits
	Threads   int64
	Resources map[string]float64
	Memory    int64
	Status    string
	All       Map // everything, the extra fields of registration among it
}

// AskIdentity is the request.
func AskIdentity() Map { return Call("identity") }

// DecodeIdentity reads the reply.
func DecodeIdentity(v any) (Identity, error) {
	m, ok := v.(Map)
	if !ok {
		return Identity{}, malformed("identity is %T", v)
	}
	f := Read("identity", m)
	out := Identity{Address: f.Text("address"), ID: f.Text("id")}
	for _, kv := range f.Map("workers") {
		info, _ := kv.Value.(Map)
		address, ok := kv.Key.(string)
		if !ok {
			f.fail("workers", kv.Key, "address")
		}
		w := Read("worker", info)
		worker := WorkerInfo{
			Address: address, ID: w.label("id"), Threads: w.Int("nthreads"), Resources: w.Numbers("resources"),
			Memory: w.Int("memory_limit"), Status: w.Text("status"), All: info,
		}
		if name := w.Any("name"); name != nil {
			worker.Name = w.key("name", name)
		}
		if f.err == nil {
			f.err = w.Err()
		}
		out.Workers = append(out.Workers, worker)
	}
	return out, f.Err()
}

// label reads a text that may be a number.
func (f *Fields) label(name string) string {
	if n, ok := f.Any(name).(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return f.Text(name)
}

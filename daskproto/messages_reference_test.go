package daskproto_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// eachOp calls fn for every message of the traffic with a given op.
func eachOp(t *testing.T, pattern, op string, fn func(t *testing.T, dialect daskproto.Dialect, direction string, m daskproto.Map)) {
	t.Helper()
	found := 0
	vectors(t, pattern, func(t *testing.T, _ string, f vectorFile) {
		release, err := daskproto.ParseVersion(f.Meta.Dask)
		require.NoError(t, err)
		for _, msg := range f.Messages {
			v := unwire(t, msg.Wire)
			list, ok := v.([]any)
			if !ok {
				list = []any{v}
			}
			for _, item := range list {
				if m, ok := item.(daskproto.Map); ok && m.Op() == op {
					found++
					fn(t, daskproto.DialectOf(release), msg.Direction, m)
				}
			}
		}
	})
	require.Positive(t, found, "no %s in %s", op, pattern)
}

// names returns the field names of a message in order.
func names(m daskproto.Map) []string {
	var out []string
	for _, kv := range m {
		out = append(out, kv.Key.(string))
	}
	slices.Sort(out)
	return out
}

// something returns the fields that are not nil.
func something(m daskproto.Map) daskproto.Map {
	return slices.DeleteFunc(m, func(kv daskproto.KV) bool { return kv.Value == nil })
}

func TestReferenceWorkerMessagesReadAndWritten(t *testing.T) {
	for _, op := range []string{"compute-task", "free-keys", "worker-status-change"} {
		eachOp(t, "*traffic-worker-*.json", op, func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
			v, err := daskproto.DecodeToWorker(m)
			require.NoError(t, err)
			again := rewire(t, v.(interface{ Encode() daskproto.Map }).Encode()).(daskproto.Map)
			back, err := daskproto.DecodeToWorker(again)
			require.NoError(t, err)
			require.Equal(t, v, back)
			// Sizes come in the order of the keys, resources as floats.
			varies := []string{"nbytes", "annotations", "resource_restrictions"}
			require.Equal(t, shown(something(m.Without(varies...))), shown(something(again.Without(varies...))))
		})
	}
}

func TestReferenceResultsReadAndWritten(t *testing.T) {
	eachOp(t, "*traffic-worker-*.json", "task-finished", func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
		v, err := daskproto.DecodeTaskFinished(m)
		require.NoError(t, err)
		require.Equal(t, shown(m), shown(rewire(t, v.Encode())))
	})
	eachOp(t, "*traffic-worker-*.json", "task-erred", func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
		v, err := daskproto.DecodeTaskErred(m)
		require.NoError(t, err)
		require.Equal(t, shown(m), shown(rewire(t, v.Encode())))
	})
}

func TestReferenceMessagesToClientsAreKnown(t *testing.T) {
	vectors(t, "traffic-client-*.json", func(t *testing.T, _ string, f vectorFile) {
		seen := 0
		for _, msg := range f.Messages {
			batch, ok := unwire(t, msg.Wire).([]any)
			if !ok || msg.Direction != "scheduler->client" {
				continue
			}
			for _, item := range batch {
				m, ok := item.(daskproto.Map)
				if !ok || m.Op() == "" {
					continue
				}
				v, err := daskproto.DecodeToClient(m)
				require.NoError(t, err)
				_, unknown := v.(daskproto.UnknownOp)
				require.False(t, unknown, "%v", m)
				seen++
			}
		}
		require.Positive(t, seen)
	})
}

func TestReferenceRegistrationHasTheFieldsOfTheRelease(t *testing.T) {
	eachOp(t, "prototype-*.json", "register-worker", func(t *testing.T, d daskproto.Dialect, _ string, m daskproto.Map) {
		f := daskproto.Read("register-worker", m)
		w := daskproto.RegisterWorker{
			Address: f.Text("address"), Name: f.Text("name"), Threads: int(f.Int("nthreads")), Now: f.Number("now"),
			Resources: f.Numbers("resources"), MemoryLimit: f.Int("memory_limit"), LocalDirectory: f.Text("local_directory"),
			PID: int(f.Int("pid")), StimulusID: f.Text("stimulus_id"), ServerID: f.Text("server_id"),
		}
		require.NoError(t, f.Err())
		got := rewire(t, d.RegisterWorker(w)).(daskproto.Map)
		require.Equal(t, names(m), names(got))
		require.Equal(t, names(f.Map("metrics")), names(daskproto.Read("", got).Map("metrics")))
		varies := []string{"metrics", "versions", "extra"}
		require.Equal(t, shown(m.Without(varies...)), shown(got.Without(varies...)))
	})
}

func TestReferenceHeartbeatHasTheFieldsOfTheRelease(t *testing.T) {
	eachOp(t, "prototype-*.json", "heartbeat_worker", func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
		got := rewire(t, daskproto.Heartbeat{Address: "tcp://127.0.0.1:1"}.Encode()).(daskproto.Map)
		require.Equal(t, names(m), names(got))
	})
}

// TestReferenceGraphEquals compares the graph that a scheduler accepted, of
// every era, with what the dialect makes of the same tasks.
func TestReferenceGraphEquals(t *testing.T) {
	check := func(t *testing.T, d daskproto.Dialect, _ string, m daskproto.Map) {
		f := daskproto.Read("update-graph", m)
		keys := map[string]string{}
		var wanted []string
		for _, k := range f.Keys("keys") {
			name, _, _ := strings.Cut(string(k), "-")
			keys[name] = string(k)
			wanted = append(wanted, string(k))
		}
		if keys["inc"] == "" {
			return // the second graph of the recording, with tasks for Go
		}
		ref := func(name string) daskproto.Ref { return daskproto.Ref(keys[name]) }
		g := daskproto.Graph{Layers: []daskproto.Layer{
			{Name: "layer-1", Tasks: []daskproto.Task{{Key: keys["inc"], Func: pickle.Func("operator", "add"), Args: []any{1, 2}}}},
			{Name: "layer-2", Annotations: daskproto.Annotations{Priority: 5}, Tasks: []daskproto.Task{
				{Key: keys["mul"], Func: pickle.Func("_operator", "mul"), Args: []any{ref("inc"), 10}},
				{Key: keys["sum"], Func: pickle.Func("numpy", "sum"), Args: []any{&daskproto.Invoke{Func: pickle.Func("numpy", "arange"), Args: []any{10.0}}}},
			}},
			{Name: "layer-3", Annotations: daskproto.Annotations{Retries: 1}, Tasks: []daskproto.Task{
				{Key: keys["err"], Func: pickle.Func("operator", "truediv"), Args: []any{ref("inc"), 0}},
			}},
		}}
		made, err := d.UpdateGraph(daskproto.UpdateGraph{Graph: g, Keys: wanted})
		require.NoError(t, err)
		got := rewire(t, made).(daskproto.Map)
		require.Equal(t, names(m), names(got))
		skip := []string{"fifo_timeout", "keys", "hlg", "expr_ser", "graph_frames"}
		if d.Graph == daskproto.EraExpression || d.SpanMetadata {
			skip = append(skip, "span_metadata")
		}
		require.Equal(t, shown(m.Without(append(skip, "annotations")...)), shown(got.Without(append(skip, "annotations")...)))
		require.ElementsMatch(t, f.Keys("keys"), daskproto.Read("", got).Keys("keys"))
		require.Equal(t, opened(t, graphPickles(t, m)), opened(t, graphPickles(t, got)))
	}
	eachOp(t, "prototype-202[3-6]*.json", "update-graph", check)
	eachOp(t, "prototype-2022*.json", "update-graph-hlg", check)
}

// graphPickles returns every pickle in the graph of a message, in order.
func graphPickles(t *testing.T, v any) [][]byte {
	var out [][]byte
	switch v := v.(type) {
	case daskproto.Map:
		for _, kv := range v {
			switch kv.Key {
			case "keys", "op", "code", "annotations", "span_metadata":
			default:
				out = append(out, graphPickles(t, kv.Value)...)
			}
		}
	case []any:
		for _, item := range v {
			out = append(out, graphPickles(t, item)...)
		}
	case *daskproto.Serialized:
		out = append(out, v.Frames...)
	case []byte:
		out = append(out, v)
	}
	return out
}

func opened(t *testing.T, list [][]byte) []string {
	var out []string
	for _, b := range list {
		v, err := pickle.Decode(b, nil, pickle.Limits{})
		require.NoError(t, err)
		out = append(out, pickle.Format(v))
	}
	return out
}

func TestReferencePublicationEquals(t *testing.T) {
	eachOp(t, "traffic-client-*.json", "publish_put", func(t *testing.T, d daskproto.Dialect, _ string, m daskproto.Map) {
		f := daskproto.Read("publish_put", m)
		p := daskproto.Publication{Client: f.Text("client"), Name: "ds1", Keys: daskproto.Keys("add-1"), UID: f.Text("uid")}
		data := f.Any("data")
		if list, ok := data.([]any); ok {
			data = list[0]
		}
		p.Data = data.(*daskproto.Serialized)
		call, stream := d.PublishPut(p)
		require.Equal(t, shown(m), shown(rewire(t, call)))
		require.Equal(t, d.PublishLists, stream != nil)
		v, err := pickle.Decode(p.Data.Frames[0], nil, pickle.Limits{})
		require.NoError(t, err)
		address := ""
		if o := v.(*pickle.Object); o.State != nil {
			address = o.State.(pickle.Tuple)[1].(string)
		}
		require.Equal(t, pickle.Format(v), pickle.Format(d.FutureOf("add-1", address)))
	})
	for _, op := range []string{"publish_get", "publish_delete"} {
		eachOp(t, "traffic-client-*.json", op, func(t *testing.T, d daskproto.Dialect, _ string, m daskproto.Map) {
			f := daskproto.Read(op, m)
			got := d.PublishGet(f.Text("client"), "ds1")
			if op == "publish_delete" {
				got, _ = d.PublishDelete(f.Text("client"), "ds1", f.Text("uid"))
			}
			require.Equal(t, shown(m), shown(rewire(t, got)))
		})
	}
}

func TestReferenceRepliesReadAsTheirTypes(t *testing.T) {
	vectors(t, "rpc-replies-*.json", func(t *testing.T, _ string, f vectorFile) {
		data, versions, identities, failures := 0, 0, 0, 0
		for _, x := range f.Exchanges {
			request, _ := unwire(t, x.RequestWire).(daskproto.Map)
			reply := unwire(t, x.ReplyWire)
			m, _ := reply.(daskproto.Map)
			if status, _ := m.Get("status"); status == "uncaught-error" {
				failure, err := daskproto.DecodeFailure(m)
				require.NoError(t, err, x.Name)
				require.NotNil(t, failure.Exception, x.Name)
				require.NotEmpty(t, failure.ExceptionText, x.Name)
				failures++
				continue
			}
			switch request.Op() {
			case "get_data", "gather":
				d, err := daskproto.DecodeData(reply)
				require.NoError(t, err, x.Name)
				require.Equal(t, m.Op(), "")
				data += len(d.Values)
			case "versions":
				v, err := daskproto.DecodeVersions(reply)
				require.NoError(t, err, x.Name)
				release, err := v.Dask()
				require.NoError(t, err, x.Name)
				require.Equal(t, f.Meta.Dask, release.String())
				versions++
			case "identity":
				_, err := daskproto.DecodeIdentity(reply)
				require.NoError(t, err, x.Name)
				identities++
			}
		}
		require.Positive(t, data)
		require.Positive(t, versions)
		require.Positive(t, identities)
		require.Positive(t, failures)
	})
}

func TestReferenceRegistrationIsAnswered(t *testing.T) {
	vectors(t, "traffic-worker-*.json", func(t *testing.T, _ string, f vectorFile) {
		found := 0
		for _, msg := range f.Messages {
			switch {
			case slices.Contains(msg.Ops, "reply:register-worker"):
				r, err := daskproto.DecodeWorkerRegistered(unwire(t, msg.Wire))
				require.NoError(t, err)
				require.Positive(t, r.Interval)
				found++
			case slices.Contains(msg.Ops, "reply:heartbeat_worker"):
				r, err := daskproto.DecodeHeartbeatReply(unwire(t, msg.Wire))
				require.NoError(t, err)
				require.False(t, r.Missing)
				require.Positive(t, r.Interval)
				found++
			}
		}
		require.GreaterOrEqual(t, found, 2)
	})
}

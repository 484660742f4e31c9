package machine_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
	"pgregory.net/rapid"
)

const (
	ownAddress = "tcp://10.0.0.1:1"
	spillAbove = 40
	batchBytes = 25
)

var peerAddresses = []string{"tcp://10.0.0.1:2", "tcp://10.0.0.2:1", "tcp://10.0.0.3:1"}

// world does what the machine says and checks that it may say so.
type world struct {
	t         *rapid.T
	m         *machine.Machine
	threads   int
	resources map[string]float64
	needs     map[daskproto.Key]map[string]float64

	status   machine.Status
	pending  map[daskproto.Key]int64 // run id of tasks that wait for an answer
	runs     map[int]machine.Execute
	runNeeds map[int]map[string]float64
	aborted  map[int]bool
	bounces  map[int]daskproto.Key
	gathers  map[int]machine.Gather
	resting  map[string]bool
	spills   map[int]daskproto.Key
	store    map[daskproto.Key]*stored
	nextRun  int64
	mayDrop  map[daskproto.Key]bool
}

type stored struct {
	bytes, disk int64
	resident    bool
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, threads: rapid.IntRange(1, 3).Draw(t, "threads"), resources: map[string]float64{"GO": 2, "MEM": 1.5},
		needs: map[daskproto.Key]map[string]float64{}, status: machine.Running, pending: map[daskproto.Key]int64{},
		runs: map[int]machine.Execute{}, runNeeds: map[int]map[string]float64{}, aborted: map[int]bool{},
		bounces: map[int]daskproto.Key{}, gathers: map[int]machine.Gather{}, resting: map[string]bool{},
		spills: map[int]daskproto.Key{}, store: map[daskproto.Key]*stored{}}
	w.m = machine.New(machine.Config{Address: ownAddress, Threads: w.threads, Resources: w.resources,
		SpillAbove: spillAbove, BatchBytes: batchBytes, Connections: 2, FlightBytes: 60})
	return w
}

func (w *world) key(label string) daskproto.Key {
	return daskproto.Key(fmt.Sprintf("k%d", rapid.IntRange(0, 11).Draw(w.t, label)))
}

func (w *world) keyList() []daskproto.Key {
	n := rapid.IntRange(1, 3).Draw(w.t, "keys")
	list := make([]daskproto.Key, n)
	for i := range list {
		list[i] = w.key("key")
	}
	return list
}

func (w *world) holders() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{ownAddress}, peerAddresses...)), 0, 3, rapid.ID).Draw(w.t, "holders")
}

// send hands an event over and does what comes back.
func (w *world) send(e machine.Event, mayDrop ...daskproto.Key) {
	w.mayDrop = map[daskproto.Key]bool{}
	for _, k := range mayDrop {
		w.mayDrop[k] = true
	}
	for _, i := range slices.Clone(w.m.Handle(e)) {
		w.do(i)
	}
	w.check()
}

func (w *world) failf(format string, args ...any) { w.t.Helper(); w.t.Fatalf(format, args...) }

func (w *world) do(i machine.Instruction) {
	switch i := i.(type) {
	case machine.Execute:
		w.execute(i)
	case machine.Abort:
		if _, ok := w.runs[i.Run]; !ok || w.aborted[i.Run] {
			w.failf("abort of run %d", i.Run)
		}
		w.aborted[i.Run] = true
	case machine.Bounce:
		w.bounces[i.Run] = i.Key
	case machine.Gather:
		w.gather(i)
	case machine.Rest:
		w.resting[i.Peer] = true
	case machine.Finished:
		if w.store[i.Key] == nil {
			w.failf("%s finished without a value", i.Key)
		}
		w.answer(i.Key, i.RunID)
	case machine.Erred:
		w.answer(i.Key, i.RunID)
	case machine.Reschedule:
		w.answer(i.Key, w.pending[i.Key])
	case machine.StealResponse:
		if slices.Contains([]string{"waiting", "ready", "constrained"}, i.State) {
			w.answer(i.Key, w.pending[i.Key])
		}
	case machine.TellStatus:
		w.status = i.Status
	default:
		w.keep(i)
	}
}

// keep does the instructions about stored values.
func (w *world) keep(i machine.Instruction) {
	switch i := i.(type) {
	case machine.Store:
		if w.store[i.Key] != nil {
			w.failf("%s stored twice", i.Key)
		}
		w.store[i.Key] = &stored{bytes: i.Bytes, resident: true}
	case machine.Drop:
		if w.store[i.Key] == nil || !w.mayDrop[i.Key] {
			w.failf("%s dropped", i.Key)
		}
		delete(w.store, i.Key)
		for id, k := range w.spills {
			if k == i.Key {
				w.spills[id] = ""
			}
		}
	case machine.Spill:
		if v := w.store[i.Key]; v == nil || !v.resident {
			w.failf("%s spilled", i.Key)
		}
		w.spills[i.ID] = i.Key
	case machine.Evict:
		if v := w.store[i.Key]; v == nil || !v.resident || v.disk == 0 {
			w.failf("%s evicted", i.Key)
		}
		w.store[i.Key].resident = false
	}
}

func (w *world) execute(x machine.Execute) {
	if w.status != machine.Running {
		w.failf("%s started while %s", x.Key, w.status)
	}
	if w.store[x.Key] != nil {
		w.failf("%s runs and is in memory", x.Key)
	}
	for _, d := range x.Deps {
		if w.store[d] == nil {
			w.failf("%s runs without %s", x.Key, d)
		}
	}
	for id, r := range w.runs {
		if r.Key == x.Key && !w.aborted[id] {
			w.failf("%s runs twice", x.Key)
		}
	}
	w.runs[x.Run], w.runNeeds[x.Run] = x, x.Spec.(map[string]float64)
}

func (w *world) gather(g machine.Gather) {
	if w.status != machine.Running || w.resting[g.Peer] || len(g.Keys) == 0 {
		w.failf("gather %v from %s", g.Keys, g.Peer)
	}
	for _, o := range w.gathers {
		if o.Peer == g.Peer {
			w.failf("two gathers from %s", g.Peer)
		}
	}
	if len(g.Keys) > 1 && g.Bytes > batchBytes {
		w.failf("batch of %d bytes", g.Bytes)
	}
	w.gathers[g.ID] = g
	if len(w.gathers) > 2 {
		w.failf("%d gathers", len(w.gathers))
	}
}

func (w *world) answer(k daskproto.Key, run int64) {
	want, ok := w.pending[k]
	if !ok || want != run {
		w.failf("%s answered with run %d, want %d (waiting: %v)", k, run, want, ok)
	}
	delete(w.pending, k)
}

// check compares what must hold after every event.
func (w *world) check() {
	used := map[string]float64{}
	for id := range w.runs {
		for name, n := range w.runNeeds[id] {
			used[name] += n
		}
	}
	for name, n := range used {
		if n > w.resources[name] {
			w.failf("%g of %s in use", n, name)
		}
	}
	if len(w.runs) > w.threads || w.m.Busy() != len(w.runs) {
		w.failf("%d runs on %d threads, machine counts %d", len(w.runs), w.threads, w.m.Busy())
	}
	var managed, disk int64
	for _, v := range w.store {
		if v.resident {
			managed += v.bytes
		}
		disk += v.disk
	}
	s := w.m.Stats()
	if s.Managed != managed || s.Disk != disk || s.Counts["memory"] != len(w.store) || !w.m.Recount() {
		w.failf("machine counts %+v, want %d managed, %d on disk, %d keys", s, managed, disk, len(w.store))
	}
}

func (w *world) compute() {
	k := w.key("key")
	w.nextRun++
	c := machine.Compute{Key: k, RunID: w.nextRun, Priority: []float64{0, float64(rapid.IntRange(0, 5).Draw(w.t, "priority"))},
		Bounce: rapid.IntRange(0, 9).Draw(w.t, "bounce") == 0}
	if rapid.IntRange(0, 9).Draw(w.t, "refuse") == 0 {
		c.Refuse = errors.New("refused")
	}
	c.Needs = rapid.SampledFrom([]map[string]float64{nil, {"GO": 1}, {"GO": 2}, {"GO": 1, "MEM": 0.5}, {"MEM": 1.5}}).Draw(w.t, "needs")
	c.Spec = c.Needs
	if c.Spec == nil {
		c.Spec = map[string]float64(nil)
	}
	for range rapid.IntRange(0, 3).Draw(w.t, "deps") {
		if k == "k0" {
			break // only earlier keys, as in a graph
		}
		var n int
		fmt.Sscanf(string(k), "k%d", &n)
		dep := daskproto.Key(fmt.Sprintf("k%d", rapid.IntRange(0, n-1).Draw(w.t, "dep")))
		c.Deps = append(c.Deps, machine.Dep{Key: dep, Holders: w.holders(), Bytes: int64(rapid.IntRange(0, 20).Draw(w.t, "bytes"))})
	}
	w.pending[k] = c.RunID
	w.send(c)
}

func (w *world) free() {
	keys := w.keyList()
	for _, k := range keys {
		delete(w.pending, k)
	}
	w.send(machine.Free{Keys: keys}, keys...)
}

func (w *world) cancel() {
	k := w.key("key")
	if slices.Contains([]string{"waiting", "ready", "constrained"}, w.m.StateOf(k)) {
		delete(w.pending, k)
	}
	w.send(machine.CancelCompute{Key: k})
}

func (w *world) acquire() {
	var deps []machine.Dep
	for _, k := range w.keyList() {
		deps = append(deps, machine.Dep{Key: k, Holders: w.holders(), Bytes: 5})
	}
	w.send(machine.AcquireReplicas{Deps: deps})
}

func (w *world) refresh() {
	var list []daskproto.Holders
	for _, k := range w.keyList() {
		list = append(list, daskproto.Holders{Key: k, Addresses: w.holders()})
	}
	w.send(machine.Refresh{Holders: list})
}

func (w *world) endRun(ok bool) {
	id, found := pick(w.t, w.runs)
	if !found {
		return
	}
	delete(w.runs, id)
	e := machine.Executed{Run: id, Bytes: int64(rapid.IntRange(0, 30).Draw(w.t, "size"))}
	if !ok {
		e.Err = errors.New("failed")
		if rapid.Bool().Draw(w.t, "reschedule") {
			e.Reschedule = true
		}
	}
	w.send(e)
}

func (w *world) endBounce() {
	id, found := pick(w.t, w.bounces)
	if !found {
		return
	}
	delete(w.bounces, id)
	e := machine.Bounced{Run: id}
	if rapid.Bool().Draw(w.t, "nobody") {
		e.Err = errors.New("nobody")
	}
	w.send(e)
}

func (w *world) endGather(how int) {
	id, found := pick(w.t, w.gathers)
	if !found {
		return
	}
	g := w.gathers[id]
	delete(w.gathers, id)
	e := machine.Gathered{ID: id}
	switch how {
	case 0:
		e.Busy = true
	case 1:
		e.Err = errors.New("unreachable")
	case 2: // some are missing
		e.Items = items(g.Keys[:len(g.Keys)/2])
	default:
		e.Items = items(g.Keys)
	}
	w.send(e)
}

func items(keys []daskproto.Key) map[daskproto.Key]machine.Item {
	m := map[daskproto.Key]machine.Item{}
	for _, k := range keys {
		m[k] = machine.Item{Bytes: int64(len(k)) * 3}
	}
	return m
}

func (w *world) endSpill() {
	id, found := pick(w.t, w.spills)
	if !found {
		return
	}
	k := w.spills[id]
	delete(w.spills, id)
	e := machine.Spilled{ID: id, Bytes: 7}
	if rapid.IntRange(0, 4).Draw(w.t, "disk full") == 0 {
		e.Err = errors.New("disk full")
	} else if v := w.store[k]; v != nil {
		v.resident, v.disk = false, 7
	}
	w.send(e)
}

func (w *world) unspill() {
	for _, k := range slices.Sorted(maps.Keys(w.store)) {
		if v := w.store[k]; !v.resident {
			v.resident = true
			w.send(machine.Unspilled{Key: k})
			return
		}
	}
}

func (w *world) rested() {
	for _, a := range slices.Sorted(maps.Keys(w.resting)) {
		delete(w.resting, a)
		w.send(machine.PeerReady{Address: a})
		return
	}
}

func pick[V any](t *rapid.T, m map[int]V) (int, bool) {
	if len(m) == 0 {
		return 0, false
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m))).Draw(t, "which"), true
}

// drain lets everything succeed until nothing is left to do.
func (w *world) drain() {
	w.send(machine.Pressure{Pause: false})
	w.send(machine.SetStatus{Status: machine.Running})
	for range 10_000 {
		switch {
		case len(w.resting) > 0:
			w.rested()
		case len(w.runs) > 0:
			w.endRun(true)
		case len(w.bounces) > 0:
			w.endBounce()
		case len(w.gathers) > 0:
			w.endGather(3)
		case len(w.spills) > 0:
			w.endSpill()
		case w.m.Stats().Counts["error"] > 0: // the scheduler frees what failed
			for _, h := range w.everybody() {
				if w.m.StateOf(h.Key) == "error" {
					w.send(machine.Free{Keys: []daskproto.Key{h.Key}})
				}
			}
		case w.m.Stats().Counts["missing"] > 0:
			w.send(machine.Refresh{Holders: w.everybody()})
		default:
			return
		}
	}
	w.failf("the machine does not come to rest")
}

func (w *world) everybody() []daskproto.Holders {
	var list []daskproto.Holders
	for i := range 12 {
		list = append(list, daskproto.Holders{Key: daskproto.Key(fmt.Sprintf("k%d", i)), Addresses: peerAddresses})
	}
	return list
}

// TestEveryTaskIsAnsweredOnce sends random events and checks after each that
// threads, resources, connections and memory are within bounds and exact, and
// at the end that every task has had its one answer and, once all keys are
// freed, that nothing is remembered.
func TestEveryTaskIsAnsweredOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		actions := map[string]func(*rapid.T){
			"compute": func(*rapid.T) { w.compute() }, "compute more": func(*rapid.T) { w.compute() },
			"free":    func(*rapid.T) { w.free() },
			"cancel":  func(*rapid.T) { w.cancel() },
			"acquire": func(*rapid.T) { w.acquire() },
			"remove replicas": func(*rapid.T) {
				keys := w.keyList()
				w.send(machine.RemoveReplicas{Keys: keys}, keys...)
			},
			"refresh": func(*rapid.T) { w.refresh() },
			"steal":   func(*rapid.T) { w.send(machine.Steal{Key: w.key("key"), Stimulus: "s"}) },
			"receive": func(*rapid.T) {
				w.send(machine.Received{Keys: []daskproto.Key{w.key("key")}, Items: []machine.Item{{Bytes: 9}}})
			},
			"run ends":    func(*rapid.T) { w.endRun(true) },
			"run fails":   func(*rapid.T) { w.endRun(false) },
			"bounced":     func(*rapid.T) { w.endBounce() },
			"gather ends": func(t *rapid.T) { w.endGather(rapid.IntRange(0, 5).Draw(t, "how")) },
			"spilled":     func(*rapid.T) { w.endSpill() },
			"unspilled":   func(*rapid.T) { w.unspill() },
			"rested":      func(*rapid.T) { w.rested() },
			"worker gone": func(t *rapid.T) {
				w.send(machine.RemoveWorker{Address: rapid.SampledFrom(peerAddresses).Draw(t, "peer")})
			},
			"pressure": func(t *rapid.T) { w.send(machine.Pressure{Pause: rapid.Bool().Draw(t, "pause")}) },
			"status": func(t *rapid.T) {
				w.send(machine.SetStatus{Status: rapid.SampledFrom([]machine.Status{machine.Running, machine.Retiring}).Draw(t, "status")})
			},
			"tick": func(*rapid.T) { w.send(machine.Tick{}) },
		}
		t.Repeat(actions)
		w.drain()
		if len(w.pending) > 0 {
			w.failf("without an answer: %v", w.pending)
		}
		all := slices.Collect(maps.Keys(w.needs))
		for i := range 12 {
			all = append(all, daskproto.Key(fmt.Sprintf("k%d", i)))
		}
		w.send(machine.Free{Keys: all}, all...)
		if n := w.m.Known(); n != 0 {
			w.failf("%d keys remembered after all were freed", n)
		}
	})
}

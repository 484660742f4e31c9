package worker_test

import (
	"testing"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// TestPythonCallsGo has a Python client call Go operations with all kinds of
// arguments, and Go and Python tasks feed each other.
func TestPythonCallsGo(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		s.StartWorker(t, testdask.WorkerOptions{Name: "py", Threads: 2})
		workertest.Start(t, s.Address, worker.Name("go"))
		t.Run("Values", func(t *testing.T) { python(t, s, values) })
		t.Run("Mixed", func(t *testing.T) { python(t, s, mixed) })
		t.Run("Errors", func(t *testing.T) { python(t, s, failures) })
		t.Run("Tools", func(t *testing.T) { python(t, s, tools) })
	})
}

const values = `
check(call("describe", 1, 2.5, "three", b"four", None, True).result(), "int 1; float64 2.5; string three; []uint8 [102 111 117 114]; <nil> <nil>; bool true; ")
check(call("describe", (1, 2), (), [1, "a"], {"k": 1}).result(), "[]int [1 2]; []int []; []interface {} [1 a]; map[string]interface {} map[k:1]; ")
check(call("describe", np.zeros((2, 3), "u2"), np.float32(1.5)).result(), "array uint16 [2 3]; float32 1.5; ")
check(call("describe", 1, factor=2).result(), "int 1; map[string]interface {} map[factor:2]; ")
check(c.submit(methodcaller("go:test/describe", 5, k="v"), 1, resources={"GO": 1}).result(), "int 1; int 5; map[string]interface {} map[k:v]; ")
check(c.submit(partial(methodcaller("go:test/describe"), 7), 1, resources={"GO": 1}).result(), "int 7; int 1; ")
for x in [1, 2**40, -3, 2.5, "text", b"bytes", None, True, [1, [2, "x"]], (1, 2), (), {"a": [1.5], "b": None}]:
    check(call("echo", x).result(), x)
for a in [np.arange(12.0).reshape(3, 4), np.asfortranarray(np.arange(6).reshape(2, 3)), np.arange(10)[::-2], np.zeros((0, 3)), np.array(3.5),
          np.broadcast_to(np.arange(3), (4, 3)), np.array([True, False]), np.arange(3, dtype=">i4"), np.array([1+2j])]:
    b = call("echo", a).result()
    assert b.shape == a.shape and (a == b).all(), (a, b)
big = np.random.default_rng(0).random((1000, 1000))
assert (call("scale", big, 2.0).result() == 2 * big).all()
pair = call("pair", big[:10])
assert (pair.result()[0] == big[:10]).all() and pair.result()[1] is None
check(call("second", pair).result(), "2 arrays, second nil: true")
span = call("span", 3, 8)
check(span.result(), ("go:value", "test/span", b'{"From":3,"To":8}'))
check(call("length", span).result(), 5)
`

const mixed = `
def double(x): return x * 2
def where(f): return next(iter(c.who_has(f).values()))
a = c.submit(np.ones, 1000)
b = call("scale", a, 3.0)
d = c.submit(double, b)           # unrestricted: lands on the Go worker first, perhaps
e = call("scale", d, 0.5)
f = c.submit(np.sum, e)
assert f.result() == 3000.0, f.result()
many = [c.submit(double, call("add", i, 1)) for i in range(40)]
check(c.submit(sum, many).result(), sum(2 * (i + 1) for i in range(40)))
check(c.submit(lambda x: x["a"] + len(x["b"]), call("echo", {"a": 1, "b": [1, 2]})).result(), 3)
lists = call("describe", [c.submit(double, 4), 5], {"k": c.submit(double, 1)})
check(lists.result(), "[]interface {} [8 5]; map[string]interface {} map[k:2]; ")
import dask
dsk = {"one-x": 1, "list-x": (methodcaller("go:test/describe"), ["one-x", 2]), "nest-x": (methodcaller("go:test/add"), (methodcaller("go:test/add"), "one-x", 10), 100)}
check(c.get(dsk, ["list-x", "nest-x"], resources={"GO": 1}), ["[]interface {} [1 2]; ", 111])
`

const failures = `
def text(f):
    try: f.result()
    except Exception as e: return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")
check(text(call("fail")), "RuntimeError: go:test/fail: on purpose")
p = text(call("panic"))
assert p.startswith("RuntimeError: go:test/panic: panic: in user code\n\ngoroutine"), p
assert "ops_test.go" in p, p
u = text(call("nothing"))
assert u.startswith("LookupError: go:test/nothing: operation is not registered in this Go worker, which has "), u
assert call("fail").traceback() is None
m = text(c.submit(lambda x: x, call("fail")))
check(m, "RuntimeError: go:test/fail: on purpose")
o = text(call("describe", c.submit(object)))
assert "TypeError" in o and "object" in o, o
# a result that cannot travel is an error for whoever asks, not for the worker
f = call("secret"); wait(f)
try: print(f.result()); raise AssertionError("secret came")
except AssertionError: raise
except Exception as e: pass
# retries run again
f = call("fail", retries=2)
check(text(f), "RuntimeError: go:test/fail: on purpose")
class A:
    pass
a = text(c.submit(A, actor=True, workers=["go"], allow_other_workers=False))
assert "actors do not run on Go workers" in a, a
check(call("add", 1, 2).result(), 3)
`

const tools = `
go = [a for a, w in c.scheduler_info()["workers"].items() if w["name"] == "go"][0]
w = c.scheduler_info()["workers"][go]
assert w["resources"] == {"GO": 2} and w["nthreads"] == 2 and "test/echo" in w["go_ops"], w
assert w["metrics"]["memory"] > 1e6
c.get_versions(check=True)
check(c.run(lambda: 1, workers=[a for a in c.scheduler_info()["workers"] if a != go]).popitem()[1], 1)
try: c.run(lambda: 1, workers=[go]); raise SystemExit("run did not fail")
except Exception as e: assert "registered Go operations only" in str(e), e
assert any("registered" in l[1] for l in c.get_worker_logs(workers=[go])[go])
c.profile(); c.call_stack(); c.has_what(); c.nthreads(); c.processing()
x, = c.scatter([np.arange(5)], workers=[go])
assert c.who_has(x)[x.key] == (go,) or c.who_has(x)[x.key] == [go], c.who_has(x)
check(call("size", x).result(), 5)
y = c.scatter({"k": 7}, broadcast=True)
until(lambda: len(c.who_has(y["k"])["k"]) == 2)
g = call("zeros", 1000)
wait(g)
c.replicate(g)
until(lambda: len(c.who_has(g)[g.key]) == 2)
c.rebalance()
z, = c.scatter([3], direct=True)
check(call("add", z, 1).result(), 4)
f = [call("sleep", 20000) for _ in range(4)]
time.sleep(0.3)
c.cancel(f)
check(call("add", 2, 2).result(), 4)
until(lambda: c.scheduler_info()["workers"][go]["metrics"]["task_counts"].get("cancelled", 0) == 0)
del g, x, y, z, f
def empty():
    return not any(c.has_what().values())
until(empty)
until(lambda: c.scheduler_info()["workers"][go]["metrics"]["managed_bytes"] == 0)
`

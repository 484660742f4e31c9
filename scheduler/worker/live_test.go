package worker_test

import (
	"context"
	"os"
	"strconv"
	"testing"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if address := os.Getenv("GLOAM_TEST_WORKER"); address != "" {
		// Tests that kill or measure a worker run this program again as one.
		os.Exit(victim(address, os.Getenv("GLOAM_TEST_NAME"), os.Getenv("GLOAM_TEST_THREADS")))
	}
	goleak.VerifyTestMain(m)
}

func victim(address, name, threads string) int {
	n, err := strconv.Atoi(threads)
	if err != nil {
		return 2
	}
	go worker.SampleOverhead()
	if err := worker.Run(context.Background(), address, worker.Threads(n), worker.Name(name)); err != nil {
		return 1
	}
	return 0
}

// preamble is the start of all scripts: a client c, and call(name, …) which
// submits a Go operation.
const preamble = `
import sys, time, operator, numpy as np
from operator import methodcaller
from functools import partial
from distributed import Client, wait, as_completed
c = Client(sys.argv[1], timeout=20)
def call(name, *args, n=1, **kw):
    return c.submit(methodcaller("go:test/" + name), *args, resources={"GO": n}, pure=False, **kw)
def check(got, want):
    assert type(got) is type(want) and got == want, (got, want)
def until(what):
    for _ in range(1200):
        if what(): return
        time.sleep(0.05)
    raise AssertionError("never happened")
`

func each(t *testing.T, fn func(t *testing.T, v testdask.Version)) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) { fn(t, v) })
	}
}

func python(t *testing.T, s *testdask.Scheduler, script string) {
	t.Helper()
	out := testdask.Python(t, s.Version, preamble+script+"\nprint('all well')\n", s.Address)
	require.Contains(t, out, "all well")
}

package worker_test

import (
	"net"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// loopback returns the name of the interface that leads back to this machine.
func loopback(t *testing.T) string {
	t.Helper()
	all, err := net.Interfaces()
	require.NoError(t, err)
	for _, i := range all {
		if i.Flags&net.FlagLoopback != 0 && i.Flags&net.FlagUp != 0 {
			return i.Name
		}
	}
	t.Fatal("no loopback interface")
	return ""
}

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

func TestWorkersListenWhereTheyAreTold(t *testing.T) {
	port := freePort(t)
	for where, want := range map[string]string{
		"":                        "tcp://127.0.0.1:",
		"127.0.0.1":               "tcp://127.0.0.1:",
		"localhost":               "tcp://127.0.0.1:",
		"127.0.0.1:" + port:       "tcp://127.0.0.1:" + port,
		":" + port:                "tcp://127.0.0.1:" + port,
		"tcp://127.0.0.1:" + port: "tcp://127.0.0.1:" + port,
		loopback(t):               "tcp://127.0.0.1:",
		loopback(t) + ":" + port:  "tcp://127.0.0.1:" + port,
		"0.0.0.0":                 "tcp://127.0.0.1:",
		"tcp://0.0.0.0:0":         "tcp://127.0.0.1:",
		"::1":                     "tcp://[::1]:",
		"[::1]":                   "tcp://[::1]:",
		"[::1]:" + port:           "tcp://[::1]:" + port,
		"tcp://[::1]:" + port:     "tcp://[::1]:" + port,
	} {
		t.Run(where, func(t *testing.T) {
			s := fake(t)
			w := join(t, s, worker.Listen(where))
			require.True(t, strings.HasPrefix(w.Info.Address, want), "%s, want %s", w.Info.Address, want)
			s.Send(w.Info.Address, compute("sum", 1, addition, pickle.Tuple{int64(1)}).Encode())
			next(t, s, "task-finished")
			require.NoError(t, w.Stop())
		})
	}
}

func TestContactIsWhatOthersDial(t *testing.T) {
	s := fake(t)
	w := join(t, s, worker.Listen("127.0.0.1"), worker.Contact("127.0.0.9"))
	require.True(t, strings.HasPrefix(w.Info.Address, "tcp://127.0.0.9:"), w.Info.Address)
	w = join(t, s, worker.Listen("0.0.0.0"), worker.Contact("127.0.0.9:4321"))
	require.Equal(t, "tcp://127.0.0.9:4321", w.Info.Address)
}

func TestPlacesThatAreNotHereAreErrors(t *testing.T) {
	s := fake(t)
	for want, o := range map[string]worker.Option{
		`worker: Listen: got "127.0.0.1:port", want an address of this machine: got port "port"`: worker.Listen("127.0.0.1:port"),
		`worker: Listen: got "no.such.host.invalid", want an address of this machine: `:          worker.Listen("no.such.host.invalid"),
		"worker: comm: listen tcp://192.0.2.1:0":                                                 worker.Listen("192.0.2.1"),
		`worker: Contact: got "no.such.host.invalid", want an address: `:                         worker.Contact("no.such.host.invalid"),
	} {
		require.ErrorContains(t, worker.Run(t.Context(), s.Address(), o, workertest.Quiet(t)), want)
	}
}

// TestWorkersSpeakIPv6 has a scheduler, workers and a client on [::1] alone.
func TestWorkersSpeakIPv6(t *testing.T) {
	if !testdask.HasIPv6(t) {
		return
	}
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v, "--host", "[::1]")
		require.Contains(t, s.Address, "tcp://[::1]:")
		s.StartWorker(t, testdask.WorkerOptions{Name: "py", Args: []string{"--host", "[::1]"}})
		w := workertest.Start(t, s.Address, worker.Name("go"))
		require.Contains(t, w.Info.Address, "tcp://[::1]:")
		python(t, s, `
a = c.submit(np.ones, 10, workers=["py"])
b = call("scale", a, 2.0)
check(float(c.submit(np.sum, b, workers=["py"]).result(timeout=30)), 20.0)
`)
	})
}

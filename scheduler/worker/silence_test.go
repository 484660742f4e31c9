package worker_test

import (
	"bytes"
	"io"
	"net"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// A rawPeer answers its first request with bytes as a test writes them.
type rawPeer struct {
	address string
	asked   atomic.Int64
}

// startRawPeer starts a peer that shakes hands, reads a request, and has write
// deal with the reply, of which the connection is left open until the test
// ends unless write closes it.
func startRawPeer(t *testing.T, write func(c net.Conn, reply []byte)) *rawPeer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &rawPeer{address: "tcp://" + l.Addr().String()}
	value, err := codec.Encode(1)
	require.NoError(t, err)
	hello := message(t, daskproto.Handshake{PickleProtocol: daskproto.PickleProtocol}.Encode())
	reply := message(t, daskproto.Map{daskproto.F("status", "OK"), daskproto.F("data", daskproto.Map{{Key: daskproto.Key("x"), Value: value}})})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			if _, err := c.Write(hello); err != nil {
				continue
			}
			for range 2 { // the handshake and the request
				if _, err = daskproto.ReadFrames(c, daskproto.Limits{}); err != nil {
					break
				}
			}
			if err == nil {
				p.asked.Add(1)
				write(c, reply)
			}
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
	})
	return p
}

// message is v as it travels.
func message(t *testing.T, v any) []byte {
	frames, err := daskproto.EncodeMessage(v)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, daskproto.WriteFrames(&b, frames))
	return b.Bytes()
}

// TestBrokenAnswersAreAskedForAgain has peers that stop within a frame.
func TestBrokenAnswersAreAskedForAgain(t *testing.T) {
	t.Cleanup(worker.SetPeerTimeout(time.Second))
	for name, write := range map[string]func(c net.Conn, reply []byte){
		"cut":    func(c net.Conn, reply []byte) { c.Write(reply[:len(reply)-3]); c.Close() },
		"silent": func(c net.Conn, reply []byte) { c.Write(reply[:len(reply)-3]) },
		"mute":   func(net.Conn, []byte) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := fake(t)
			w := join(t, s)
			broken := startRawPeer(t, write)
			whole := startRawPeer(t, func(c net.Conn, reply []byte) { c.Write(reply) })
			s.Send(w.Info.Address, compute("sum", 1, addition, pickle.Tuple{ref("x")}, daskproto.Holders{Key: "x", Addresses: []string{broken.address}}).Encode())
			require.Equal(t, daskproto.Keys("x"), next(t, s, "request-refresh-who-has").Keys("keys"))
			s.Send(w.Info.Address, daskproto.RefreshWhoHas{WhoHas: []daskproto.Holders{{Key: "x", Addresses: []string{whole.address}}}}.Encode())
			next(t, s, "task-finished")
			require.EqualValues(t, 1, broken.asked.Load())
		})
	}
}

// TestASlowPeerIsWaitedFor has one that takes longer over its bytes than a peer
// gets for an answer without any.
func TestASlowPeerIsWaitedFor(t *testing.T) {
	t.Cleanup(worker.SetPeerTimeout(100 * time.Millisecond))
	s := fake(t)
	w := join(t, s)
	slow := startRawPeer(t, func(c net.Conn, reply []byte) {
		for _, b := range reply {
			c.Write([]byte{b})
			time.Sleep(time.Millisecond)
		}
	})
	task := compute("sum", 1, addition, pickle.Tuple{ref("x")}, daskproto.Holders{Key: "x", Addresses: []string{slow.address}})
	task.NBytes = map[daskproto.Key]int64{"x": 20e6} // at a megabyte per second
	s.Send(w.Info.Address, task.Encode())
	next(t, s, "task-finished")
	require.EqualValues(t, 1, slow.asked.Load())
}

// TestThanklessPeersDoNotBlockOthers leaves all answers open that a worker
// allows.
func TestThanklessPeersDoNotBlockOthers(t *testing.T) {
	t.Cleanup(worker.SetPeerTimeout(time.Second))
	s := fake(t)
	w := join(t, s)
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	next(t, s, "task-finished")
	request := daskproto.Call("get_data", daskproto.F("keys", []any{"sum"}), daskproto.F("who", nil))
	var reply any
	for !reflect.DeepEqual(busy, reply) { // more than ten calls if the first ones have been given up meanwhile
		c, err := comm.Dial(t.Context(), w.Info.Address)
		require.NoError(t, err)
		defer c.Close()
		reply, err = c.Call(t.Context(), request)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		status, _ := ask(t, w.Info.Address, request).(daskproto.Map).Get("status")
		return status == "OK"
	}, 10*time.Second, 50*time.Millisecond)
}

// TestASilentSchedulerIsLost has one that keeps its connections and answers
// nothing.
func TestASilentSchedulerIsLost(t *testing.T) {
	t.Cleanup(worker.SetPatience(time.Second, time.Second))
	s := fake(t)
	quietly := make(chan struct{})
	defer close(quietly)
	w := join(t, s)
	s.Handle("heartbeat_worker", func(daskproto.Map) any { <-quietly; return nil })
	err := w.Wait()
	require.ErrorIs(t, err, worker.ErrLost)
	require.ErrorContains(t, err, "no answer to heartbeats")
}

// TestASchedulerThatDoesNotAnswerIsAnError has ones that accept connections and
// no more, or shake hands and no more.
func TestASchedulerThatDoesNotAnswerIsAnError(t *testing.T) {
	t.Cleanup(worker.SetPatience(time.Second, time.Second))
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer mute.Close()
	err = worker.Run(t.Context(), "tcp://"+mute.Addr().String(), workertest.Quiet(t))
	require.ErrorContains(t, err, "handshake")
	polite := startRawPeer(t, func(c net.Conn, _ []byte) { io.Copy(io.Discard, c) })
	err = worker.Run(t.Context(), polite.address, workertest.Quiet(t))
	require.ErrorContains(t, err, polite.address)
	require.EqualValues(t, 1, polite.asked.Load())
}

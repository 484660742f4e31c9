package worker_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/stretchr/testify/require"
)

// TestEveryMessageOfASchedulerIsKnown sends what schedulers of all releases send
// on the stream of a worker, close apart.
func TestEveryMessageOfASchedulerIsKnown(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	holders := []daskproto.Holders{{Key: "k", Addresses: []string{"tcp://127.0.0.1:1"}}}
	sent := []daskproto.Map{
		compute("sum", 1, addition, pickle.Tuple{int64(1)}).Encode(),
		daskproto.FreeKeys{Keys: daskproto.Keys("k")}.Encode(),
		daskproto.RemoveReplicas{Keys: daskproto.Keys("k")}.Encode(),
		daskproto.AcquireReplicas{WhoHas: holders, NBytes: map[daskproto.Key]int64{"k": 1}}.Encode(),
		daskproto.StealRequest{Key: "k", StimulusID: "id"}.Encode(),
		daskproto.CancelCompute{Key: "k"}.Encode(),
		daskproto.RefreshWhoHas{WhoHas: holders}.Encode(),
		daskproto.StatusChange{Status: "running"}.Encode(),
		daskproto.RemoveWorker{Worker: "tcp://127.0.0.1:1"}.Encode(),
		daskproto.Op("shuffle-fail", daskproto.F("shuffle_id", "s"), daskproto.F("run_id", 1), daskproto.F("message", "over")),
		compute("last", 2, addition, pickle.Tuple{int64(1)}).Encode(),
	}
	s.Send(w.Info.Address, sent...)
	next(t, s, "task-finished")
	next(t, s, "task-finished")
	for _, line := range ask(t, w.Info.Address, daskproto.Call("get_logs")).([]any) {
		text := fmt.Sprint(line)
		require.NotContains(t, text, "unknown message")
		require.NotContains(t, text, "cannot read")
	}
}

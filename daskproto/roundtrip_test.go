package daskproto_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
)

func TestMessagesToWorkersTravel(t *testing.T) {
	tuple, err := daskproto.KeyOf([]any{"t", int64(1)})
	require.NoError(t, err)
	who := []daskproto.Holders{{Key: "a", Addresses: []string{"tcp://h:1", "tcp://h:2"}}, {Key: tuple, Addresses: []string{}}}
	for _, m := range []interface{ Encode() daskproto.Map }{
		daskproto.FreeKeys{Keys: []daskproto.Key{"a", tuple}, StimulusID: "s"},
		daskproto.RemoveReplicas{Keys: []daskproto.Key{"a"}, StimulusID: "s"},
		daskproto.AcquireReplicas{WhoHas: who, NBytes: map[daskproto.Key]int64{"a": 1, tuple: 2}, StimulusID: "s"},
		daskproto.CancelCompute{Key: tuple, StimulusID: "s"},
		daskproto.RefreshWhoHas{WhoHas: who, StimulusID: "s"},
		daskproto.StatusChange{Status: "paused", StimulusID: "s"},
		daskproto.RemoveWorker{Worker: "tcp://h:1", StimulusID: "s"},
		daskproto.CloseWorker{Reason: "scheduler-remove-worker"},
		daskproto.CloseStream{},
		daskproto.StealRequest{Key: "a", StimulusID: "s"},
	} {
		got, err := daskproto.DecodeToWorker(rewire(t, m.Encode()).(daskproto.Map))
		require.NoError(t, err)
		require.Equal(t, m, got)
	}
	unknown := daskproto.Op("something-new", daskproto.F("x", int64(1)))
	got, err := daskproto.DecodeToWorker(unknown)
	require.NoError(t, err)
	require.Equal(t, daskproto.UnknownOp{Message: unknown}, got)
}

func TestMessagesOfAnotherShapeAreNamed(t *testing.T) {
	for want, m := range map[string]daskproto.Map{
		"compute-task: key is <nil>, want key":             daskproto.Op("compute-task"),
		"free-keys: keys is string, want array":            daskproto.Op("free-keys", daskproto.F("keys", "abc")),
		"steal-request: stimulus_id is int64, want string": daskproto.Op("steal-request", daskproto.F("key", "k"), daskproto.F("stimulus_id", int64(1))),
	} {
		_, err := daskproto.DecodeToWorker(m)
		require.ErrorIs(t, err, daskproto.ErrFormat)
		require.ErrorContains(t, err, want)
	}
}

func TestStealResponseTravels(t *testing.T) {
	for _, state := range []string{"", "ready"} {
		r := daskproto.StealResponse{Key: "k", State: state, StimulusID: "s"}
		got, err := daskproto.DecodeStealResponse(rewire(t, r.Encode()).(daskproto.Map))
		require.NoError(t, err)
		require.Equal(t, r, got)
	}
}

func TestDataRepliesAreRead(t *testing.T) {
	d := daskproto.Data{Values: []daskproto.Datum{{Key: "a", Value: &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{{1}}}}}}
	got, err := daskproto.DecodeData(rewire(t, daskproto.EncodeData(d)))
	require.NoError(t, err)
	require.Equal(t, d, got)
	got, err = daskproto.DecodeData(rewire(t, daskproto.EncodeData(daskproto.Data{Busy: true})))
	require.NoError(t, err)
	require.True(t, got.Busy)
	for _, keys := range []any{[]any{"a"}, daskproto.Map{daskproto.F("a", []any{})}} {
		got, err = daskproto.DecodeData(daskproto.Map{daskproto.F("status", "error"), daskproto.F("keys", keys)})
		require.NoError(t, err)
		require.Equal(t, daskproto.Keys("a"), got.Missing)
	}
	for _, bad := range []any{nil, "OK", daskproto.Map{}, daskproto.Map{daskproto.F("status", "OK"), daskproto.F("data", daskproto.Map{daskproto.F("a", int64(1))})}} {
		_, err = daskproto.DecodeData(bad)
		require.ErrorIs(t, err, daskproto.ErrFormat)
	}
}

func TestRefusedRegistrationSaysWhy(t *testing.T) {
	_, err := daskproto.DecodeWorkerRegistered(daskproto.Map{daskproto.F("status", "error"), daskproto.F("message", "name taken, w")})
	require.EqualError(t, err, "daskproto: scheduler refused registration: error: name taken, w")
	var e *daskproto.RegisterError
	require.ErrorAs(t, err, &e)
}

package dask_test

import (
	"bytes"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/dasktest"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// fetchFrom runs a task whose result a scripted worker has; a second way to it
// is through the scheduler.
func fetchFrom(t *testing.T, p *dasktest.Peer, known func() bool, opts ...dask.Option) (got []any, throughScheduler int32) {
	s, c, id := scripted(t, p.Address(), opts...)
	l := layer(t, "load", opSource, 1, []any{7})
	key := l.Key(0).String()
	var asked atomic.Int32
	s.Handle("who_has", func(daskproto.Map) any { return daskproto.Map{daskproto.F(key, []any{p.Address()})} })
	s.Handle("get_task_status", func(daskproto.Map) any { return daskproto.Map{daskproto.F(key, "memory")} })
	s.Handle("gather", func(daskproto.Map) any { asked.Add(1); return holding(t, key) })
	done := make(chan error, 1)
	go func() {
		var err error
		ctx, cancel := contextWithin(t, 20*time.Second)
		defer cancel()
		got, err = c.Execute(ctx, plan(t, whole{l, nil}))
		done <- err
	}()
	s.Expect("update-graph")
	s.Handle("identity", func(daskproto.Map) any {
		if known() {
			return identityWith(s, p.Address())
		}
		return identityWith(s, "")
	})
	s.Send(id, daskproto.Op("key-in-memory", daskproto.F("key", key), daskproto.F("type", "int")))
	require.NoError(t, <-done)
	return got, asked.Load()
}

// holding is a reply with the value 7.
func holding(t *testing.T, key string) daskproto.Map {
	v, err := wire.Encode(7)
	require.NoError(t, err)
	return daskproto.Map{daskproto.F("status", "OK"), daskproto.F("data", daskproto.Map{daskproto.F(key, v)})}
}

func always() bool { return true }

func TestBusyWorkersAreAskedAgain(t *testing.T) {
	l := layer(t, "load", opSource, 1, []any{7})
	busy := daskproto.Map{daskproto.F("status", "busy")}
	p := dasktest.Play(t, dasktest.Script{dasktest.Handshake(),
		dasktest.Expect("get_data"), dasktest.Send(busy), dasktest.Expect("get_data"), dasktest.Send(busy),
		dasktest.Expect("get_data"), dasktest.Send(holding(t, l.Key(0).String())), dasktest.Expect(""), dasktest.AwaitClose()})
	got, through := fetchFrom(t, p, always)
	require.Equal(t, []any{7}, got)
	require.Zero(t, through)
	require.Equal(t, 1, p.Played())
}

func TestConnectionsCutWithinAFrameAreMadeAgain(t *testing.T) {
	reply := holding(t, layer(t, "load", opSource, 1, []any{7}).Key(0).String())
	cut := func(missing int) dasktest.Script {
		return dasktest.Script{dasktest.Handshake(), dasktest.Expect("get_data"), dasktest.SendPart(reply, missing)}
	}
	p := dasktest.Play(t, cut(1), cut(20), dasktest.Script{dasktest.Handshake(),
		dasktest.Expect("get_data"), dasktest.Send(reply), dasktest.Expect(""), dasktest.AwaitClose()})
	got, through := fetchFrom(t, p, always)
	require.Equal(t, []any{7}, got)
	require.Zero(t, through)
	require.Equal(t, 3, p.Played())
}

func TestResultsOfUnreachableWorkersComeThroughTheScheduler(t *testing.T) {
	p := dasktest.Play(t) // closes every connection
	got, through := fetchFrom(t, p, always)
	require.Equal(t, []any{7}, got)
	require.Equal(t, int32(1), through)
}

// TestHalfOpenConnectionsEndWithTheWorker has workers fall silent that the
// scheduler then gives up.
func TestHalfOpenConnectionsEndWithTheWorker(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	silent := dasktest.Script{dasktest.Handshake(), dasktest.Expect("get_data"), dasktest.Silence(release)}
	p := dasktest.Play(t, silent, silent, silent)
	looks := atomic.Int32{}
	got, through := fetchFrom(t, p, func() bool { return looks.Add(1) < 3 }, dask.Patience(400*time.Millisecond))
	require.Equal(t, []any{7}, got)
	require.Equal(t, int32(1), through)
}

func TestReleasesOutsideTheTable(t *testing.T) {
	var log bytes.Buffer
	logger := dask.Logger(slog.New(slog.NewTextHandler(&log, nil)))
	_, err := dask.Dial(t.Context(), dasktest.NewScheduler(t, "2022.11.1").Address(), logger)
	require.EqualError(t, err, "dask: scheduler runs Dask 2022.11.1, want 2022.12 or newer")
	require.Empty(t, log.String())
	for release, warned := range map[string]bool{"2022.12.0": false, "2026.7.3": false, "2026.8.0": true, "2031.1.0": true} {
		log.Reset()
		c, err := dask.Dial(t.Context(), dasktest.NewScheduler(t, release).Address(), logger)
		require.NoError(t, err)
		require.NoError(t, c.Close())
		require.Equal(t, warned, bytes.Contains(log.Bytes(), []byte("level=WARN")), "%s: %s", release, log.String())
	}
}

func TestDisagreementAboutTLSIsExplained(t *testing.T) {
	own, other := tlsConfig(t), tlsConfig(t)
	plain, encrypted := mute(t), muteAt(t, "tls://127.0.0.1:0", comm.WithTLS(own))
	for name, c := range map[string]struct {
		address string
		opts    []dask.Option
		want    string
	}{
		"plain client":     {"tcp" + encrypted[3:], nil, "if the scheduler encrypts, dial " + encrypted + " with certificates"},
		"plain scheduler":  {"tls" + plain[3:], []dask.Option{dask.TLS(own)}, "the scheduler does not encrypt: dial " + plain},
		"no certificates":  {encrypted, nil, "needs certificates"},
		"other authority":  {encrypted, []dask.Option{dask.TLS(other)}, "another authority: use the ca-file of that cluster"},
		"refused by peers": {encrypted, []dask.Option{dask.TLS(trusting(other))}, "refuses this certificate: use one that the authority of that cluster issued"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := contextWithin(t, 15*time.Second)
			defer cancel()
			_, err := dask.Dial(ctx, c.address, c.opts...)
			require.ErrorContains(t, err, c.want)
		})
	}
}

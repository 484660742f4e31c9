package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// measurement is what a run of this program found out.
type measurement struct {
	bytes   int64
	workers int
	rounds  int
	memory  times // reading the mapped file again
	through times // mapping and reading it
	rows    []*row
	peers   []*peer
}

type times []time.Duration

type row struct {
	workload
	data    *udf.Dataset
	specs   []udf.Spec
	inside  times
	command times
	peak    int64 // bytes, the largest of all rounds
	results int64 // bytes of all results
	peers   map[string]times
	how     map[string]string // of each peer, in the last round
}

// measure runs all rounds.
func (o options) measure(ctx context.Context, path string) (*measurement, error) {
	src, err := source.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := udf.FromSource(src)
	if err != nil {
		return nil, err
	}
	m := &measurement{bytes: data.Bytes(), workers: o.workers, rounds: o.rounds}
	if m.rows, err = o.rows(data); err != nil {
		return nil, err
	}
	gloam := ""
	if o.command {
		if gloam, err = o.build(ctx); err != nil {
			return nil, err
		}
	}
	if o.peers {
		if m.peers, err = o.startPeers(ctx, path, centreOf(data.Sig())); err != nil {
			return nil, err
		}
		defer func() {
			for _, p := range m.peers {
				p.stop()
			}
		}()
	}
	mapped, err := openMapped(path)
	if err != nil {
		return nil, err
	}
	if _, err := mapped.read(o.workers); err != nil {
		return nil, errors.Join(err, mapped.close())
	}
	for i := range o.rounds {
		log.Printf("round %d of %d", i+1, o.rounds)
		if err := m.round(ctx, mapped, path, gloam); err != nil {
			return nil, errors.Join(err, mapped.close())
		}
	}
	return m, mapped.close()
}

func (o options) rows(data *udf.Dataset) ([]*row, error) {
	list, err := chosen(o.only)
	if err != nil {
		return nil, err
	}
	var rows []*row
	for _, w := range list {
		specs, err := w.spec(centreOf(data.Sig()))
		if err != nil {
			return nil, err
		}
		rows = append(rows, &row{workload: w, data: data, specs: specs, peers: map[string]times{}, how: map[string]string{}})
	}
	return rows, nil
}

// round runs everything once.
func (m *measurement) round(ctx context.Context, mapped *mappedFile, path, gloam string) error {
	took, err := mapped.read(m.workers)
	if err != nil {
		return err
	}
	m.memory = append(m.memory, took)
	if took, err = readThrough(path, m.workers); err != nil {
		return err
	}
	m.through = append(m.through, took)
	for _, r := range m.rows {
		if err := r.runInside(ctx, m.workers); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		if gloam != "" {
			if err := r.runCommand(ctx, gloam, path, m.workers); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
		}
		for _, p := range m.peers {
			took, how, err := p.run(r.short())
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			if how != "" {
				r.peers[p.name] = append(r.peers[p.name], took)
				r.how[p.name] = how
			}
		}
	}
	return nil
}

// runInside runs the workload in this process, from the first call to the
// results.
func (r *row) runInside(ctx context.Context, workers int) error {
	began := time.Now()
	lazy, err := delayed.Run(r.data, r.specs...)
	if err != nil {
		return err
	}
	results, err := delayed.Compute(ctx, lazy, scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
	if err != nil {
		return err
	}
	r.inside = append(r.inside, time.Since(began))
	r.results = 0
	for _, buffers := range results {
		for _, b := range buffers {
			r.results += int64(b.Data.NBytes())
		}
	}
	return nil
}

// runCommand runs the workload as a user does and notes its peak memory. The
// time is the command's own: without the start of the process.
func (r *row) runCommand(ctx context.Context, gloam, path string, workers int) error {
	args := []string{"run", path, "--json", "--quiet", fmt.Sprintf("--workers=%d", workers)}
	for _, t := range r.text {
		args = append(args, "--udf", centreOf(r.data.Sig()).fill(t))
	}
	cmd := exec.CommandContext(ctx, gloam, args...)
	var out, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &stderr
	peak, err := runWatched(cmd)
	if err != nil {
		return fmt.Errorf("%w: %s", err, stderr.String())
	}
	var report struct {
		Seconds float64 `json:"seconds"`
	}
	if err := json.Unmarshal([]byte(out.String()), &report); err != nil {
		return err
	}
	r.command = append(r.command, time.Duration(report.Seconds*float64(time.Second)))
	r.peak = max(r.peak, peak)
	return nil
}

// build builds the command.
func (o options) build(ctx context.Context) (string, error) {
	path, err := filepath.Abs(filepath.Join(o.dir, "gloam"))
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/gloam-go/gloam/cmd/gloam")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
}

func (t times) median() time.Duration {
	if len(t) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(t))
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}

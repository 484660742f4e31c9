package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"
)

// A measurement is what was found out about a group.
type measurement struct {
	group   string
	about   string
	workers int
	dir     string
	shape   string
	trials  []*trial
	samples map[string]*sample // by trial
	peers   []*peer
	gloam   string // the command; "" if it is not measured
}

// measure runs all rounds of a group; nil if no trial of it is wanted.
func (o options) measure(ctx context.Context, g group) (*measurement, error) {
	f, err := g.open(ctx, o)
	if err != nil {
		return nil, err
	}
	m, err := o.measureField(ctx, g, f)
	if f.close != nil {
		err = errors.Join(err, f.close())
	}
	return m, err
}

func (o options) measureField(ctx context.Context, g group, f *field) (*measurement, error) {
	m := &measurement{group: g.name, about: f.about, workers: o.workers, dir: o.dir, shape: o.shape, samples: map[string]*sample{}}
	var err error
	if m.trials, err = o.keep(f.trials); err != nil || len(m.trials) == 0 {
		return nil, err
	}
	if o.list {
		return m, nil
	}
	for _, t := range m.trials {
		m.samples[t.name] = &sample{theirs: map[string]times{}, how: map[string]string{}, verdict: map[string]string{}}
		if len(t.text) > 0 && o.command && m.gloam == "" {
			if m.gloam, err = o.build(ctx); err != nil {
				return nil, err
			}
		}
	}
	if o.peers {
		if m.peers, err = o.startPeers(ctx, g, f.config); err != nil {
			return nil, err
		}
		defer func() {
			for _, p := range m.peers {
				p.stop()
			}
		}()
	}
	return m, m.rounds(ctx, o.rounds)
}

// rounds compares all results and runs everything n times.
func (m *measurement) rounds(ctx context.Context, n int) error {
	log.Printf("%s: first runs", m.group)
	for _, t := range m.trials {
		if err := m.compare(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if m.gloam == "" || len(t.text) == 0 {
			continue
		}
		if err := m.watchPasses(ctx, t, m.samples[t.name]); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	for i := range n {
		log.Printf("%s: round %d of %d", m.group, i+1, n)
		for _, t := range m.trials {
			if err := m.round(ctx, t); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return nil
}

// round runs a trial once everywhere.
func (m *measurement) round(ctx context.Context, t *trial) error {
	s := m.samples[t.name]
	if t.memory {
		forgetPeak()
	}
	if t.beside != nil {
		took, err := t.beside.time(ctx)
		if err != nil {
			return err
		}
		s.beside = append(s.beside, took)
	}
	took, err := t.time(ctx)
	if err != nil {
		return err
	}
	if t.memory {
		s.notePeak(own, os.Getpid())
	}
	s.ours = append(s.ours, took)
	if m.gloam != "" && len(t.text) > 0 {
		if err := m.runCommand(ctx, t, s); err != nil {
			return err
		}
	}
	for _, p := range m.peers {
		took, how, err := p.run(t, "")
		if err != nil {
			return err
		}
		if t.memory && how != "" {
			s.notePeak(p.kind, p.cmd.Process.Pid)
		}
		if how != "" {
			s.theirs[p.kind], s.how[p.kind] = append(s.theirs[p.kind], took), how
		}
	}
	return nil
}

// time runs a trial and returns how long one run took.
func (t *trial) time(ctx context.Context) (time.Duration, error) {
	loops := max(t.loops, 1)
	now := func() time.Duration { return time.Since(began) }
	if t.ownTime {
		now = processTime
	}
	start := now()
	for range loops {
		if _, err := t.run(ctx); err != nil {
			return 0, err
		}
	}
	return (now() - start) / time.Duration(loops), nil
}

var began = time.Now()

// encode is JSON of what cannot fail.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a group made something that is no JSON
	}
	return b
}

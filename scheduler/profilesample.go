package scheduler

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"time"
)

// A Sample is what the process used at one time of a run.
type Sample struct {
	At         time.Duration // from the start of the first run
	Heap       int64         // bytes of Go objects, dead ones not yet swept included
	Memory     int64         // bytes that the Go runtime has from the system
	CPU        float64       // processors in use since the sample before; 0 where the system does not tell
	Goroutines int
}

// Samples returns memory and processor use over the runs, twenty times a
// second at first and less often in long runs.
func (p *Profile) Samples() []Sample {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.samples)
}

const (
	sampleEvery = 50 * time.Millisecond
	maxSamples  = 4096 // of a run; when there are more, every second one is dropped
)

// A sampler takes samples until it is stopped.
type sampler struct {
	began   time.Time
	offset  time.Duration
	samples []Sample
	every   time.Duration
	metrics []metrics.Sample
	cpu     time.Duration // of the process, at the last sample
	at      time.Time
	quit    chan struct{}
	ended   chan struct{}
}

func startSampler(began time.Time, offset time.Duration) *sampler {
	s := &sampler{began: began, offset: offset, every: sampleEvery, cpu: processTime(), at: began,
		quit: make(chan struct{}), ended: make(chan struct{}),
		metrics: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"},
			{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}}
	s.sample(began)
	go s.run()
	return s
}

func (s *sampler) run() {
	defer close(s.ended)
	t := time.NewTicker(s.every)
	defer t.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-t.C:
			s.sample(time.Now()) // the tick may be old when all processors are busy
			if len(s.samples) == maxSamples {
				s.thin()
				t.Reset(s.every)
			}
		}
	}
}

// thin drops every second sample, and takes half as many from now on.
func (s *sampler) thin() {
	for i := range maxSamples / 2 {
		s.samples[i] = s.samples[2*i]
	}
	s.samples = s.samples[:maxSamples/2]
	s.every *= 2
}

// stop ends the sampler with a last sample.
func (s *sampler) stop() []Sample {
	close(s.quit)
	<-s.ended
	s.sample(time.Now())
	return s.samples
}

func (s *sampler) sample(now time.Time) {
	metrics.Read(s.metrics)
	value := func(i int) int64 {
		if s.metrics[i].Value.Kind() != metrics.KindUint64 {
			return 0
		}
		return int64(s.metrics[i].Value.Uint64())
	}
	cpu, used := processTime(), 0.0
	if wall := now.Sub(s.at); wall > 0 {
		used = float64(cpu-s.cpu) / float64(wall)
	}
	s.samples = append(s.samples, Sample{At: s.offset + now.Sub(s.began), Heap: value(0), Memory: value(1) - value(2),
		CPU: used, Goroutines: runtime.NumGoroutine()})
	s.cpu, s.at = cpu, now
}

package worker

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
)

// bounce restricts a task that calls a Python function to Python workers. A
// reschedule alone could send it straight back.
func (s *session) bounce(ctx context.Context, key daskproto.Key, sp *spec) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	reply, err := s.pool.Call(ctx, s.scheduler, daskproto.AskIdentity())
	if err != nil {
		return err
	}
	id, err := daskproto.DecodeIdentity(reply)
	if err != nil {
		return err
	}
	python := s.pythonWorkers(id)
	if len(python) == 0 {
		return fmt.Errorf("%w, and the cluster has no Python worker", &ForeignError{Name: sp.foreign})
	}
	s.log.Debug("passing a Python task on", "key", key, "function", sp.foreign)
	_, err = s.pool.Call(ctx, s.scheduler, daskproto.Call("set_restrictions",
		daskproto.F("worker", daskproto.Map{{Key: key, Value: python}})))
	return err
}

// pythonWorkers returns the addresses of workers that are not Go workers.
func (s *session) pythonWorkers(id daskproto.Identity) []string {
	var list []string
	for _, w := range id.Workers {
		if _, ok := w.All.Get("go_ops"); !ok && w.Resources["GO"] == 0 && w.Address != s.address {
			list = append(list, w.Address)
		}
	}
	return list
}

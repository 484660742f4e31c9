package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
)

// stop ends the children of all Python workers and removes what is left of
// them. It returns their names, and the workers that did not answer while ctx
// lasted.
func (d *deployment) stop(ctx context.Context) (names, silent []string, err error) {
	var mu sync.Mutex
	each := func(name string, take func(worker string, result []byte) error) {
		var calls sync.WaitGroup
		dead := slices.Clone(silent)
		for _, w := range d.workers {
			if slices.Contains(dead, w) {
				continue
			}
			calls.Go(func() {
				e := d.call(ctx, []string{w}, name, func(w string, result []byte) error {
					mu.Lock()
					defer mu.Unlock()
					return take(w, result)
				}, nil, d.token)
				mu.Lock()
				defer mu.Unlock()
				if ctx.Err() != nil {
					silent = append(silent, w)
				} else {
					err = cmp.Or(err, e)
				}
			})
		}
		calls.Wait()
	}
	stopped, cleaned := map[string][]string{}, map[string]bool{}
	each("stop", keep(stopped))
	each("clean", keep(cleaned))
	for _, w := range slices.Sorted(maps.Keys(cleaned)) {
		if !cleaned[w] {
			err = cmp.Or(err, fmt.Errorf("something is left on the node of %s", w))
		}
	}
	return slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(stopped))...))), silent, err
}

// goWorkers returns the addresses of the cluster's Go workers by name.
func (d *deployment) goWorkers(ctx context.Context) (map[string]string, error) {
	reply, err := d.pool.Call(ctx, d.client.Address(), daskproto.AskIdentity())
	if err != nil {
		return nil, err
	}
	id, err := daskproto.DecodeIdentity(reply)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, w := range id.Workers {
		if w.Resources["GO"] > 0 {
			found[w.Name.String()] = w.Address
		}
	}
	return found, nil
}

// terminate has the scheduler tell workers to end.
func (d *deployment) terminate(ctx context.Context, workers []string) error {
	_, err := d.pool.Call(ctx, d.client.Address(), daskproto.Call("broadcast", daskproto.F("workers", workers), daskproto.F("on_error", "return"),
		daskproto.F("msg", daskproto.Map{daskproto.F("op", "terminate"), daskproto.F("reason", "gloam deploy --stop")})))
	return err
}

// pattern matches the folders of the deployment on nodes.
func (d *deployment) pattern() string {
	return "gloam-*-" + d.token + " in the folder for temporary files"
}

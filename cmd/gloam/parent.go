package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// errOrphan ends a worker whose parent has ended.
var errOrphan = errors.New("the process that started this worker has ended")

// parentPause is the time between two looks at the parent.
const parentPause = 250 * time.Millisecond

// withParent returns a context that ends with the parent process, if pid is
// not 0.
func withParent(ctx context.Context, pid int) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for pid != 0 {
			if os.Getppid() != pid {
				cancel(errOrphan)
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(parentPause):
			}
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// A deployedWorker is what deploy.py notes of each worker that it starts.
type deployedWorker struct {
	PID    int `json:"pid"`
	Parent int `json:"parent"`
}

// removeDeployed removes the traces of a worker from the folder it was
// deployed to, and the folder if no other worker is left in it.
func removeDeployed(dir string, pid int) error {
	notes, err := filepath.Glob(filepath.Join(dir, "worker-*.json"))
	if err != nil {
		return err
	}
	others := 0
	for _, file := range notes {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		var w deployedWorker
		if json.Unmarshal(b, &w) == nil && w.PID == pid {
			if err := os.Remove(file); err != nil {
				return err
			}
			continue
		}
		others++
	}
	if others > 0 {
		return nil
	}
	return os.RemoveAll(dir)
}

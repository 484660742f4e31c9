package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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
// deployed to, and the folder if no other worker runs from it. Of workers that
// end at the same time the last one to remove its own note finds no other.
func removeDeployed(dir string, pid int) error {
	notes, err := deployedNotes(dir)
	if err != nil {
		return err
	}
	for file, w := range notes {
		if w.PID == pid {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	if notes, err = deployedNotes(dir); err != nil {
		return err
	}
	for _, w := range notes {
		if w.PID != pid && runs(w.PID) {
			return nil
		}
	}
	return os.RemoveAll(dir)
}

// deployedNotes reads the notes in a folder, by file.
func deployedNotes(dir string) (map[string]deployedWorker, error) {
	files, err := filepath.Glob(filepath.Join(dir, "worker-*.json"))
	if err != nil {
		return nil, err
	}
	notes := map[string]deployedWorker{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			continue // another has removed it
		}
		var w deployedWorker
		if json.Unmarshal(b, &w) == nil {
			notes[file] = w
		}
	}
	return notes, nil
}

// runs reports whether a process of this user exists and has not ended: where no
// init buries the dead, they keep their numbers.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil || pid <= 0 || p.Signal(syscall.Signal(0)) != nil {
		return false
	}
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // on Linux
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

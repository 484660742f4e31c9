package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// A runLog writes what happens in a run for later. A nil one writes nothing.
type runLog struct {
	file *os.File
	log  *slog.Logger
}

// openLog appends to a file; no path means no log.
func openLog(path string) (*runLog, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, fmt.Errorf("--log %s: %w", path, reason(err))
	}
	return &runLog{f, slog.New(slog.NewTextHandler(f, nil))}, nil
}

func (l *runLog) close() {
	if l != nil {
		_ = l.file.Close()
	}
}

// started logs what is going to be run.
func (l *runLog) started(j *job, where string) {
	if l != nil {
		l.log.Info("run", "scan", j.describe(), "path", j.info.Path, "udfs", j.names(), "executor", where)
	}
}

// progress logs how far each layer came.
func (l *runLog) progress(p scheduler.Progress) {
	if l == nil {
		return
	}
	for _, s := range p.Layers {
		l.log.Info("layer", "name", s.Name, "tasks", s.Tasks, "of", s.Total)
	}
	l.log.Info("computed", "tasks", p.Tasks, "of", p.Total, "read", p.Bytes, "elapsed", p.Elapsed, "peak", p.Peak)
}

// outcome logs how the run ended and returns err.
func (l *runLog) outcome(err error) error {
	if l == nil {
		return err
	}
	if err == nil {
		l.log.Info("done")
		return nil
	}
	attrs := []any{"error", err.Error()}
	var task *graph.TaskError
	if errors.As(err, &task) {
		attrs = append(attrs, "key", task.Key.String(), "op", task.Op, "site", task.Site)
		if task.Stack != "" {
			attrs = append(attrs, "stack", task.Stack)
		}
	}
	l.log.Error("failed", attrs...)
	return err
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

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

// runCommand runs a trial as a user does and notes its peak memory. The time is
// the command's own: without the start of the process.
func (m *measurement) runCommand(ctx context.Context, t *trial, s *sample) error {
	args := append([]string{"run", "--json", "--quiet", fmt.Sprintf("--workers=%d", m.workers)}, t.text...)
	cmd := exec.CommandContext(ctx, m.gloam, args...)
	var out, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &stderr
	got, err := runWatched(cmd, nil)
	if err != nil {
		return fmt.Errorf("%w: %s", err, stderr.String())
	}
	seconds, err := secondsOf(out.String())
	if err != nil {
		return err
	}
	s.command = append(s.command, time.Duration(seconds*float64(time.Second)))
	s.resident = s.resident.most(got)
	return nil
}

// secondsOf reads how long a command's run took from its report.
func secondsOf(report string) (float64, error) {
	var r struct {
		Seconds float64 `json:"seconds"`
	}
	err := json.Unmarshal([]byte(report), &r)
	return r.Seconds, err
}

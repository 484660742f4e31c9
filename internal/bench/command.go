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
	peak, private, err := runWatched(cmd)
	if err != nil {
		return fmt.Errorf("%w: %s", err, stderr.String())
	}
	var report struct {
		Seconds float64 `json:"seconds"`
	}
	if err := json.Unmarshal([]byte(out.String()), &report); err != nil {
		return err
	}
	s.command = append(s.command, time.Duration(report.Seconds*float64(time.Second)))
	s.peak, s.private = max(s.peak, peak), max(s.private, private)
	return nil
}

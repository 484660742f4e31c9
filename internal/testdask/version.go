package testdask

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Version is a release of Dask with a Python that runs it.
type Version struct {
	Release string   // such as 2024.12.1
	Command []string // of the interpreter
	Env     []string // besides the environment of the test
}

// String returns the release, for names of tests.
func (v Version) String() string { return v.Release }

// WithoutStealing returns the release with a scheduler that gives no worker that
// has nothing to do what another one prefers, for tests that ask who has made
// what: how long a task waits, and so whether it is stolen, depends on what else
// the machine does.
func (v Version) WithoutStealing() Version {
	v.Env = append(v.Env[:len(v.Env):len(v.Env)], "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING=False")
	return v
}

// Versions returns the releases to test with, at least one. It fails the test
// if there is none and skips it if GLOAM_SKIP_DASK is 1.
func Versions(t testing.TB) []Version {
	t.Helper()
	if os.Getenv("GLOAM_SKIP_DASK") == "1" {
		t.Skip("GLOAM_SKIP_DASK=1")
	}
	found, err := versions()
	if err != nil {
		t.Fatalf("testdask: %v", err)
	}
	return found
}

// versions looks once: installing takes a minute.
var versions = sync.OnceValues(func() ([]Version, error) {
	if commands := os.Getenv("GLOAM_DASK_PYTHON"); commands != "" {
		return given(commands)
	}
	var found []Version
	for _, wanted := range releases {
		v, err := wanted.get()
		if err != nil {
			return nil, fmt.Errorf("dask %s: %w", wanted.pin, err)
		}
		found = append(found, v)
	}
	return found, nil
})

// given reads GLOAM_DASK_PYTHON.
func given(commands string) ([]Version, error) {
	var found []Version
	for _, c := range strings.Split(commands, ";") {
		args := strings.Fields(c)
		if len(args) == 0 {
			continue
		}
		v, err := probe(Version{Command: args})
		if err != nil {
			return nil, fmt.Errorf("GLOAM_DASK_PYTHON: %w", err)
		}
		found = append(found, v)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("GLOAM_DASK_PYTHON=%q names no command", commands)
	}
	return found, nil
}

// probe asks an interpreter for its release of Dask, and whether it has what
// the tests need.
func probe(v Version) (Version, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := v.command(ctx, "-c", "import numpy, distributed; print(distributed.__version__)")
	out, err := cmd.Output()
	if err != nil {
		return v, fmt.Errorf("%s: %w", strings.Join(v.Command, " "), withStderr(err))
	}
	v.Release, _, _ = strings.Cut(strings.TrimSpace(string(out)), "+")
	return v, nil
}

func (v Version) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, v.Command[0], append(append([]string{}, v.Command[1:]...), args...)...)
	cmd.Env = append(append(os.Environ(), v.Env...), "PYTHONUNBUFFERED=1")
	return cmd
}

// withStderr adds what a command wrote to its error.
func withStderr(err error) error {
	if e, ok := err.(*exec.ExitError); ok && len(e.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, lastLines(string(e.Stderr), 5))
	}
	return err
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

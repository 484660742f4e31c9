//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// limited runs the command with at most a few kilobytes for each file.
func limited(t *testing.T, folder string, args ...string) outcome {
	t.Helper()
	script := append([]string{"-c", `ulimit -f 8; exec "$0" "$@"`, binary(t)}, args...)
	cmd := exec.Command("sh", script...)
	cmd.Dir = folder
	var errs bytes.Buffer
	cmd.Stderr = &errs
	_ = cmd.Run()
	return outcome{cmd.ProcessState.ExitCode(), "", errs.String()}
}

func TestInterruptEndsAtOnceWithoutFiles(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"run": {[]string{"run", "synthetic:512,512,256,256", "-u", "sum", "-u", "stddev", "-o", "out/deep", "--plot"},
			`gloam: interrupted after \d+ of \d+ partitions, [0-9.]+ of 34\.4 GB; no files written\n$`},
		"live run": {[]string{"run", "synthetic:512,512,256,256", "-u", "sum", "-u", "com:r=20", "-o", "out/deep", "--live"},
			`gloam: interrupted after \d+ of 512 partitions(, [0-9.]+ of 34\.4 GB)?; no files written\n$`},
		"synth": {[]string{"synth", "out/big.npy", "--shape", "512,512,256,256"},
			`gloam: interrupted after [0-9.]+ of 34\.4 GB; no file written\n$`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			cmd := exec.Command(binary(t), c.args...)
			cmd.Dir = folder
			pipe, err := cmd.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			lines := bufio.NewReader(pipe)
			_, err = lines.ReadString('\n') // of progress: the work is under way
			require.NoError(t, err)
			require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
			rest, err := io.ReadAll(lines)
			require.NoError(t, err)
			_ = cmd.Wait()
			// Processor time, which other programs do not stretch: all of the
			// work would take a minute or more of it.
			used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			require.Less(t, used, 5*time.Second, "worked on after the signal")
			require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
			require.Regexp(t, c.want, string(rest))
			require.Equal(t, []string{folder}, tree(t, folder))
		})
	}
}

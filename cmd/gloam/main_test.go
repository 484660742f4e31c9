package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// built is the command as users get it, built once for all tests.
var built struct {
	sync.Once
	folder, path string
	err          error
}

// temporary is the folder of temporary files before a test sets one of its own.
var temporary = os.TempDir()

func TestMain(m *testing.M) {
	code := m.Run()
	if built.folder != "" {
		_ = os.RemoveAll(built.folder)
	}
	os.Exit(code)
}

func binary(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.folder, built.err = os.MkdirTemp(temporary, "gloam"); built.err != nil {
			return
		}
		built.path = filepath.Join(built.folder, "gloam")
		if runtime.GOOS == "windows" {
			built.path += ".exe"
		}
		out, err := exec.Command("go", "build", "-o", built.path, ".").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	require.NoError(t, built.err)
	return built.path
}

// outcome is how a command ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// gloam runs the command in a folder.
func gloam(t *testing.T, folder string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Dir = folder
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if cmd.ProcessState == nil {
		require.NoError(t, err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// ok runs the command, which must succeed, and returns standard output.
func ok(t *testing.T, folder string, args ...string) string {
	t.Helper()
	o := gloam(t, folder, args...)
	require.Equal(t, 0, o.code, "gloam %s: %s", strings.Join(args, " "), o.stderr)
	return o.stdout
}

// tree lists all files and folders below a folder.
func tree(t *testing.T, folder string) []string {
	t.Helper()
	var names []string
	err := filepath.Walk(folder, func(path string, _ os.FileInfo, err error) error {
		names = append(names, path)
		return err
	})
	require.NoError(t, err)
	return names
}

// scanFolder returns a folder with a small synthetic scan and some masks.
func scanFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	ok(t, folder, "synth", "scan.npy", "--shape", "8,6,16,20", "-q")
	ok(t, folder, "synth", "scan.raw", "--shape", "8,6,16,20", "-q")
	return folder
}

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLiveRunsWriteTheSameBytes(t *testing.T) {
	folder := scanFolder(t)
	args := []string{"run", "scan.npy", "-u", "sum", "-u", "com:r=5", "-u", "stddev", "--partitions", "11", "-q"}
	ok(t, folder, append(args, "-o", "plain")...)
	live := gloam(t, folder, append(args, "-o", "live", "--live")...)
	require.Equal(t, 0, live.code, live.stderr)
	require.Regexp(t, `gloam: live pictures at http://127\.0\.0\.1:\d+/\n`, live.stderr)
	require.NotContains(t, live.stdout, "http")
	plain, err := filepath.Glob(filepath.Join(folder, "plain", "*.npy"))
	require.NoError(t, err)
	require.Len(t, plain, 16)
	for _, path := range plain {
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(folder, "live", filepath.Base(path)))
		require.NoError(t, err)
		require.Equal(t, want, got, path)
	}
	var rep report
	require.NoError(t, json.Unmarshal([]byte(ok(t, folder, append(args, "--live", "--json")...)), &rep))
	require.Len(t, rep.Results, 16)
}

func TestLivePagesStayUntilTold(t *testing.T) {
	folder := scanFolder(t)
	cmd := exec.Command(binary(t), "run", "scan.npy", "-u", "sum", "-u", "com:r=5", "-q", "--live", "--live-keep")
	cmd.Dir = folder
	errs, err := cmd.StderrPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	notes := bufio.NewReader(errs)
	note, err := notes.ReadString('\n')
	require.NoError(t, err)
	url := strings.TrimSpace(strings.TrimPrefix(note, "gloam: live pictures at "))
	note, err = notes.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "gloam: the page stays until Ctrl-C\n", note)
	table := bufio.NewReader(out)
	for line := ""; !strings.Contains(line, "GB/s"); { // the results are told before
		line, err = table.ReadString('\n')
		require.NoError(t, err)
	}
	require.Contains(t, fetch(t, url), "<title>gloam</title>")
	var state struct {
		Title, Line, Phase string
		Pictures           []struct {
			Title string
			Final bool
		}
	}
	data, ok := strings.CutPrefix(fetch(t, url+"events"), "data: ") // over, so it ends
	require.True(t, ok)
	require.NoError(t, json.Unmarshal([]byte(data), &state))
	require.Equal(t, "done", state.Phase)
	require.Equal(t, "scan.npy", state.Title)
	require.Equal(t, "sum, com · npy (8, 6 | 16, 20) uint16, 30.7 kB in 1 partition", strings.ReplaceAll(state.Line, "16 partitions", "1 partition"))
	require.Equal(t, "sum intensity", state.Pictures[0].Title)
	require.Equal(t, "com curl", state.Pictures[1].Title)
	for _, p := range state.Pictures {
		require.True(t, p.Final)
	}
	require.True(t, strings.HasPrefix(fetch(t, url+"picture/1.png"), "\x89PNG"))
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	require.NoError(t, err)
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	require.Equal(t, 200, r.StatusCode, url)
	return string(b)
}

func TestLiveFlagsThatContradictThemselvesAreRefused(t *testing.T) {
	folder := scanFolder(t)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"keep what":     {[]string{"--live-keep"}, "--live-keep: got no --live"},
		"memory":        {[]string{"--live", "--memory-limit", "1GiB"}, "--memory-limit: got it with --live"},
		"all addresses": {[]string{"--live", "--live-address", "0.0.0.0:0"}, `--live-address: got "0.0.0.0:0", want one of this machine only`},
		"no port":       {[]string{"--live", "--live-address", "localhost"}, "missing port"},
	} {
		o := gloam(t, folder, append([]string{"run", "scan.npy", "-u", "sum", "-o", "out"}, c.args...)...)
		require.NotEqual(t, 0, o.code, name)
		require.Contains(t, o.stderr, c.want, name)
		require.NoDirExists(t, filepath.Join(folder, "out"), name)
	}
}

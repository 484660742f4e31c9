package comm_test

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
)

// configured makes Dask's places for configuration folders of the test's own
// and writes files into them: "root/x.yaml", "home/…", "env/…" or "config/…".
func configured(t testing.TB, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	folders := map[string]string{"root": filepath.Join(dir, "root"), "env": filepath.Join(dir, "env", "etc", "dask"),
		"home": filepath.Join(dir, "user", ".config", "dask"), "config": filepath.Join(dir, "config")}
	for name, text := range files {
		place, file, _ := strings.Cut(name, "/")
		require.NoError(t, os.MkdirAll(folders[place], 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folders[place], file), []byte(text), 0o600))
	}
	for name, value := range map[string]string{"DASK_ROOT_CONFIG": folders["root"], "CONDA_PREFIX": "", "VIRTUAL_ENV": filepath.Join(dir, "env"),
		"HOME": filepath.Join(dir, "user"), "USERPROFILE": filepath.Join(dir, "user"), "DASK_CONFIG": folders["config"]} {
		t.Setenv(name, value)
	}
	return dir
}

func read(t testing.TB) *comm.Settings {
	t.Helper()
	s, err := comm.ReadSettings()
	require.NoError(t, err)
	return s
}

// certificate is a file that names the certificate of clients.
func certificate(name string) string {
	return "distributed:\n  comm:\n    tls:\n      client:\n        cert: " + name + "\n"
}

func TestSettingsComeFromTheMostImportantPlace(t *testing.T) {
	files := map[string]string{}
	check := func(want string) {
		t.Helper()
		_, got, key := read(t).TLSNames("client")
		require.Equal(t, [2]string{want, want}, [2]string{got, key})
	}
	for _, place := range []string{"root/a.yaml", "root/b.yml", "env/a.yaml", "home/a.yaml", "config/a.YAML", "config/b.json"} {
		files[place] = certificate(place)
		if strings.HasSuffix(place, "json") {
			files[place] = `{"distributed": {"comm": {"tls": {"client": {"cert": "config/b.json"}}}}}`
		}
		configured(t, files)
		check(place)
	}
	t.Setenv("DASK_INTERNAL_INHERIT_CONFIG", base64.URLEncoding.EncodeToString([]byte(`{"distributed": {"comm": {"tls": {"client": {"cert": "inherited"}}}}}`)))
	check("inherited")
	t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", "'environment'")
	check("environment")
}

func TestSettingsOfSeveralFilesAreMerged(t *testing.T) {
	configured(t, map[string]string{
		"root/a.yaml":  "array:\n  chunk-size: 128MiB\ndistributed:\n  comm:\n    default-scheme: tls\n    tls: {ca_file: ca.pem, min-version: 1.3}\n",
		"home/b.yaml":  "distributed:\n  comm:\n    tls:\n      worker: {cert: w.pem, key: k.pem}\n    timeouts: {connect: 5s, tcp: 2 minutes}\n",
		"home/c.txt":   "distributed: 7",
		"home/d.yaml":  "",
		"config/e.yml": "1: one\ndistributed:\n  comm:\n    tls:\n      worker:\n        cert: ~\n",
	})
	s := read(t)
	authority, cert, key := s.TLSNames("worker")
	require.Equal(t, [3]string{"ca.pem", "", "k.pem"}, [3]string{authority, cert, key})
	require.Equal(t, "tls", s.Scheme())
	a, err := s.Address("somewhere:8786")
	require.NoError(t, err)
	require.Equal(t, "tls://somewhere:8786", a.String())
	c := &tls.Config{}
	require.NoError(t, s.Restrict(c))
	require.Equal(t, uint16(tls.VersionTLS13), c.MinVersion)
	connect, err := s.ConnectTimeout()
	require.NoError(t, err)
	silence, err := s.SilenceTimeout()
	require.NoError(t, err)
	require.Equal(t, []time.Duration{5 * time.Second, 2 * time.Minute}, []time.Duration{connect, silence})
	options, err := s.Options()
	require.NoError(t, err)
	require.Len(t, options, 2)
}

func TestNoSettingsSayNothing(t *testing.T) {
	configured(t, nil)
	for _, s := range []*comm.Settings{read(t), {}} {
		require.Equal(t, "tcp", s.Scheme())
		c, err := s.TLS("client")
		require.NoError(t, err)
		require.Nil(t, c)
		options, err := s.Options()
		require.NoError(t, err)
		require.Empty(t, options)
	}
}

func TestTimesAreWrittenAsInDask(t *testing.T) {
	for text, want := range map[string]time.Duration{"30s": 30 * time.Second, "10": 10 * time.Second, "1.5 min": 90 * time.Second,
		"200ms": 200 * time.Millisecond, "2 hours": 2 * time.Hour, "minute": time.Minute, "1e-3 s": time.Millisecond} {
		configured(t, map[string]string{"home/a.yaml": "distributed: {comm: {timeouts: {connect: " + text + "}}}"})
		got, err := read(t).ConnectTimeout()
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestWrongSettingsNameFileAndValue(t *testing.T) {
	for text, want := range map[string]string{
		"distributed: [": "a.yaml: yaml:",
		"- 1\n- 2":       "a.yaml: got no mapping",
		"distributed: {comm: {timeouts: {connect: soon}}}":               `distributed.comm.timeouts.connect: got "soon", want a time such as 30s`,
		"distributed: {comm: {timeouts: {tcp: -1s}}}":                    `distributed.comm.timeouts.tcp: got "-1s"`,
		"distributed: {comm: {timeouts: {tcp: 1Ⱥ}}}":                     `distributed.comm.timeouts.tcp: got "1Ⱥ"`,
		"distributed: {comm: {timeouts: {tcp: Ⱥ}}}":                      `distributed.comm.timeouts.tcp: got "Ⱥ"`,
		"distributed: {comm: {tls: {min-version: 1.1}}}":                 `distributed.comm.tls.min-version: got "1.1", want 1.2 or 1.3`,
		"distributed: {comm: {require-encryption: true}}":                `address "tcp://here:1": comm: configuration of Dask: distributed.comm.require-encryption: got "tcp", want tls`,
		"distributed: {comm: {default-scheme: ucx}}":                     `got scheme "ucx", want tcp or tls`,
		"distributed: {comm: {require-encryption: false, timeouts: {}}}": "",
	} {
		configured(t, map[string]string{"home/a.yaml": text})
		s, err := comm.ReadSettings()
		if err == nil {
			_, err = s.Address("here:1")
		}
		if err == nil {
			_, err = s.Options()
		}
		if err == nil {
			err = s.Restrict(&tls.Config{})
		}
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		var wrong *comm.SettingsError
		var address *comm.AddressError
		require.True(t, errors.As(err, &wrong) || errors.As(err, &address), "%v", err)
		require.ErrorContains(t, err, want)
	}
}

func TestSettingsNameTheFilesOfAConnection(t *testing.T) {
	ca, cert, key := testdask.Certificates(t)
	configured(t, map[string]string{"config/tls.yaml": fmt.Sprintf(
		"distributed: {comm: {tls: {ca-file: %q, client: {cert: %q, key: %q}, worker: {cert: %q, key: missing.pem}}}}", ca, cert, key, cert)})
	c, err := read(t).TLS("client")
	require.NoError(t, err)
	require.Len(t, c.Certificates, 1)
	_, err = read(t).TLS("worker")
	var wrong *comm.CertificateError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, "missing.pem", wrong.File)
}

// FuzzSettings reads any file as a configuration.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{certificate("a.pem"), "a: &a [*a]", "distributed: &d {comm: *d}", `{"distributed": {"comm": []}}`, "? [1]\n: 2"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		configured(t, map[string]string{"config/a.yaml": string(b)})
		s, err := comm.ReadSettings()
		if err != nil {
			return
		}
		s.TLSNames("client")
		_, _ = s.Address("here:1")
		_, _ = s.Options()
	})
}

// A program that takes its certificates from where Dask's own commands do.
func ExampleReadSettings() {
	os.Setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", "/etc/dask/ca.pem")
	os.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", "/etc/dask/me.pem")
	defer os.Unsetenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE")
	defer os.Unsetenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT")
	settings, err := comm.ReadSettings()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(settings.TLSNames("client"))
	// Output: /etc/dask/ca.pem /etc/dask/me.pem /etc/dask/me.pem
}

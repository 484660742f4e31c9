package testdask

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A release is one that the package can install.
type release struct {
	pin   string   // of both dask and distributed
	pip   []string // what else it needs from an index
	suite string   // of Debian that has it
}

// releases are the oldest that gloam supports and the last before expressions
// replaced graphs; both have what the other has not.
var releases = []release{
	{pin: "2022.12.1", pip: []string{"numpy<2", "lz4", "msgpack", "tornado<6.3", "setuptools<70", "importlib-metadata<6"}, suite: "bookworm"},
	{pin: "2024.12.1", pip: []string{"numpy<2", "lz4", "msgpack"}, suite: "trixie"},
}

// get returns the release from wherever it is quickest to be had.
func (r release) get() (Version, error) {
	var problems []error
	for _, way := range []func() (Version, error){r.system, r.cached, r.debian, r.index, r.unpacked} {
		v, err := way()
		if err == nil {
			return v, nil
		}
		problems = append(problems, err)
	}
	return Version{}, errors.Join(problems...)
}

// probe is [probe] that wants this release.
func (r release) probe(command string, env ...string) (Version, error) {
	v, err := probe(Version{Command: []string{command}, Env: env})
	if err == nil && v.Release != r.pin {
		err = fmt.Errorf("%s has %s", command, v.Release)
	}
	return v, err
}

// system is the distribution's own Python.
func (r release) system() (Version, error) {
	return r.probe(systemPython, "PYTHONPATH=")
}

const systemPython = "/usr/bin/python3"

// folder is where the release is kept between runs.
func (r release) folder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "gloam", "dask-"+r.pin), nil
}

// cached is what an earlier run has installed.
func (r release) cached() (Version, error) {
	dir, err := r.folder()
	if err != nil {
		return Version{}, err
	}
	if v, err := r.probe(venvPython(dir)); err == nil {
		return v, nil
	}
	return r.probe(systemPython, "PYTHONPATH="+unpackedPath(dir))
}

// debian installs the distribution's packages if this is the suite that has
// the release.
func (r release) debian() (Version, error) {
	if codename() != r.suite {
		return Version{}, fmt.Errorf("this is not Debian's %s", r.suite)
	}
	if err := aptInstall(append([]string{"python3-dask", "python3-distributed"}, debianBase...)); err != nil {
		return Version{}, err
	}
	return r.system()
}

// index makes a virtual environment from a package index.
func (r release) index() (Version, error) {
	python, err := exec.LookPath("python3")
	if err != nil {
		return Version{}, err
	}
	err = r.install(func(dir string) error {
		if err := run(time.Minute, python, "-m", "venv", dir); err != nil {
			return err
		}
		args := append([]string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1",
			"dask==" + r.pin, "distributed==" + r.pin}, r.pip...)
		if err := run(5*time.Minute, venvPython(dir), args...); err != nil {
			return err
		}
		_, err := r.probe(venvPython(dir))
		return err
	})
	if err != nil {
		return Version{}, err
	}
	return r.cached()
}

// unpacked takes the pure-Python packages of a later Debian suite and leaves
// the system as it is, but for the compiled packages that they need.
func (r release) unpacked() (Version, error) {
	if codename() == "" {
		return Version{}, errors.New("this is not Debian")
	}
	if err := aptInstall(debianBase); err != nil {
		return Version{}, err
	}
	if err := r.install(func(dir string) error { return unpackSuite(dir, r.suite) }); err != nil {
		return Version{}, err
	}
	return r.cached()
}

// install fills the folder of the release. Other tests may do the same at the
// same time: the first to finish wins.
func (r release) install(fill func(dir string) error) error {
	dir, err := r.folder()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := fill(work); err != nil {
		return err
	}
	if err := os.Chmod(work, 0o755); err != nil {
		return err
	}
	if _, err := r.cached(); err == nil {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(work, dir)
}

func venvPython(dir string) string {
	if filepath.Separator == '\\' {
		return filepath.Join(dir, "Scripts", "python.exe")
	}
	return filepath.Join(dir, "bin", "python3")
}

// run runs a command and adds what it wrote to its error.
func run(limit time.Duration, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, lastLines(string(out), 5))
	}
	return nil
}

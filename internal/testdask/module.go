package testdask

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Module returns a Python that can import a module, such as h5py: that of
// the distribution, whose package is installed if need be and possible, else of
// a virtual environment that is kept in the user's cache folder. The test fails
// if there is none, and is skipped if GLOAM_SKIP_DASK is 1. Release is that of
// the module.
func Module(t testing.TB, module, debianPackage string) Version {
	t.Helper()
	if os.Getenv("GLOAM_SKIP_DASK") == "1" {
		t.Skip("GLOAM_SKIP_DASK=1")
	}
	once, _ := modules.LoadOrStore(module, sync.OnceValues(func() (Version, error) { return findModule(module, debianPackage) }))
	v, err := once.(func() (Version, error))()
	if err != nil {
		t.Fatalf("testdask: %s: %v", module, err)
	}
	return v
}

// modules has what was looked for already, by module.
var modules sync.Map

func findModule(module, debianPackage string) (Version, error) {
	var problems []error
	for _, way := range []func() (Version, error){
		func() (Version, error) { return importing(module, systemPython, "PYTHONPATH=") },
		func() (Version, error) { return fromDebian(module, debianPackage) },
		func() (Version, error) { return fromIndex(module) },
	} {
		v, err := way()
		if err == nil {
			return v, nil
		}
		problems = append(problems, err)
	}
	return Version{}, errors.Join(problems...)
}

// importing asks an interpreter for the release of a module.
func importing(module, command string, env ...string) (Version, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	v := Version{Command: []string{command}, Env: env}
	out, err := v.command(ctx, "-c", "import "+module+" as m; print(m.__version__, end='')").Output()
	if err != nil {
		return v, fmt.Errorf("%s: %w", command, withStderr(err))
	}
	v.Release = string(out)
	return v, nil
}

func fromDebian(module, debianPackage string) (Version, error) {
	if codename() == "" {
		return Version{}, errors.New("this is not Debian")
	}
	if err := aptInstall([]string{debianPackage}); err != nil {
		return Version{}, err
	}
	return importing(module, systemPython, "PYTHONPATH=")
}

// fromIndex makes a virtual environment. Tests that run at the same time find
// it half made at worst, and make it again.
func fromIndex(module string) (Version, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return Version{}, err
	}
	dir := filepath.Join(cache, "gloam", "module-"+module)
	if v, err := importing(module, venvPython(dir)); err == nil {
		return v, nil
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return Version{}, err
	}
	if err := run(time.Minute, python, "-m", "venv", dir); err != nil {
		return Version{}, err
	}
	if err := run(5*time.Minute, venvPython(dir), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", module); err != nil {
		return Version{}, err
	}
	return importing(module, venvPython(dir))
}

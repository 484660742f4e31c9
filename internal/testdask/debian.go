package testdask

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// debianBase are the packages that any release needs compiled for the
// system's own Python, and the pure ones that do not change with Dask.
var debianBase = []string{
	"python3-numpy", "python3-msgpack", "python3-tornado", "python3-lz4", "python3-psutil", "python3-yaml",
	"python3-click", "python3-jinja2", "python3-fsspec", "python3-packaging", "python3-sortedcontainers",
	"python3-urllib3", "python3-importlib-metadata",
}

// suitePackages are the pure-Python packages of a release.
var suitePackages = []string{
	"python3-dask", "python3-distributed", "python3-cloudpickle", "python3-locket", "python3-partd", "python3-tblib",
	"python3-toolz", "python3-zict",
}

// codename returns the suite of Debian that this is, "" if it is none.
func codename() string {
	f, err := os.Open("/etc/os-release")
	if err != nil {
		return ""
	}
	defer f.Close()
	found := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		k, v, _ := strings.Cut(s.Text(), "=")
		found[k] = strings.Trim(v, `"`)
	}
	if found["ID"] != "debian" && !strings.Contains(found["ID_LIKE"], "debian") {
		return ""
	}
	return found["VERSION_CODENAME"]
}

// aptInstall installs packages. Only root can.
func aptInstall(packages []string) error {
	if run(time.Minute, "dpkg", append([]string{"-s"}, packages...)...) == nil {
		return nil
	}
	if os.Geteuid() != 0 {
		return errors.New("only root can install packages")
	}
	const wait = "DPkg::Lock::Timeout=300" // another test may be installing
	if err := run(5*time.Minute, "apt-get", "-o", wait, "update"); err != nil {
		return err
	}
	return run(10*time.Minute, "apt-get", append([]string{"-o", wait, "install", "-y", "--no-install-recommends"}, packages...)...)
}

// unpackedPath is where Python packages lie below an unpacked Debian package.
func unpackedPath(dir string) string {
	return filepath.Join(dir, "usr", "lib", "python3", "dist-packages")
}

// unpackSuite fetches packages of another suite, with package lists of its
// own, and unpacks them below dir.
func unpackSuite(dir, suite string) error {
	mirror, err := debianMirror()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "testdask-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	sources := filepath.Join(work, "sources.list")
	line := fmt.Sprintf("deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n", mirror, suite)
	if err := os.WriteFile(sources, []byte(line), 0o644); err != nil {
		return err
	}
	lists := filepath.Join(work, "lists")
	if err := os.MkdirAll(filepath.Join(lists, "partial"), 0o755); err != nil {
		return err
	}
	apart := []string{"apt-get"}
	for _, o := range []string{
		"Dir::Etc::SourceList=" + sources, "Dir::Etc::SourceParts=" + filepath.Join(work, "none"), "Dir::State::Lists=" + lists,
		"Dir::Cache::PkgCache=", "Dir::Cache::SrcPkgCache=", "APT::Sandbox::User=root",
	} {
		apart = append(apart, "-o", o)
	}
	if err := run(5*time.Minute, apart[0], append(apart[1:], "update")...); err != nil {
		return err
	}
	// apt-get download writes to its working directory.
	fetch := append([]string{"-C", work}, apart...)
	if err := run(5*time.Minute, "env", append(append(fetch, "download"), suitePackages...)...); err != nil {
		return err
	}
	debs, err := filepath.Glob(filepath.Join(work, "*.deb"))
	if err != nil {
		return err
	}
	for _, deb := range debs {
		if err := run(time.Minute, "dpkg", "-x", deb, dir); err != nil {
			return err
		}
	}
	return nil
}

// debianMirror returns where this system's packages come from.
func debianMirror() (string, error) {
	files, _ := filepath.Glob("/etc/apt/sources.list.d/*")
	for _, name := range append([]string{"/etc/apt/sources.list"}, files...) {
		b, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for _, word := range strings.Fields(string(b)) {
			if strings.Contains(word, "://") && strings.HasSuffix(strings.TrimSuffix(word, "/"), "/debian") {
				return word, nil
			}
		}
	}
	return "", errors.New("no Debian mirror among the sources of apt")
}

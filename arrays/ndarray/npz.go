package ndarray

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Member is one named array of an npz file.
type Member struct {
	Name  string // without .npy
	Array *Array
}

// An NPZ is an open npz file: a zip archive of npy files, stored or deflated.
// Several goroutines may load from it.
type NPZ struct {
	file  *os.File
	names []string
	files map[string]*zip.File
}

// OpenNPZ opens an npz file and reads its directory. Close it after use.
func OpenNPZ(path string) (*NPZ, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	z, err := readDirectory(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("ndarray: npz %s: %w", path, err)
	}
	return z, nil
}

func readDirectory(f *os.File) (*NPZ, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(f, st.Size())
	if err != nil {
		return nil, err
	}
	z := &NPZ{file: f, files: map[string]*zip.File{}}
	for _, m := range r.File {
		name, ok := strings.CutSuffix(m.Name, ".npy")
		if !ok {
			continue
		}
		if z.files[name] == nil {
			z.names = append(z.names, name)
		}
		z.files[name] = m // the last of equal names counts, as in NumPy
	}
	return z, nil
}

// Names returns the names of the arrays in the order of the file.
func (z *NPZ) Names() []string { return append([]string(nil), z.names...) }

// Header reads the header of one array. Its Offset counts within the member.
func (z *NPZ) Header(name string) (Header, error) {
	r, err := z.open(name)
	if err != nil {
		return Header{}, err
	}
	defer r.Close()
	return ReadHeader(r)
}

// Load reads one array and checks the archive's checksum of it.
func (z *NPZ) Load(name string) (*Array, error) {
	r, err := z.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	buffered := bufio.NewReaderSize(r, 1<<16)
	a, err := ReadNPY(buffered)
	if err == nil {
		_, err = io.Copy(io.Discard, buffered) // the checksum is compared at the end
	}
	if err != nil {
		return nil, fmt.Errorf("ndarray: npz member %q: %w", name, err)
	}
	return a, nil
}

func (z *NPZ) open(name string) (io.ReadCloser, error) {
	m := z.files[name]
	if m == nil {
		return nil, fmt.Errorf("ndarray: npz has no member %q, only %q", name, z.names[:min(len(z.names), 10)])
	}
	return m.Open()
}

// Close closes the file. Arrays that were loaded stay valid.
func (z *NPZ) Close() error { return z.file.Close() }

// LoadNPZ reads one array of an npz file.
func LoadNPZ(path, member string) (*Array, error) {
	z, err := OpenNPZ(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.Load(strings.TrimSuffix(member, ".npy"))
}

// WriteNPZ writes an npz file with the members in the given order, deflated if
// compress is set.
func WriteNPZ(w io.Writer, members []Member, compress bool) error {
	z := zip.NewWriter(w)
	seen := map[string]bool{}
	for _, m := range members {
		if seen[m.Name] {
			return fmt.Errorf("ndarray: npz member %q appears twice", m.Name)
		}
		seen[m.Name] = true
		h := &zip.FileHeader{Name: m.Name + ".npy", Method: zip.Store}
		if compress {
			h.Method = zip.Deflate
		}
		f, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if err := WriteNPY(f, m.Array); err != nil {
			return fmt.Errorf("ndarray: npz member %q: %w", m.Name, err)
		}
	}
	return z.Close()
}

// SaveNPZ writes an npz file as [SaveNPY] writes an npy file.
func SaveNPZ(path string, members []Member, compress bool) error {
	return saveFile(path, func(w io.Writer) error { return WriteNPZ(w, members, compress) })
}

package ndarray

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A TruncatedError reports a file that ends before its last element.
type TruncatedError struct{ Got, Want int64 } // bytes of elements

func (e *TruncatedError) Error() string {
	return fmt.Sprintf("ndarray: npy data ends after %d bytes, want %d", e.Got, e.Want)
}

// ReadNPY reads an array in npy format, up to its last element. Elements of any
// byte order and Fortran order are accepted; the latter gives a transposed view.
// Memory is allocated as data arrives, so a damaged header cannot exhaust it.
// Errors are those of [ReadHeader] and a [*TruncatedError].
func ReadNPY(r io.Reader) (*Array, error) {
	h, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	return h.Read(r)
}

// Read reads the elements that the header describes.
func (h Header) Read(r io.Reader) (*Array, error) {
	shape := append([]int{}, h.Shape...)
	if h.Fortran {
		for i, j := 0, len(shape)-1; i < j; i, j = i+1, j-1 {
			shape[i], shape[j] = shape[j], shape[i]
		}
	}
	n, err := CheckShape(h.DType, shape)
	if err != nil {
		return nil, err
	}
	if h.DType == Object {
		return nil, ErrObjects
	}
	buf, err := readElements(r, n*h.DType.Size())
	if err != nil {
		return nil, err
	}
	a := &Array{dtype: h.DType, shape: shape, strides: contiguous(shape), buf: buf}
	if err := DecodeBytes(a, buf, h.Order); err != nil {
		return nil, err
	}
	if h.Fortran {
		return a.reversed(), nil
	}
	return a, nil
}

// firstRead is what is allocated on the word of a header alone.
const firstRead = 1 << 20

// readElements reads size bytes into aligned memory, which grows by doubling.
func readElements(r io.Reader, size int) ([]byte, error) {
	buf, have := grow(nil, min(size, firstRead)), 0
	for {
		n, err := io.ReadFull(r, buf[have:])
		have += n
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return nil, &TruncatedError{Got: int64(have), Want: int64(size)}
		case err != nil:
			return nil, err
		case have == size:
			return buf, nil
		}
		next := grow(nil, have+min(size-have, have))
		copy(next, buf)
		buf = next
	}
}

// WriteNPY writes the array in npy format, little endian and in C order: version
// 1, or 2 if the header is long. Object arrays are an error.
func WriteNPY(w io.Writer, a *Array) error {
	if err := WriteHeader(w, a.dtype, a.shape...); err != nil {
		return err
	}
	return a.writeElements(w)
}

// writeElements writes in pieces, so that views are never copied as a whole.
func (a *Array) writeElements(w io.Writer) error {
	if b, err := a.Bytes(); err == nil && nativeOrder == LittleEndian {
		_, err = w.Write(b)
		return err
	}
	if a.Size() == 0 {
		return nil
	}
	var l lane
	l.reset(a)
	for n := a.Size(); n > 0; {
		m := min(n, laneRun)
		b := append([]byte(nil), l.take(m)...)
		if nativeOrder != LittleEndian {
			swapBytes(b, b, align(a.dtype))
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		n -= m
	}
	return nil
}

// LoadNPY reads an npy file into memory. The size of the file is compared with
// its header before anything is allocated.
func LoadNPY(path string) (*Array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := loadNPY(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, path)
	}
	return a, nil
}

func loadNPY(f *os.File) (*Array, error) {
	h, err := ReadHeader(f)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if got := st.Size() - h.Offset; st.Mode().IsRegular() && got < h.NBytes() {
		return nil, &TruncatedError{Got: got, Want: h.NBytes()}
	}
	return h.Read(f)
}

// SaveNPY writes an npy file. The file appears under its name only when it is
// complete; until then an older one stays as it was.
func SaveNPY(path string, a *Array) error {
	return saveFile(path, func(w io.Writer) error { return WriteNPY(w, a) })
}

// saveFile writes a temporary file in the same folder and renames it.
func saveFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err = write(w); err != nil {
		return err
	}
	if err = w.Flush(); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

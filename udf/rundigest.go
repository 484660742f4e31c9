package udf

import (
	"crypto/sha256"
	"sync"

	"github.com/gloam-go/gloam/arrays"
)

// sourceDigest is the hash of a dataset's encoded source, taken when it is first
// asked for. Datasets made of one another share it.
type sourceDigest struct {
	once sync.Once
	sum  []byte
	err  error
}

// of returns nil for a source whose encoded form is short, as those of files
// are: it stands for itself.
func (s *sourceDigest) of(src arrays.Source) ([]byte, error) {
	s.once.Do(func() {
		b, err := arrays.EncodeSource(src)
		if s.err = err; err == nil && len(b) > longSource {
			sum := sha256.Sum256(b)
			s.sum = sum[:]
		}
	})
	return s.sum, s.err
}

// longSource is the size from which a source's hash stands for it in a digest.
const longSource = 64 << 10

// Digest returns bytes that are equal for equal runs, to name them by: the
// encoded form with a hash in place of a source that is data in memory. The hash
// is taken once for a dataset and those made of it, so the data must not be
// modified in between. It fails as MarshalBinary does.
func (r *Run) Digest() ([]byte, error) {
	d := &r.data
	if d.source == nil || d.digest == nil {
		return r.MarshalBinary()
	}
	sum, err := d.digest.of(d.source)
	if err != nil {
		return nil, err
	}
	if sum == nil {
		return r.MarshalBinary()
	}
	return r.marshal(sum)
}

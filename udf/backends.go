package udf

import (
	"errors"
	"fmt"
	"slices"
)

// A Backend is a form in which arrays of data reach a UDF. The names are
// LiberTEM's, so that capabilities mean the same on a mixed cluster. Go UDFs
// get [Dense] data, or as a [SparseProcessor] [CSRMatrix], [CSCMatrix] or
// [COOMatrix]; the others exist to plan and to tag tasks.
type Backend string

// The backends.
const (
	Dense      Backend = "numpy" // [*ndarray.Array] in memory of the host
	Matrix     Backend = "numpy.matrix"
	CUDA       Backend = "cuda" // dense in memory of the host, worker with a GPU
	CuPy       Backend = "cupy" // dense in memory of the GPU
	SparseCOO  Backend = "sparse.COO"
	SparseGCXS Backend = "sparse.GCXS"
	SparseDOK  Backend = "sparse.DOK"
	COOMatrix  Backend = "scipy.sparse.coo_matrix"
	CSRMatrix  Backend = "scipy.sparse.csr_matrix"
	CSCMatrix  Backend = "scipy.sparse.csc_matrix"
	COOArray   Backend = "scipy.sparse.coo_array"
	CSRArray   Backend = "scipy.sparse.csr_array"
	CSCArray   Backend = "scipy.sparse.csc_array"
	CuPyCOO    Backend = "cupyx.scipy.sparse.coo_matrix"
	CuPyCSR    Backend = "cupyx.scipy.sparse.csr_matrix"
	CuPyCSC    Backend = "cupyx.scipy.sparse.csc_matrix"
)

// The sets of backends, each in order of preference. Do not modify them.
var (
	// AllBackends are those that a UDF which takes everything lists.
	AllBackends = []Backend{CuPyCSR, CuPyCSC, CuPyCOO, COOArray, CSCArray, CSRArray, CSRMatrix, CSCMatrix, COOMatrix, CuPy, Dense, SparseCOO, SparseGCXS}

	CPUBackends    = []Backend{Dense, Matrix, SparseCOO, SparseGCXS, SparseDOK, COOMatrix, CSRMatrix, CSCMatrix, COOArray, CSRArray, CSCArray}
	CUDABackends   = []Backend{CUDA, CuPy, CuPyCOO, CuPyCSR, CuPyCSC}
	CuPyBackends   = []Backend{CuPy, CuPyCOO, CuPyCSR, CuPyCSC}
	SparseBackends = []Backend{SparseCOO, SparseGCXS, SparseDOK, COOMatrix, CSRMatrix, CSCMatrix, COOArray, CSRArray, CSCArray, CuPyCOO, CuPyCSR, CuPyCSC}
	DenseBackends  = []Backend{Dense, Matrix, CUDA, CuPy}
	// FlatBackends have two axes: frames, and pixels in one row.
	FlatBackends = []Backend{Matrix, COOMatrix, CSRMatrix, CSCMatrix, COOArray, CSRArray, CSCArray, CuPyCOO, CuPyCSR, CuPyCSC}
	// ShapedBackends keep the signal axes.
	ShapedBackends = []Backend{Dense, CUDA, CuPy, SparseCOO, SparseGCXS, SparseDOK}
)

// Known reports whether b is one of the named backends.
func (b Backend) Known() bool {
	return slices.Contains(CPUBackends, b) || slices.Contains(CUDABackends, b)
}

// A Backender lists the backends that a UDF works with, best first. Without
// this interface it is [Dense] only.
type Backender interface{ Backends() []Backend }

// ErrNoBackend is the cause when no form of data suits both a UDF and what it
// is to run on.
var ErrNoBackend = errors.New("udf: no common backend")

// An UnknownBackendError reports a name that is no backend.
type UnknownBackendError struct{ Name Backend }

func (e *UnknownBackendError) Error() string {
	return fmt.Sprintf("udf: unknown backend %q, known are %v and %v", string(e.Name), CPUBackends, CUDABackends)
}

// Backends returns the dataset for runs that use only the given backends; UDFs
// that cannot are refused with [ErrNoBackend]. None takes the restriction away.
func (d *Dataset) Backends(only ...Backend) (*Dataset, error) {
	if err := known(only); err != nil {
		return nil, err
	}
	c := *d
	c.backends = append([]Backend(nil), only...)
	return &c, nil
}

func known(list []Backend) error {
	for _, b := range list {
		if !b.Known() {
			return &UnknownBackendError{Name: b}
		}
	}
	return nil
}

// backendsOf returns the backends of a UDF after checking their names.
func backendsOf(u UDF) ([]Backend, error) {
	b, ok := u.(Backender)
	if !ok {
		return []Backend{Dense}, nil
	}
	list := b.Backends()
	return list, known(list)
}

// noBackend is the error of a UDF that no data of this run suits.
func noBackend(list, only []Backend) error {
	return fmt.Errorf("%w: the UDF has %v, this run %v", ErrNoBackend, list, restricted(only))
}

func restricted(only []Backend) []Backend {
	if len(only) == 0 {
		return append([]Backend{Dense}, sparseFormats...)
	}
	return only
}

// The names of resources that workers offer and tasks need.
const (
	ResourceCompute = "compute" // any worker that runs UDFs
	ResourceCPU     = "CPU"
	ResourceCUDA    = "CUDA"
	ResourceArrays  = "ndarray" // arrays in the worker's own memory
)

// ResourcesOf returns what a worker must offer to run UDFs with the given
// backends together, restricted to those in only if there are any. The error
// wraps [ErrNoBackend] if no worker can run all of them.
func ResourcesOf(udfs [][]Backend, only ...Backend) (map[string]float64, error) {
	needs := map[string]float64{ResourceCompute: 1}
	for _, list := range append(udfs, only) {
		if err := known(list); err != nil {
			return nil, err
		}
	}
	for _, list := range udfs {
		list = common(list, only)
		if !overlap(list, CPUBackends) {
			needs[ResourceCUDA] = 1
		}
		if !overlap(list, CUDABackends) {
			needs[ResourceCPU] = 1
		}
		if !slices.Contains(list, CUDA) {
			needs[ResourceArrays] = 1
		}
	}
	if needs[ResourceCPU]+needs[ResourceCUDA] == 2 {
		return nil, fmt.Errorf("%w: %v, restricted to %v", ErrNoBackend, udfs, only)
	}
	return needs, nil
}

// Resources returns what a worker must offer to run the UDFs of the specs in
// one pass.
func Resources(specs []Spec, only ...Backend) (map[string]float64, error) {
	lists := make([][]Backend, len(specs))
	for i, s := range specs {
		u, err := s.New()
		if err != nil {
			return nil, err
		}
		if lists[i], err = backendsOf(u); err != nil {
			return nil, &UDFError{UDF: s.name, Err: err}
		}
	}
	return ResourcesOf(lists, only...)
}

// common returns the members of list that are also in only, or all if that is
// empty.
func common(list, only []Backend) []Backend {
	if len(only) == 0 {
		return list
	}
	var out []Backend
	for _, b := range list {
		if slices.Contains(only, b) {
			out = append(out, b)
		}
	}
	return out
}

func overlap(a, b []Backend) bool {
	return slices.ContainsFunc(a, func(x Backend) bool { return slices.Contains(b, x) })
}

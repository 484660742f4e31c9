package arrays_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
)

// elsewhere are the functions that random expressions leave out, and why.
var elsewhere = map[string]string{
	"CorrCoef": "rounds: among the reference cases", "Solve": "as CorrCoef", "Inv": "as CorrCoef", "Cholesky": "as CorrCoef",
	"LU": "as CorrCoef", "MatrixRank": "as CorrCoef", "SVD": "as CorrCoef", "LeastSquares": "as CorrCoef",
	"SVDCompressed": "draws numbers", "FFT": "one step a block, compared with sums in fft_test.go", "IFFT": "as FFT", "RFFT": "as FFT",
	"IRFFT": "as FFT", "HFFT": "as FFT", "IHFFT": "as FFT", "FFT2": "as FFT", "IFFT2": "as FFT", "RFFT2": "as FFT", "IRFFT2": "as FFT",
	"FFTN": "as FFT", "IFFTN": "as FFT", "RFFTN": "as FFT", "IRFFTN": "as FFT",
	"FFTFreq": "takes no array", "RFFTFreq": "takes no array", "Eye": "takes no array", "Tri": "takes no array", "Full": "takes no array",
	"Zeros": "takes no array", "Ones": "takes no array", "Linspace": "takes no array", "Indices": "takes no array", "FromFunc": "takes no array",
	"FromFunction": "takes no array", "FromBlocks": "takes no array", "FromDense": "makes the inputs", "FromSource": "in fromsource_test.go",
	"Blockwise": "is what MapBlocks is made of", "Scatter": "in scatter_test.go", "ReshapeBlocks": "depends on the chunks", "SelectBlocks": "depends on the chunks",
	"NewMasked":  "is what the maskings are made of",
	"LogicalAnd": "comparisons with And, in reduceas_test.go", "LogicalOr": "as LogicalAnd", "LogicalXor": "as LogicalAnd", "LogicalNot": "as LogicalAnd",
}

// TestRandomExpressionsCoverTheSurface: each function and method that gives an
// array is drawn, or the reason is listed.
func TestRandomExpressionsCoverTheSurface(t *testing.T) {
	used := map[string]bool{}
	files, err := filepath.Glob("expression*_test.go")
	require.NoError(t, err)
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	var missing []string
	look := func(name string, f reflect.Type) {
		for i := range f.NumOut() {
			switch f.Out(i) {
			case reflect.TypeFor[*arrays.Array](), reflect.TypeFor[[]*arrays.Array](), reflect.TypeFor[arrays.Masked](), reflect.TypeFor[arrays.Uniques]():
				if !used[name] && elsewhere[name] == "" {
					missing = append(missing, name)
				}
				return
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(surfaceFunctions)) {
		look(name, reflect.TypeOf(surfaceFunctions[name]))
	}
	methods := reflect.TypeFor[*arrays.Array]()
	for i := range methods.NumMethod() {
		if m := methods.Method(i); m.Name != "Persist" {
			look(m.Name, m.Type)
		}
	}
	require.Empty(t, missing, "neither drawn nor listed")
	for name := range elsewhere {
		require.False(t, used[name], "%s is drawn, and listed as left out", name)
	}
}

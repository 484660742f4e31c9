package wording_test

import (
	"testing"

	"github.com/gloam-go/gloam/internal/wording"
	"github.com/stretchr/testify/require"
)

func TestShapesAreWrittenAsNumPyDoes(t *testing.T) {
	for want, extents := range map[string][]int{
		"()":                             {},
		"(64,)":                          {64},
		"(64, 65)":                       {64, 65},
		"(-1, 0)":                        {-1, 0},
		"(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		"(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … 2 more)": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
	} {
		require.Equal(t, want, wording.Shape(extents))
	}
	require.Equal(t, "()", wording.Shape(nil))
}

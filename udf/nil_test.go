package udf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/udf"
)

func TestDatasetsOfNoArrayAreRefused(t *testing.T) {
	_, err := udf.FromArray(nil, 2)
	require.EqualError(t, err, "udf: dataset: got nil, want an array")
}

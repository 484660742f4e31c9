package blobfinder_test

import (
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/masks"
)

func TestPeaksAreFoundWithoutKnowingAny(t *testing.T) {
	at := positions([2]float64{32, 31}, [2]float64{1, 18}, [2]float64{17, -2})
	frame, err := framesOf(t, disks(t, ndarray.Uint16, nil, at)).Index(0, 0)
	require.NoError(t, err)
	for _, p := range []blobfinder.Pattern{blobfinder.BackgroundSubtraction(4), blobfinder.RadialGradientBackgroundSubtraction(4)} {
		got, err := blobfinder.FindPeaks(frame, p, 9)
		require.NoError(t, err)
		require.ElementsMatch(t, blobfinder.Points(at), got)
		few, err := blobfinder.FindPeaks(frame, p, 3)
		require.NoError(t, err)
		require.Equal(t, got[:3], few)
	}
}

func TestEvenImagesHaveNoPeaks(t *testing.T) {
	got, err := blobfinder.FindPeaks(ndarray.New(ndarray.Uint8, 20, 21), blobfinder.Circular(3), 5)
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = blobfinder.FindPeaks(ndarray.New(ndarray.Uint8, 20), blobfinder.Circular(3), 5)
	require.EqualError(t, err, "blobfinder: find peaks: got 5 peaks of an image of shape (20,), want at least one of rows and columns")
	_, err = blobfinder.FindPeaks(ndarray.New(ndarray.Uint8, 20, 21), blobfinder.Pattern{}, 5)
	require.Error(t, err)
}

func ExampleFindPeaks() {
	s, err := masks.StampCircles(50, 50, 3, []int{0, 0, 0}, []float64{16, 16, 34}, []float64{16, 34, 16})
	if err != nil {
		log.Fatal(err)
	}
	stack, err := s.Dense()
	if err != nil {
		log.Fatal(err)
	}
	image, err := stack.Index(0, 0)
	if err != nil {
		log.Fatal(err)
	}
	peaks, err := blobfinder.FindPeaks(image, blobfinder.BackgroundSubtraction(3.5), 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(peaks))
	// Output: 3
}

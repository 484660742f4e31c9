package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// Names of layers must stay what they have been, for results that are kept
// under them.
func TestTokenOfValuesIsThatOfTheirText(t *testing.T) {
	for _, value := range []any{
		[][]int(nil), [][]int{}, [][]int{{}}, [][]int{nil, {1}}, [][]int{{4, 4, 2}, {-1, 1 << 40}, {}},
		[]int(nil), []int{}, []int{3}, []int{-1, 1 << 40}, 0, -12, 1 << 40, int32(5), 0.1, true, nil,
	} {
		text := fmt.Sprintf("%T%#v", value, value)
		require.Equal(t, hashed(fmt.Sprintf("v%d:%s", len(text), text)), graph.Token(value), text)
	}
}

func TestTokenOfTextAndBytesIsThatOfTheirLengthAndContent(t *testing.T) {
	for _, text := range []string{"", "sum", strings.Repeat("x", 5000)} {
		want := fmt.Sprintf("s%d:%sb%d:%ss1:y", len(text), text, len(text), text)
		require.Equal(t, hashed(want), graph.Token(text, []byte(text), "y"))
	}
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

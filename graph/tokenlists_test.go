package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// Names of layers must stay what they have been, for results that are kept
// under them.
func TestTokenOfListsIsThatOfTheirText(t *testing.T) {
	for _, lists := range [][][]int{nil, {}, {{}}, {nil, {1}}, {{4, 4, 2}, {-1, 1 << 40}, {}}} {
		text := fmt.Sprintf("%T%#v", lists, lists)
		sum := sha256.Sum256(fmt.Appendf(nil, "v%d:%s", len(text), text))
		require.Equal(t, hex.EncodeToString(sum[:16]), graph.Token(lists), text)
	}
}

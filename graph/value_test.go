package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/graph"
	"github.com/stretchr/testify/require"
)

type span struct{ From, To int }

var _ = graph.RegisterValue("example.com/span",
	func(s span) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (span, error) {
		var s span
		err := json.Unmarshal(b, &s)
		return s, err
	})

func ExampleRegisterValue() {
	name, data, _, _ := graph.EncodeValue(span{3, 8})
	v, err := graph.DecodeValue(name, data)
	fmt.Println(name, v, err)
	// Output: example.com/span {3 8} <nil>
}

func TestValuesOfOtherTypesAreNotEncoded(t *testing.T) {
	for _, v := range []any{nil, 3, "text", &span{}} {
		_, _, ok, err := graph.EncodeValue(v)
		require.NoError(t, err)
		require.False(t, ok, "%T", v)
	}
}

func TestDecodingAnUnknownValueNamesIt(t *testing.T) {
	_, err := graph.DecodeValue("example.com/nothing", nil)
	require.ErrorIs(t, err, graph.ErrUnknownValue)
	require.ErrorContains(t, err, `"example.com/nothing"`)
	require.Contains(t, graph.Values(), "example.com/span")
}

func TestDecodingDamagedValuesFails(t *testing.T) {
	_, err := graph.DecodeValue("example.com/span", []byte("{"))
	require.ErrorContains(t, err, `value "example.com/span" of 1 bytes`)
	require.False(t, errors.Is(err, graph.ErrUnknownValue))
}

func TestRegisteringAValueTwicePanicsWithBothLines(t *testing.T) {
	encode := func(span) ([]byte, error) { return nil, nil }
	decode := func([]byte) (span, error) { return span{}, nil }
	require.PanicsWithValue(t, `graph: value "example.com/span" registered at graph/value_test.go:15 and again at graph/value_test.go:55`,
		func() { graph.RegisterValue("example.com/span", encode, decode) })
	require.Panics(t, func() { graph.RegisterValue("example.com/other", encode, decode) })
}

package source_test

import (
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func TestTOMLValues(t *testing.T) {
	got, err := source.ParseTOML([]byte(`# a side-car
title = "a \"b\" \u00e4\t\\" # more
'with blank'.x = 'C:\dir'
[params]
  n = 1_000
hex = 0x1F
half = -0.5
yes = true
no=false
list = [ 1, "two", [3.0,
  4], # and
] 
[a . "b"]
c.d = []
`))
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"title": "a \"b\" ä\t\\", "with blank.x": `C:\dir`, "params.n": int64(1000), "params.hex": int64(31),
		"params.half": -0.5, "params.yes": true, "params.no": false,
		"params.list": []any{int64(1), "two", []any{3.0, int64(4)}}, "a.b.c.d": []any{},
	}, got)
	got, err = source.ParseTOML([]byte("a = 1\r\n\r\n[b]\r\nc = 'd'\r\n"))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": int64(1), "b.c": "d"}, got)
	got, err = source.ParseTOML(nil)
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestTOMLErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"a":                              "line 1: got the end, want =",
		"\na = ":                         "line 2: got the end, want a value",
		"a = 1 2":                        `line 1: got "2", want the end of the line`,
		"a = 'x":                         "line 1: got a string without end",
		"a = \"x\ny\"":                   "line 1: got a string without end",
		`a = "\x"`:                       `line 1: got "x\"", want one of`,
		`a = "\ud800"`:                   "want the number of a character",
		`a = """x"""`:                    "want a string of one line",
		"a = {b = 1}":                    "inline tables are not read",
		"[[a]]":                          "arrays of tables are not read",
		"[a\nb = 1":                      "want ]",
		"a = 1\na = 2":                   "line 2: got key a a second time, want each once",
		"[a]\nb = 1\n[a]":                "line 3: got table a a second time",
		"a = 1979-05-27":                 `line 1: got "1979-05-27", want a string, number, truth value or array`,
		"a = [1 2]":                      "want , or ]",
		"a = [":                          "line 1: got the end, want a value",
		"a = " + strings.Repeat("[", 99): "17 arrays in each other, want at most 16",
		"= 1":                            "want a key",
		"a = \xff":                       "bytes that are not UTF-8",
		"a = " + strings.Repeat("x", 50): "xxx…",
	} {
		_, err := source.ParseTOML([]byte(text))
		var e *source.TOMLError
		require.ErrorAs(t, err, &e, text)
		require.ErrorContains(t, err, want, text)
	}
}

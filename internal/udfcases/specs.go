package udfcases

import (
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/udf"
)

// Specs makes the UDFs that the case names: built-in ones, and those of own,
// which cases define in words.
func (c Case) Specs(t testing.TB, own map[string]Maker) []udf.Spec {
	t.Helper()
	var list []udf.Spec
	for _, u := range c.UDFs {
		spec, err := Make(c.dir, u, own)
		require.NoError(t, err, "%s: %s", c.ID, u.Name)
		list = append(list, spec)
	}
	return list
}

// Make makes one UDF, with parameters whose paths are relative to dir.
func Make(dir string, u Named, own map[string]Maker) (udf.Spec, error) {
	made := own[u.Name]
	if made == nil {
		made = builtins[u.Name]
	}
	if made == nil {
		return udf.Spec{}, fmt.Errorf("a UDF %q that nobody has defined here", u.Name)
	}
	return made(Params{u.Params, dir})
}

// builtins are the UDFs of packages stdudf and blobfinder, by their names in
// the reference.
var builtins = map[string]Maker{}

func init() {
	maps.Copy(builtins, standard)
	maps.Copy(builtins, finders)
}

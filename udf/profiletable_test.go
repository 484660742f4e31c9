package udf_test

import (
	"context"
	"errors"
	"log"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// full is a writer without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestProfilesAreTablesForPeople(t *testing.T) {
	ds, err := udf.FromSource(source.Synthetic{NY: 4, NX: 6, KY: 32, KX: 32, Seed: 1, Dose: 64})
	require.NoError(t, err)
	spec, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	lazy, err := delayed.Run(ds, spec)
	require.NoError(t, err)
	var p udf.Profile
	_, err = delayed.Compute(udf.WithProfile(context.Background(), &p), lazy)
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, p.WriteTable(&b))
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	require.Len(t, lines, 1+len(p.Entries()))
	require.Equal(t, []string{"stage", "udf", "time", "share", "calls", "mean", "max", "GB/s"}, strings.Fields(lines[0]))
	for _, l := range lines {
		require.Equal(t, utf8.RuneCountInString(lines[0]), utf8.RuneCountInString(l), "columns are aligned")
	}
	require.Regexp(t, `process +sumsig .* % `, b.String())
	require.ErrorContains(t, p.WriteTable(full{}), "no room")
}

func ExampleProfile_WriteTable() {
	run := func(context.Context) error { return nil } // computes something
	var p udf.Profile
	if err := run(udf.WithProfile(context.Background(), &p)); err != nil {
		log.Fatal(err)
	}
	if err := p.WriteTable(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output: stage  udf  time  share  calls  mean  max  GB/s
}

package main

import (
	"errors"
	"testing"

	"github.com/gloam-go/gloam/udf/udftest"
)

func TestResultsDoNotDependOnHowTheyAreComputed(t *testing.T) {
	for _, spec := range all() {
		if spec.Name() == Deviation.Name() {
			continue // which does, see below
		}
		t.Run(spec.Short(), func(t *testing.T) { udftest.Check(t, spec, udftest.Scan([]int{3, 4}, []int{8, 6})) })
	}
}

func TestDeviationDependsOnThePartitioning(t *testing.T) {
	spec, err := Deviation.With(struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	var d *udftest.Disagreement
	if err := udftest.Verify(t.Context(), spec); !errors.As(err, &d) {
		t.Fatalf("got %v, want a disagreement", err)
	}
}

func TestAFactorOfZeroIsRefused(t *testing.T) {
	if _, err := MyParam.With(MyParams{}); err == nil {
		t.Fatal("got no error")
	}
}

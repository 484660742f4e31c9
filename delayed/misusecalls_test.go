package delayed_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/delayed"
)

func TestMistakesOfCallsNameTheArgumentAndTheLine(t *testing.T) {
	sum := delayed.LocalN(func(context.Context, []int) (int, error) { return 0, nil })
	got := ": got a nil Value, want one that Of or a call returned (asked for at delayed/misusecalls_test.go:"
	for want, err := range map[string]error{
		"delayed: argument 1 of delayed_test/counted" + got: counted.Call(nil).Err(),
		"delayed: argument 2 of ":                           sum.Call(delayed.Of(1), nil).Err(),
		"delayed: argument 2 of list" + got:                 delayed.List(delayed.Of(1), nil).Err(),
		"delayed: argument 1 of map" + got:                  delayed.Map(map[string]*delayed.Value[int]{"a": nil}).Err(),
	} {
		require.ErrorContains(t, err, want)
		var at *arrays.ExprError
		require.True(t, errors.As(err, &at))
		require.Contains(t, at.Site, "delayed/misusecalls_test.go:")
	}
}

func TestMistakesKeepTheLineOfTheFirstCall(t *testing.T) {
	bad := counted.Call(nil)
	var first, last *arrays.ExprError
	require.True(t, errors.As(bad.Err(), &first))
	require.True(t, errors.As(delayed.List(counted.Call(bad)).Err(), &last))
	require.Equal(t, first.Site, last.Site)
	require.Equal(t, first.Error(), last.Error())
}

package dask_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
)

func TestMain(m *testing.M) {
	if scheduler := os.Getenv(childEnv); scheduler != "" {
		os.Exit(runChild(scheduler))
	}
	if scheduler := os.Getenv(clientEnv); scheduler != "" {
		os.Exit(runClient(scheduler))
	}
	goleak.VerifyTestMain(m)
}

// eachRelease runs a test against a scheduler of each release.
func eachRelease(t *testing.T, test func(t *testing.T, s *testdask.Scheduler)) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) { test(t, testdask.StartScheduler(t, v)) })
	}
}

// sharedTests run one after the other against one scheduler of each release.
// Each finds it without workers and tasks, and leaves it so.
var sharedTests = []struct {
	name string
	test func(t *testing.T, s *testdask.Scheduler)
}{
	{"InfoDescribesTheCluster", testInfoDescribesTheCluster},
	{"PythonFunctionsRunOnPythonWorkers", testPythonFunctionsRunOnPythonWorkers},
	{"ClientConforms", testClientConforms},
	{"ArraysComputeAsLocal", testArraysComputeAsLocal},
	{"FailureNamesTheStepOfAFusedTask", testFailureNamesTheStepOfAFusedTask},
	{"CancelReleasesKeys", testCancelReleasesKeys},
	{"MissingWorkersAreNamedAtSubmit", testMissingWorkersAreNamedAtSubmit},
	{"TwoClientsShareWork", testTwoClientsShareWork},
	{"ClosedClientIsAnError", testClosedClientIsAnError},
	{"ProgressReachesTheEnd", testProgressReachesTheEnd},
	{"ManyResultsOfManySizes", testManyResultsOfManySizes},
	{"PersistedResultsAreUsedWhereTheyAre", testPersistedResultsAreUsedWhereTheyAre},
	{"ForgottenHandlesAreReleased", testForgottenHandlesAreReleased},
	{"PersistedArraysStayArrays", testPersistedArraysStayArrays},
	{"ScatteredValuesAreInputs", testScatteredValuesAreInputs},
	{"PublishedResultsAreReadByPython", testPublishedResultsAreReadByPython},
	{"PublishedArraysAreArraysOnBothSides", testPublishedArraysAreArraysOnBothSides},
	{"CancelledHandlesAreOfNoUse", testCancelledHandlesAreOfNoUse},
	{"WorkOfAKilledWorkerIsDoneAgain", testWorkOfAKilledWorkerIsDoneAgain},
	{"ScatteredDataOfAKilledWorkerAreLost", testScatteredDataOfAKilledWorkerAreLost},
	{"OperationsThatNoWorkerHasAreRefused", testOperationsThatNoWorkerHasAreRefused},
	{"TenThousandTasks", testTenThousandTasks},
	{"LargeResults", testLargeResults},
	{"GibibyteResult", testGibibyteResult},
	{"EarlierFailuresDoNotFailNewRuns", testEarlierFailuresDoNotFailNewRuns},
	{"ClientsThatShareKeysDoNotDisturbEachOther", testClientsThatShareKeysDoNotDisturbEachOther},
	{"KilledClientLeavesNothing", testKilledClientLeavesNothing},
	{"ArraysComputeOnPythonWorkers", testArraysComputeOnPythonWorkers},
	{"PythonFunctionsMapOverArrays", testPythonFunctionsMapOverArrays},
	{"GoWorkersStealFromEachOther", testGoWorkersStealFromEachOther},
	{"LazyCallsRunOnTheCluster", testLazyCallsRunOnTheCluster},
	{"ZarrIsReadAndWrittenByWorkers", testZarrIsReadAndWrittenByWorkers},
	{"WorkersWriteIntoTargets", testWorkersWriteIntoTargets},
	{"MergeAllRunsOnTheCluster", testMergeAllRunsOnTheCluster},
	{"MaskedArraysComputeAsLocal", testMaskedArraysComputeAsLocal},
	{"GoAndPythonShareAGraph", testGoAndPythonShareAGraph},
	{"PythonPartsNeedPythonWorkers", testPythonPartsNeedPythonWorkers},
	{"UDFsAreRefusedByPythonWorkers", testUDFsAreRefusedByPythonWorkers},
	{"PythonFailuresHaveTheirTraceback", testPythonFailuresHaveTheirTraceback},
	{"UDFsGiveTheBytesOfLocalRuns", testUDFsGiveTheBytesOfLocalRuns},
	{"BytesMayArriveInAnyPieces", testBytesMayArriveInAnyPieces},
	{"AConnectionMayEndAtAnyByte", testAConnectionMayEndAtAnyByte},
	{"ResultsBehindACutAreComputedElsewhere", testResultsBehindACutAreComputedElsewhere},
	{"ResultsThatNobodyReachesAreNamed", testResultsThatNobodyReachesAreNamed},
	{"WaitsForAnUnreachableWorkerEndWithTheirContext", testWaitsForAnUnreachableWorkerEndWithTheirContext},
	{"MessagesBeyondALimitAreNamed", testMessagesBeyondALimitAreNamed},
	{"ThousandsOfHandlesAreReleased", testThousandsOfHandlesAreReleased},
	{"ClientsWithOtherDataDoNotCollide", testClientsWithOtherDataDoNotCollide},
	{"NothingStaysOpenBehindAClient", testNothingStaysOpenBehindAClient},
	{"ATaskThatKillsItsWorkersIsGivenUp", testATaskThatKillsItsWorkersIsGivenUp},
}

func TestCluster(t *testing.T) {
	eachRelease(t, func(t *testing.T, s *testdask.Scheduler) {
		for _, c := range sharedTests {
			t.Run(c.name, func(t *testing.T) {
				requireEmpty(t, s)
				c.test(t, s)
			})
		}
		requireEmpty(t, s)
	})
}

// requireEmpty waits until the workers and tasks of earlier tests are gone.
func requireEmpty(t *testing.T, s *testdask.Scheduler) {
	c := dial(t, s)
	require.Eventually(t, func() bool {
		info, err := c.Info(t.Context())
		return err == nil && len(info.Workers) == 0
	}, 20*time.Second, 10*time.Millisecond, "workers are left")
	requireNothingHeld(t, s)
}

// requireNothingHeld waits until the scheduler has no tasks, and so no results.
func requireNothingHeld(t *testing.T, s *testdask.Scheduler) {
	c := dial(t, s)
	var left []string
	require.Eventually(t, func() bool {
		var err error
		left, err = c.Tasks(t.Context())
		return err == nil && len(left) == 0
	}, 20*time.Second, 10*time.Millisecond, "tasks are left: %v", &left)
}

// dial connects to a scheduler and closes the client at the end of the test.
func dial(t *testing.T, s *testdask.Scheduler, opts ...dask.Option) *dask.Client {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := dask.Dial(ctx, s.Address, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func testInfoDescribesTheCluster(t *testing.T, s *testdask.Scheduler) {
	w := s.StartWorker(t, testdask.WorkerOptions{Name: "py-1", Threads: 3, Resources: map[string]float64{"PY": 2}})
	c := dial(t, s)
	info, err := c.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, s.Version.Release, info.Version)
	require.Equal(t, s.Address, info.Address)
	require.Len(t, info.Workers, 1)
	got := info.Workers[0]
	require.Equal(t, w.Address, got.Address)
	require.Equal(t, "py-1", got.Name)
	require.False(t, got.Go)
	require.Equal(t, 3, got.Threads)
	require.Equal(t, map[string]float64{"PY": 2}, got.Resources)
	require.Contains(t, got.Versions["distributed"], s.Version.Release)
	require.Positive(t, got.Memory)
}

func testPythonFunctionsRunOnPythonWorkers(t *testing.T, s *testdask.Scheduler) {
	w := s.StartWorker(t, testdask.WorkerOptions{})
	c := dial(t, s)
	got, err := c.RunPython(t.Context(), pickle.Func("builtins", "divmod"), 17, 5)
	require.NoError(t, err)
	require.Equal(t, map[string]any{w.Address: []int{3, 2}}, got)
	got, err = c.RunPython(t.Context(), pickle.Func("builtins", "divmod"), 17, 0)
	require.Empty(t, got)
	var remote *dask.RemoteError
	require.ErrorAs(t, err, &remote)
	require.Equal(t, "ZeroDivisionError", remote.Type)
	require.Contains(t, remote.Message, "division")
}

func TestDialRefusesWhatIsNoScheduler(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := dask.Dial(ctx, "tcp://127.0.0.1:1")
	require.ErrorIs(t, err, dask.ErrConnectionLost)
	require.ErrorContains(t, err, "dask: no connection to the scheduler: comm: dial tcp://127.0.0.1:1: ")
	_, err = dask.Dial(ctx, "http://x:1")
	require.ErrorContains(t, err, "scheme")
	_, err = dask.Dial(ctx, "tls://127.0.0.1:1")
	require.ErrorContains(t, err, "certificates")
}

// contextWithin is the context of the test with a time limit.
func contextWithin(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

package machine_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
	"github.com/stretchr/testify/require"
)

const (
	near = "tcp://10.0.0.1:2"
	far  = "tcp://10.0.0.2:2"
)

// A step is an event and the instructions that it leads to.
type step struct {
	event machine.Event
	want  []string
}

func dep(key daskproto.Key, holders ...string) machine.Dep {
	return machine.Dep{Key: key, Holders: holders, Bytes: 10}
}

func task(key daskproto.Key, run int64, deps ...machine.Dep) machine.Compute {
	return machine.Compute{Key: key, RunID: run, Priority: []float64{0, float64(run)}, Deps: deps, Spec: "spec"}
}

func constrained(c machine.Compute, needs map[string]float64) machine.Compute {
	c.Needs = needs
	return c
}

func arrival(id int, keys ...daskproto.Key) machine.Gathered {
	e := machine.Gathered{ID: id, Items: map[daskproto.Key]machine.Item{}}
	for _, k := range keys {
		e.Items[k] = machine.Item{Data: "data", Bytes: 10}
	}
	return e
}

func done(run int) machine.Executed { return machine.Executed{Run: run, Data: "data", Bytes: 10} }

// short writes an instruction down for comparison.
func short(i machine.Instruction) string {
	switch i := i.(type) {
	case machine.Execute:
		return fmt.Sprintf("execute %s %v as %d", i.Key, i.Deps, i.Run)
	case machine.Store:
		return fmt.Sprintf("store %s", i.Key)
	case machine.Finished:
		return fmt.Sprintf("finished %s run %d", i.Key, i.RunID)
	case machine.Erred:
		return fmt.Sprintf("erred %s run %d: %v", i.Key, i.RunID, i.Err)
	case machine.Gather:
		return fmt.Sprintf("gather %v from %s as %d", i.Keys, i.Peer, i.ID)
	case machine.Bounce:
		return fmt.Sprintf("bounce %s as %d", i.Key, i.Run)
	case machine.Spill:
		return fmt.Sprintf("spill %s as %d", i.Key, i.ID)
	}
	return fmt.Sprintf("%T %v", i, i)[len("machine."):]
}

func play(t *testing.T, m *machine.Machine, steps []step) {
	t.Helper()
	for n, s := range steps {
		var got []string
		for _, i := range m.Handle(s.event) {
			got = append(got, short(i))
		}
		require.Equal(t, s.want, got, "step %d: %T", n, s.event)
	}
}

// cases are what the machine answers to given events.
var cases = []struct {
	name  string
	cfg   machine.Config
	steps []step
}{
	{"ATaskWithoutInputsRunsAtOnce", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{done(1), []string{"store a", "finished a run 1"}},
		{machine.Free{Keys: daskproto.Keys("a")}, []string{"Drop {a}"}},
	}},
	{"AnInputIsFetchedFromTheNearPeerAndAnnounced", machine.Config{}, []step{
		{task("a", 1, dep("x", far, near)), []string{"gather [x] from " + near + " as 1"}},
		{arrival(1, "x"), []string{"store x", "execute a [x] as 1", "AddKeys {[x]}"}},
		{machine.RemoveReplicas{Keys: daskproto.Keys("x")}, []string{"AddKeys {[x]}"}},
		{done(1), []string{"store a", "finished a run 1"}},
		{machine.RemoveReplicas{Keys: daskproto.Keys("x")}, []string{"Drop {x}", "ReleaseData {x}"}},
	}},
	{"HoldersAreTriedInTurnThenTheSchedulerIsAskedOncePerTick", machine.Config{}, []step{
		{task("a", 1, dep("x", far, near)), []string{"gather [x] from " + near + " as 1"}},
		{machine.Gathered{ID: 1, Err: errors.New("refused")}, []string{"gather [x] from " + far + " as 2"}},
		{arrival(2), []string{"AskHolders {[x]}"}},
		{machine.Refresh{Holders: []daskproto.Holders{{Key: "x", Addresses: []string{far}}}}, []string{"gather [x] from " + far + " as 3"}},
		{arrival(3), nil},
		{machine.Tick{}, []string{"AskHolders {[x]}"}},
	}},
	{"ABusyPeerIsLeftAloneAndAnotherIsTried", machine.Config{}, []step{
		{task("a", 1, dep("x", far, near)), []string{"gather [x] from " + near + " as 1"}},
		{machine.Gathered{ID: 1, Busy: true}, []string{"Rest {" + near + "}", "gather [x] from " + far + " as 2"}},
		{machine.Gathered{ID: 2, Busy: true}, []string{"Rest {" + far + "}"}},
		{machine.PeerReady{Address: near}, []string{"gather [x] from " + near + " as 3"}},
	}},
	{"KeysOfOnePeerComeInBatches", machine.Config{BatchBytes: 20}, []step{
		{task("a", 1, dep("x", far), dep("y", far), dep("z", far)), []string{"gather [x y] from " + far + " as 1"}},
		{arrival(1, "x", "y"), []string{"store x", "store y", "gather [z] from " + far + " as 2", "AddKeys {[x y]}"}},
	}},
	{"ThreadsAndResourcesAreNotExceeded", machine.Config{Threads: 2, Resources: map[string]float64{"GO": 2}}, []step{
		{constrained(task("a", 1), map[string]float64{"GO": 2}), []string{"execute a [] as 1"}},
		{constrained(task("b", 2), map[string]float64{"GO": 1}), nil},
		{task("c", 3), []string{"execute c [] as 2"}},
		{task("d", 4), nil},
		{done(1), []string{"store a", "finished a run 1", "execute b [] as 3"}},
		{done(2), []string{"store c", "finished c run 3", "execute d [] as 4"}},
	}},
	{"ATaskThatNeedsMoreThanThereIsFails", machine.Config{Resources: map[string]float64{"GO": 1}}, []step{
		{constrained(task("a", 1), map[string]float64{"GO": 2}), []string{`erred a run 1: worker: task needs 2 of resource "GO", worker has 1`}},
	}},
	{"TheMostUrgentTaskRunsFirst", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{task("c", 3), nil},
		{task("b", 2), nil},
		{done(1), []string{"store a", "finished a run 1", "execute b [] as 2"}},
	}},
	{"TheResultOfACancelledTaskIsNotReported", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{machine.Free{Keys: daskproto.Keys("a", "unknown")}, []string{"Abort {1}"}},
		{machine.Steal{Key: "a", Stimulus: "s"}, []string{"StealResponse {a cancelled s}"}},
		{done(1), nil},
	}},
	{"AResumedTaskAnswersWithTheNewRun", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{machine.Free{Keys: daskproto.Keys("a")}, []string{"Abort {1}"}},
		{task("a", 2), nil},
		{machine.Executed{Run: 1, Err: errors.New("cancelled")}, []string{"execute a [] as 2"}},
		{done(2), []string{"store a", "finished a run 2"}},
	}},
	{"StealingTakesWhatHasNotStarted", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{task("b", 2), nil},
		{constrained(task("c", 3, dep("x", far)), nil), []string{"gather [x] from " + far + " as 1"}},
		{machine.Steal{Key: "a", Stimulus: "1"}, []string{"StealResponse {a executing 1}"}},
		{machine.Steal{Key: "b", Stimulus: "2"}, []string{"StealResponse {b ready 2}"}},
		{machine.Steal{Key: "c", Stimulus: "3"}, []string{"StealResponse {c waiting 3}"}},
		{machine.Steal{Key: "d", Stimulus: "4"}, []string{"StealResponse {d  4}"}},
		{arrival(1, "x"), nil}, // nobody wants it any more
		{done(1), []string{"store a", "finished a run 1"}},
		{machine.Steal{Key: "a", Stimulus: "5"}, []string{"StealResponse {a memory 5}"}},
	}},
	{"ATaskWhoseResultIsHereIsFinishedAgain", machine.Config{}, []step{
		{task("a", 1), []string{"execute a [] as 1"}},
		{done(1), []string{"store a", "finished a run 1"}},
		{task("a", 7), []string{"finished a run 7"}},
	}},
	{"ReplicasAreFetchedAndAnnounced", machine.Config{}, []step{
		{machine.AcquireReplicas{Deps: []machine.Dep{dep("x", far), dep("y", far)}}, []string{"gather [x y] from " + far + " as 1"}},
		{arrival(1, "x"), []string{"store x", "AddKeys {[x]}", "AskHolders {[y]}"}},
		{machine.Free{Keys: daskproto.Keys("y")}, nil},
	}},
	{"RetiringStartsNothing", machine.Config{}, []step{
		{machine.SetStatus{Status: machine.Retiring}, []string{"TellStatus {closing_gracefully}"}},
		{task("a", 1), nil},
		{machine.SetStatus{Status: machine.Running}, []string{"TellStatus {running}", "execute a [] as 1"}},
	}},
	{"MemoryPressurePauses", machine.Config{}, []step{
		{machine.Pressure{Pause: true}, []string{"TellStatus {paused}"}},
		{task("a", 1), nil},
		{machine.Pressure{Pause: false}, []string{"TellStatus {running}", "execute a [] as 1"}},
	}},
	{"AForeignTaskIsBounced", machine.Config{}, []step{
		{machine.Compute{Key: "a", RunID: 1, Bounce: true}, []string{"bounce a as 1"}},
		{machine.Bounced{Run: 1}, []string{"Reschedule {a}"}},
		{machine.Compute{Key: "a", RunID: 2, Bounce: true}, []string{"bounce a as 2"}},
		{machine.Bounced{Run: 2, Err: errors.New("no Python worker")}, []string{"erred a run 2: no Python worker"}},
	}},
	{"TheOldestValuesAreSpilledFirst", machine.Config{SpillAbove: 10}, []step{
		{machine.Received{Keys: daskproto.Keys("x"), Items: []machine.Item{{Bytes: 10}}}, []string{"store x"}},
		{machine.Received{Keys: daskproto.Keys("y"), Items: []machine.Item{{Bytes: 10}}}, []string{"store y", "spill x as 1"}},
		{machine.Spilled{ID: 1, Bytes: 12}, nil},
		{machine.Unspilled{Key: "x"}, []string{"spill y as 2"}},
		{machine.Spilled{ID: 2, Err: errors.New("disk full")}, []string{"Evict {x}"}},
	}},
	{"CloseStopsOnce", machine.Config{}, []step{
		{machine.Close{Reason: "restart"}, []string{"Stop {restart}"}},
		{machine.Close{Reason: "again"}, nil},
		{task("a", 1), nil},
	}},
}

func TestMachine(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.Address = "tcp://10.0.0.1:1"
			play(t, machine.New(c.cfg), c.steps)
		})
	}
}

package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/saved"
)

// SaveFailed saves a task that fails, with its inputs, in a folder of its own
// below dir, which is made if need be. The error of the run is then a
// [*SavedError] around the [*graph.TaskError], and [Replay] runs the task
// again. Only tasks that ran in this process are saved, and of their inputs
// those that can travel: numbers, text, bytes, arrays (as .npy files) and
// registered types. Saving takes place before the run ends.
func SaveFailed(dir string) Option { return func(c *config) { c.failures = dir } }

type failuresKey struct{}

// SavingFailed returns a context that asks executors to save a task that fails,
// as [SaveFailed] does.
func SavingFailed(ctx context.Context, dir string) context.Context {
	return context.WithValue(ctx, failuresKey{}, dir)
}

// A SavedError is the failure of a task that is kept in a folder.
type SavedError struct {
	Dir string
	Err error // of the task
	// Incomplete says why the folder cannot be used, nil if it can.
	Incomplete error
}

func (e *SavedError) Error() string {
	if e.Incomplete != nil {
		return fmt.Sprintf("%v (not saved in %s: %v)", e.Err, e.Dir, e.Incomplete)
	}
	return fmt.Sprintf("%v (saved in %s)", e.Err, e.Dir)
}

// Unwrap returns the error of the task.
func (e *SavedError) Unwrap() error { return e.Err }

// A savedTask is the content of task.json.
type savedTask struct {
	Key    string       `json:"key"`
	Op     string       `json:"op"`
	Site   string       `json:"site"`
	Error  string       `json:"error"`
	Stack  string       `json:"stack,omitempty"`
	Steps  []savedStep  `json:"steps"`
	Inputs []savedInput `json:"inputs"`
}

// A savedStep is one call of a task; a fused task has several.
type savedStep struct {
	Layer   string       `json:"layer"`
	Coords  []int        `json:"coords,omitempty"`
	Op      string       `json:"op,omitempty"`
	Local   bool         `json:"inProcess,omitempty"`
	Defined string       `json:"defined,omitempty"` // where the op is registered
	Site    string       `json:"site"`
	Args    []savedArg   `json:"args,omitempty"`
	Value   *saved.Value `json:"value,omitempty"` // of a datum
}

// A savedArg is a literal, or a reference to a step or an input.
type savedArg struct {
	Step  *int         `json:"step,omitempty"`
	Input *int         `json:"input,omitempty"`
	Value *saved.Value `json:"value,omitempty"`
}

type savedInput struct {
	Key   string      `json:"key"`
	Value saved.Value `json:"value"`
}

const taskFile = "task.json"

// saveFailed saves a task if ctx asks for it and it is a task that failed by
// itself; it returns the error to report.
func saveFailed(ctx context.Context, p *graph.Plan, id int, inputs []any, err error) error {
	dir, _ := ctx.Value(failuresKey{}).(string)
	var failed *graph.TaskError
	if dir == "" || ctx.Err() != nil || !errors.As(err, &failed) {
		return err
	}
	e := &SavedError{Dir: filepath.Join(dir, folderOf(p.Key(id))), Err: err}
	if e.Incomplete = os.MkdirAll(e.Dir, 0o755); e.Incomplete == nil {
		e.Incomplete = writeTask(e.Dir, p, id, inputs, failed)
	}
	return e
}

// folderOf names the folder of a task: a layer's name and its coordinates.
func folderOf(k graph.Key) string {
	name := k.Layer
	for _, c := range k.Coords.Ints() {
		name += fmt.Sprintf("-%d", c)
	}
	return name
}

func writeTask(dir string, p *graph.Plan, id int, inputs []any, failed *graph.TaskError) error {
	w := &saved.Writer{Dir: dir}
	t := savedTask{Key: failed.Key.String(), Op: failed.Op, Site: failed.Site, Error: failed.Err.Error(), Stack: failed.Stack}
	for i, in := range p.Inputs(id) {
		t.Inputs = append(t.Inputs, savedInput{p.Key(int(in)).String(), w.Value(inputs[i])})
	}
	next := 0
	place := map[graph.Key]int{}
	for i, s := range p.Steps(id) {
		t.Steps = append(t.Steps, stepOf(w, s, place, &next))
		place[s.Key] = i
	}
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, taskFile), append(b, '\n'), 0o644)
}

// stepOf is the saved form of a step. References that are not to an earlier
// step are to the inputs, in order.
func stepOf(w *saved.Writer, t graph.Task, place map[graph.Key]int, next *int) savedStep {
	s := savedStep{Layer: t.Key.Layer, Coords: t.Key.Coords.Ints(), Site: t.Site}
	if t.Op == nil {
		v := w.Value(t.Value)
		s.Value = &v
		return s
	}
	s.Op, s.Local, s.Defined = t.Op.Name(), t.Op.InProcess(), t.Op.Site()
	for _, a := range t.Args {
		step, inner := place[a.Key]
		switch {
		case !a.Ref:
			v := w.Value(a.Value)
			s.Args = append(s.Args, savedArg{Value: &v})
		case inner:
			s.Args = append(s.Args, savedArg{Step: &step})
		default:
			in := *next
			*next++
			s.Args = append(s.Args, savedArg{Input: &in})
		}
	}
	return s
}

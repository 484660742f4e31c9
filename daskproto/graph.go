package daskproto

// A Graph is what a client submits: layers of tasks. A layer only shares
// annotations; tasks refer to tasks of any layer.
type Graph struct{ Layers []Layer }

// A Layer is a group of tasks with the same annotations. Names are unique.
type Layer struct {
	Name        string
	Annotations Annotations
	Tasks       []Task
}

// A Task calls a function. Func is a value of package pickle that is callable,
// such as a [pickle.Global] or [GoCall]; without one the task is the single
// item of Args itself: a literal or a [Ref].
//
// An argument is a [Ref], a [Future], an [Items], an [*Invoke], or else a
// literal in the types of package pickle (and Go's int). Keyword arguments are
// literals.
type Task struct {
	Key    string
	Func   any
	Args   []any
	Kwargs []Kwarg
}

// A Kwarg is a keyword argument.
type Kwarg struct {
	Name  string
	Value any
}

// A Ref is an argument: the result of a task of the same graph.
type Ref string

// A Future is an argument: a result that the scheduler has from an earlier
// graph and that the client still wants.
type Future string

// Items is an argument: a list of arguments.
type Items []any

// An Invoke is an argument: a call that is part of the task.
type Invoke struct {
	Func any
	Args []any
}

// Annotations say where and when the tasks of a layer run. The zero value says
// nothing.
type Annotations struct {
	// Workers are addresses, names or hosts of the workers that may run the
	// tasks; with AllowOtherWorkers they are only preferred.
	Workers           []string
	AllowOtherWorkers bool
	// Resources have to be owned by a worker that runs a task.
	Resources map[string]float64
	// Priority makes tasks run earlier if it is larger.
	Priority int
	// Retries is how often a failed task runs again.
	Retries int
}

// entries returns the annotations that say something.
func (a Annotations) entries() Map {
	m := Map{}
	if len(a.Workers) > 0 {
		m = append(m, F("workers", a.Workers))
	}
	if a.AllowOtherWorkers {
		m = append(m, F("allow_other_workers", true))
	}
	if len(a.Resources) > 0 {
		m = append(m, F("resources", a.Resources))
	}
	if a.Priority != 0 {
		m = append(m, F("priority", a.Priority))
	}
	if a.Retries != 0 {
		m = append(m, F("retries", a.Retries))
	}
	return m
}

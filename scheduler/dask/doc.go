// Package dask runs plans on a Dask cluster.
//
// # Model
//
// A [Client] is a scheduler.Executor backed by an unmodified Dask scheduler of
// any release from 2022.12 to 2026.7. [Dial] connects; the same graph that runs
// locally then runs on the cluster's Go workers and gives the same bytes:
//
//	cluster, err := dask.Dial(ctx, "tcp://scheduler:8786")
//	defer cluster.Close()
//	there, err := hits.Compute(ctx, scheduler.On(cluster))
//
// # A plan on the cluster
//
// Each task of the plan becomes a task of the cluster: a call of the Python
// callable operator.methodcaller("go:<op>"), which only Go workers understand,
// with the resource GO that only they have. Steps of a fused task become
// nested calls. The key is the text of the task's key, such as
// "('sum-0a1b…', 0, 3)"; as names come from contents, work that is on the
// cluster already, for this client or another, is not repeated. Tasks that
// read a fused one, and fused ones, have names of their own: the scheduler
// requires that equal keys are cut equally. The static order of the plan
// travels as the priority.
//
// Results come straight from the workers, through the scheduler only if a
// worker cannot be reached. Keys are released when Execute returns, however it
// ends.
//
// # Results that stay
//
// [Client.Persist] and [Client.Scatter] leave values on the cluster and return
// handles, which are collections: later graphs may read them, and computing
// them fetches them. [Client.Publish] makes them known under a name to other
// clients, those in Python included.
//
// # Python workers
//
// [MapPython] calls a function of Python on the blocks of an array. Those calls
// go to Python workers, in the same graph as the operations around them, which
// go to Go workers; data moves between the two directly.
//
// With the option [PythonWorkers] a client has plans run by Python workers
// instead: every operation as the NumPy expression that graph.RegisterPython
// gives it. The operations of package arrays have one; UDFs have none.
//
// # Failures
//
// A task that fails gives a [*graph.TaskError] with the key, the operation and
// the user's source line, as local executors do; its cause is a
// [*RemoteError].
package dask

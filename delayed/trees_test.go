package delayed_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/udf"
)

// A referenceTree is the graph of a run in the reference.
type referenceTree struct {
	ID      string
	Dataset struct {
		Nav, Sig   []int
		Partitions int `json:"num_partitions"`
	}
	UDF  string
	View string
	ROI  [][]int
	Raw  struct {
		Nodes []struct {
			ID    string
			Split string `json:"key_split"`
		}
		Edges [][2]string
	}
}

// roles maps the prefixes of keys, there and here, to what their tasks do. Both
// sides are compared before fusion. Prefixes that map to nothing only hand values
// on, wrap or unwrap them: they are contracted, so that what they connect has an
// edge.
var roles = map[string]string{
	"UDFParams": "run", "run": "run",
	"task_wrap": "part", "get_tile_straight": "part", "part": "part",
	"zeros_like": "init", "init": "init", // of all buffers: one task here, one for each buffer there
	"merge_wrap": "merge", "merge": "merge",
	"truediv": "finish", "finish": "finish",
	"sum": "sum", "sum-aggregate": "sum-aggregate",
	"reshape": "place", "scatter": "place", // into the shape of the scan

	"getitem": "", "from-value": "", "finalize": "", "getattr": "", "concatenate": "", "stack": "", "pick": "",
	"setitem":   "", // there, merged parts are written into an array of the whole result
	"full_like": "", // here, what positions outside the region hold is made by scatter
}

// treeCases say which buffer a tree is of, if not "intensity", and where our
// graph differs on purpose: by how many tasks and edges more.
var treeCases = map[string]struct {
	buffer  string
	differs map[string]int
	why     string
}{
	"merge_default":         {differs: map[string]int{"run>init": 1}, why: initWhy},
	"merge_default_roi":     {differs: map[string]int{"run>init": 1}, why: initWhy},
	"average_default_merge": {buffer: "average", differs: map[string]int{"run>init": 1}, why: initWhy},
	"average_num_frames": {buffer: "num_frames", differs: map[string]int{"run>init": 1, "finish": 1, "merge>finish": 1},
		why: initWhy + "; Results is a task, which may replace any buffer, where the reference calls it while it builds the graph"},
	"merge_all":        {},
	"merge_all_roi":    {},
	"nav_only":         {},
	"nav_only_raw":     {},
	"nav_only_roi_raw": {},
	"nav_only_roi": {differs: map[string]int{"place": -1},
		why: "scan positions of the partition that has nothing selected are in the block of their neighbour"},
	"make_dask_array": {differs: map[string]int{"run": 1, "run>part": 4},
		why: "what all partitions share is a value of its own here; there, each has its copy"},
	"multi_sum": {differs: map[string]int{"merge": 1, "part>merge": 4, "sum": -4, "sum-aggregate": -1, "part>sum": -4, "sum>sum-aggregate": -4},
		why: "built-in UDFs merge eight partitions in a task, without a task for each before"},
}

const initWhy = "initial values may come from Preprocess, which needs the run's parameters; there they are zeros"

// TestReferenceTrees compares tasks and edges with those of the reference, by
// role. Edges that others imply do not count.
func TestReferenceTrees(t *testing.T) {
	seen := 0
	for _, index := range golden.Files(t, "golden/trees/index.json") {
		var list struct{ Trees []struct{ ID, File string } }
		require.NoError(t, json.Unmarshal(must(os.ReadFile(index)), &list))
		for _, entry := range list.Trees {
			var ref referenceTree
			require.NoError(t, json.Unmarshal(must(os.ReadFile(filepath.Join(filepath.Dir(index), entry.File))), &ref))
			seen++
			t.Run(ref.ID, func(t *testing.T) {
				theirs, ours := countsOf(ref.nodes(t)), countsOf(ref.ours(t))
				if ref.ID == "stddev_merge_all" {
					requireStdDevTree(t, theirs, ours)
					return
				}
				c := treeCases[ref.ID]
				require.Equal(t, len(c.differs) == 0, c.why == "", "a difference has a reason")
				for what, more := range c.differs {
					theirs[what] += more
				}
				maps.DeleteFunc(theirs, func(_ string, n int) bool { return n == 0 })
				require.Equal(t, theirs, ours, c.why)
			})
		}
	}
	require.GreaterOrEqual(t, seen, 13)
}

// requireStdDevTree compares the trees of StdDev, which differ on purpose: there
// running sums over lazy arrays, 68 tasks after fusion, stand in for the merge of
// two partitions; here one task calls it for all four. The passes over the data
// are the same.
func requireStdDevTree(t *testing.T, theirs, ours map[string]int) {
	for _, same := range []string{"run", "part", "run>part"} {
		require.Equal(t, theirs[same], ours[same], same)
	}
	require.Equal(t, map[string]int{"run": 1, "part": 4, "run>part": 4, "merge": 1, "part>merge": 4, "finish": 1, "merge>finish": 1}, ours)
}

// A roleGraph has the role of each node and the nodes that it reads.
type roleGraph struct {
	role  []string
	reads [][]int
}

// nodes returns the reference's graph.
func (r *referenceTree) nodes(t *testing.T) roleGraph {
	var g roleGraph
	at := map[string]int{}
	for i, n := range r.Raw.Nodes {
		at[n.ID] = i
		g.role, g.reads = append(g.role, roleOf(t, r.ID, n.Split)), append(g.reads, nil)
	}
	for _, e := range r.Raw.Edges {
		g.reads[at[e[1]]] = append(g.reads[at[e[1]]], at[e[0]])
	}
	return g
}

// ours returns our graph of the same result.
func (r *referenceTree) ours(t *testing.T) roleGraph {
	data := ndarray.New(ndarray.Float32, append(append([]int{}, r.Dataset.Nav...), r.Dataset.Sig...)...)
	ds := must(memory(data).Partitions(r.Dataset.Partitions))
	if r.ROI != nil {
		var sel []bool
		for _, row := range r.ROI {
			for _, v := range row {
				sel = append(sel, v != 0)
			}
		}
		ds = must(ds.ROI(must(ndarray.FromSlice(sel))))
	}
	p := must(graph.Expand([]graph.Collection{r.result(ds)}))
	g := roleGraph{make([]string, p.Len()), make([][]int, p.Len())}
	for i := range p.Len() {
		label := p.Layers()[p.LayerOf(i)].Label()
		for _, prefix := range []string{"init", "merge", "finish", "pick"} {
			if strings.HasPrefix(label, prefix+"-") {
				label = prefix
			}
		}
		g.role[i] = roleOf(t, r.ID, label)
		for _, in := range p.Inputs(i) {
			g.reads[i] = append(g.reads[i], int(in))
		}
	}
	return g
}

// result is the lazy array that the tree makes.
func (r *referenceTree) result(ds *udf.Dataset) graph.Collection {
	if r.View == "array" {
		return must(delayed.Array(ds, ndarray.Float32))
	}
	var run []udf.Spec
	for _, name := range strings.Split(strings.Trim(r.UDF, "[]"), ", ") {
		run = append(run, named(name))
	}
	buffer := treeCases[r.ID].buffer
	if r.ID == "stddev_merge_all" {
		buffer = "std"
	}
	if buffer == "" {
		buffer = "intensity"
	}
	results := must(delayed.Run(ds, run...))[0]
	if r.View == "delayed_raw_data" {
		return must(results.Raw(buffer))
	}
	return must(results.Array(buffer))
}

func roleOf(t *testing.T, id, prefix string) string {
	role, ok := roles[prefix]
	if id != "stddev_merge_all" { // whose tasks there are arithmetic
		require.True(t, ok, "%s: a task %q", id, prefix)
	}
	return role
}

// countsOf counts nodes by role and edges by both, after contracting nodes
// without a role, joining those of init, and leaving out implied edges.
func countsOf(g roleGraph) map[string]int {
	n := len(g.role)
	direct, all := make([]map[int]bool, n), make([]map[int]bool, n)
	first := slices.Index(g.role, "init")
	var visit func(i int)
	visit = func(i int) {
		if all[i] != nil {
			return
		}
		direct[i], all[i] = map[int]bool{}, map[int]bool{}
		for _, d := range g.reads[i] {
			visit(d)
			switch g.role[d] {
			case "":
				maps.Copy(direct[i], direct[d])
			case "init":
				direct[i][first] = true
			default:
				direct[i][d] = true
			}
		}
		for d := range direct[i] {
			visit(d)
			all[i][d] = true
			maps.Copy(all[i], all[d])
		}
	}
	for i := range n {
		visit(i)
	}
	counts := map[string]int{}
	for i, role := range g.role {
		if role == "" || role == "init" && i != first {
			continue
		}
		counts[role]++
		for d := range direct[i] {
			implied := false
			for e := range direct[i] {
				implied = implied || e != d && all[e][d]
			}
			if !implied {
				counts[g.role[d]+">"+role]++
			}
		}
	}
	return counts
}

func TestMergingOnLazyArraysHasFewerTasksThanAChain(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Float32, 4, 8, 4, 4)).Partitions(4))
	count := func(name string) int {
		a := must(must(delayed.Run(ds, named(name)))[0].Array("intensity"))
		return must(graph.NewPlan([]graph.Collection{a})).Len()
	}
	require.Less(t, count("MySumMergeUDF"), count("MySumUDF"))
}

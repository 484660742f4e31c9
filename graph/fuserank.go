package graph

// consulted is how many tasks a plan may have for fusing to ask for its static
// order first, which is most of the time that planning takes.
const consulted = 1000

// tiny is what all results of a plan may take together for their order not
// to be worth that time.
const tiny = 256 << 10

// rankGroups gives each group the place, in the order of the tasks, of its last
// step that waits for another group: there all inputs are ready, and nothing is
// lost by running the steps that follow at once.
func (f *fusion) rankGroups(rank []int32) {
	at := make([]int32, len(rank)) // the task that stands for the group
	for g := range rank {
		members := f.steps[f.start[g]:f.start[g+1]]
		at[g] = members[len(members)-1]
		for i := len(members) - 1; i >= 0; i-- {
			if f.waits(members[i]) {
				at[g] = members[i]
				break
			}
		}
	}
	next := int32(0)
	for _, t := range f.order {
		if g := f.id[f.root[t]]; at[g] == t {
			rank[g] = next
			next++
		}
	}
}

// waits reports whether a task reads results of other groups.
func (f *fusion) waits(t int32) bool {
	for _, in := range f.p.in.of(int(t)) {
		if f.root[in] != f.root[t] {
			return true
		}
	}
	return false
}

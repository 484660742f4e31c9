package udf

import (
	"fmt"
	"slices"
)

// PreferWorkers returns the dataset with workers that are to make each
// partition: one list for each, in order, or one for all of them. A worker is
// named by its address, its name or its host; an empty list is for partitions
// that any worker may make. Other workers make a partition while those named are
// gone, or if they have nothing to do and the scheduler lets them steal. Results
// do not depend on it. It is for data that some machines have nearer than
// others: clusters of Go workers follow it, runs in this process and clusters
// with workers of other kinds do not. Partitions forgets it. Lazy arrays that
// are made of the dataset keep the preference in their tasks, also where they
// are the data of another one.
func (d *Dataset) PreferWorkers(partitions ...[]string) (*Dataset, error) {
	n := d.NumPartitions()
	if len(partitions) != 1 && len(partitions) != n {
		return nil, &DatasetError{Got: fmt.Sprintf("preferred workers for %d partitions", len(partitions)), Want: fmt.Sprintf("for 1 or %d", n)}
	}
	c := *d
	c.prefers = make([][]string, n)
	for i := range c.prefers {
		list := partitions[min(i, len(partitions)-1)]
		if slices.Contains(list, "") {
			return nil, &DatasetError{Got: fmt.Sprintf("preferred workers %q", list), Want: "addresses, names or hosts"}
		}
		c.prefers[i] = slices.Clone(list)
	}
	return &c, nil
}

// PreferredWorkers returns the workers that are to make a partition, none if
// any may. Do not modify the list.
func (d *Dataset) PreferredWorkers(partition int) []string {
	if d.prefers == nil {
		return nil
	}
	return d.prefers[partition]
}

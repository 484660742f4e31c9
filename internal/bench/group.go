package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A group is a family of trials that share data and a Python script, the file
// NAME_peer.py.
type group struct {
	name  string
	kinds []string // the other software that its script can measure
	open  func(ctx context.Context, o options) (*field, error)
}

// A field is a group ready to be measured.
type field struct {
	about  string // what the trials work on, for the report
	config any    // for the script, as JSON
	trials []*trial
	close  func() error // nil if there is nothing to close
}

// groups are all groups, in the order of the report.
var groups = []group{udfGroup, sparseGroup, kernelsGroup, blocksGroup, gemmfftGroup, graphGroup, arraysGroup, expressionGroup}

func groupNames() []string {
	var names []string
	for _, g := range groups {
		names = append(names, g.name)
	}
	return names
}

// chosen returns the groups that the options name.
func (o options) chosen() ([]group, error) {
	if o.groups == "" {
		return groups, nil
	}
	var list []group
	for _, name := range strings.Split(o.groups, ",") {
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no group %q, there are %s", name, strings.Join(groupNames(), ", "))
		}
		list = append(list, groups[i])
	}
	return list, nil
}

// keep returns the trials that the options name and those that they are
// compared with.
func (o options) keep(trials []*trial) ([]*trial, error) {
	if o.trials == "" {
		return trials, nil
	}
	wanted := map[string]bool{}
	for _, pattern := range strings.Split(o.trials, ",") {
		for _, t := range trials {
			ok, err := path.Match(pattern, t.name)
			if err != nil {
				return nil, fmt.Errorf("pattern %q: %w", pattern, err)
			}
			if !ok {
				continue
			}
			wanted[t.name] = true
			for _, g := range t.targets {
				for _, name := range g.names() {
					wanted[name] = true
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(trials), func(t *trial) bool { return !wanted[t.name] }), nil
}

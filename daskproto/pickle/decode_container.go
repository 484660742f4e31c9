package pickle

func (d *decoder) emptyTuple() { d.push(Tuple{}) }
func (d *decoder) tuple1()     { d.tuple(d.top(1)) }
func (d *decoder) tuple2()     { d.tuple(d.top(2)) }
func (d *decoder) tuple3()     { d.tuple(d.top(3)) }

func (d *decoder) tupleToMark() {
	if items, ok := d.toMark(); ok {
		d.tuple(items)
	}
}

// tuple replaces the values on top of the stack by a tuple of them.
func (d *decoder) tuple(items []slot) {
	if d.err == nil {
		d.replace(items, Tuple(values(items)))
	}
}

// replace replaces the values on top of the stack by a container of them.
func (d *decoder) replace(items []slot, v any) {
	w := d.weigh(items)
	w.v = v
	d.drop(len(items))
	d.pushSlot(w)
}

func values(items []slot) []any {
	out := make([]any, len(items))
	for i := range items {
		out[i] = items[i].v
	}
	return out
}

func (d *decoder) emptyList() { d.pushSlot(slot{v: &List{}, size: 1, depth: 1}) }
func (d *decoder) emptyDict() { d.pushSlot(slot{v: &Dict{}, size: 1, depth: 1}) }
func (d *decoder) emptySet()  { d.pushSlot(slot{v: &Set{}, size: 1, depth: 1}) }

func (d *decoder) listToMark() {
	if items, ok := d.toMark(); ok {
		d.replace(items, &List{Items: values(items)})
	}
}

func (d *decoder) dictToMark() {
	items, ok := d.toMark()
	if !ok {
		return
	}
	dict := &Dict{}
	d.fillDict(dict, items)
	d.replace(items, dict)
}

func (d *decoder) frozenSet() {
	items, ok := d.toMark()
	if !ok {
		return
	}
	set := &Set{}
	d.fillSet(set, items)
	d.replace(items, FrozenSet{set})
}

func (d *decoder) append() {
	if s := d.top(2); s != nil {
		d.extend(&s[0], s[1:])
	}
}

// below returns the items above the last mark and the container below it.
func (d *decoder) below() (container *slot, items []slot) {
	items, ok := d.toMark()
	if !ok {
		return nil, nil
	}
	s := d.top(len(items) + 1)
	if s == nil {
		return nil, nil
	}
	return &s[0], s[1:]
}

func (d *decoder) appends() {
	if c, items := d.below(); c != nil {
		d.extend(c, items)
	}
}

func (d *decoder) extend(c *slot, items []slot) {
	var list *[]any
	switch x := c.v.(type) {
	case *List:
		list = &x.Items
	case *Object:
		list = &x.ListItems
	default:
		d.fail(malformed("got %s, want a list", typeName(c.v)))
		return
	}
	if *list == nil {
		*list = make([]any, 0, len(items))
	}
	for i := range items {
		*list = append(*list, items[i].v)
	}
	d.grow(c, items...)
	d.drop(len(items))
}

func (d *decoder) setItem() {
	if s := d.top(3); s != nil {
		d.update(&s[0], s[1:])
	}
}

func (d *decoder) setItems() {
	if c, items := d.below(); c != nil {
		d.update(c, items)
	}
}

func (d *decoder) update(c *slot, items []slot) {
	switch x := c.v.(type) {
	case *Dict:
		d.fillDict(x, items)
	case *Object:
		if x.DictItems == nil {
			x.DictItems = &Dict{}
		}
		d.fillDict(x.DictItems, items)
	default:
		d.fail(malformed("got %s, want a dict", typeName(c.v)))
		return
	}
	d.grow(c, items...)
	d.drop(len(items))
}

func (d *decoder) fillDict(to *Dict, items []slot) {
	if len(items)%2 != 0 {
		d.fail(malformed("%d keys and values, want an even number", len(items)))
		return
	}
	if to.items == nil {
		to.items = make([]Item, 0, len(items)/2)
	}
	for i := 0; i < len(items) && d.hashable(items[i].v); i += 2 {
		to.Set(items[i].v, items[i+1].v)
	}
}

func (d *decoder) addItems() {
	c, items := d.below()
	if c == nil {
		return
	}
	set, ok := c.v.(*Set)
	if !ok {
		d.fail(malformed("got %s, want a set", typeName(c.v)))
		return
	}
	d.fillSet(set, items)
	d.grow(c, items...)
	d.drop(len(items))
}

func (d *decoder) fillSet(to *Set, items []slot) {
	for i := range items {
		if !d.hashable(items[i].v) {
			return
		}
		to.Add(items[i].v)
	}
}

// hashable fails for a key that Python cannot hash, and for one too many.
func (d *decoder) hashable(key any) bool {
	if s, ok := key.(string); ok {
		return d.spend(len(s))
	}
	h := hasher{depth: keyDepth}
	if _, ok := h.hash(key); !ok {
		d.fail(malformed("unhashable key of type %s", typeName(key)))
		return false
	}
	return d.spend(h.cost)
}

func (d *decoder) spend(cost int) bool {
	if d.work -= cost; d.work < 0 {
		budget := keyWork(len(d.data))
		d.fail(&LimitError{"bytes of keys", budget - d.work, budget})
	}
	return d.err == nil
}

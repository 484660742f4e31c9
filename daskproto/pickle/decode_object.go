package pickle

func (d *decoder) stackGlobal() {
	s := d.top(2)
	if s == nil {
		return
	}
	module, ok1 := s[0].v.(string)
	name, ok2 := s[1].v.(string)
	if !ok1 || !ok2 {
		d.fail(malformed("got %s and %s, want module and name", typeName(s[0].v), typeName(s[1].v)))
		return
	}
	d.drop(2)
	d.push(d.global(module, name))
}

// global returns a Global with the names of Python 3.
func (d *decoder) global(module, name string) Global {
	if d.proto < 3 {
		return renamed(Global{module, name})
	}
	return Global{module, name}
}

func (d *decoder) reduce() { d.make(Reduce, d.top(2)) }
func (d *decoder) newObj() { d.make(New, d.top(2)) }

func (d *decoder) newObjEx() {
	s := d.top(3)
	if s == nil {
		return
	}
	if kw, ok := s[2].v.(*Dict); !ok || !stringKeys(kw) {
		d.fail(malformed("keyword arguments are %s, want dict with str keys", typeName(s[2].v)))
		return
	}
	d.make(NewKw, s)
}

func stringKeys(d *Dict) bool {
	for k := range d.All() {
		if _, ok := k.(string); !ok {
			return false
		}
	}
	return true
}

// make replaces class, arguments and perhaps keyword arguments by an Object,
// or by the plain value that the object is.
func (d *decoder) make(kind Kind, parts []slot) {
	if d.err != nil {
		return
	}
	args, ok := parts[1].v.(Tuple)
	if !ok {
		d.fail(malformed("arguments are %s, want tuple", typeName(parts[1].v)))
		return
	}
	if !callable(parts[0].v) {
		d.fail(malformed("class is %s, want global or object", typeName(parts[0].v)))
		return
	}
	o := &Object{Kind: kind, Class: parts[0].v, Args: args}
	if kind == NewKw {
		o.Kwargs, _ = parts[2].v.(*Dict)
	}
	d.replace(parts, d.plain(o))
}

// callable reports whether a pickle may call v. Whether Python could is not
// known of an Object.
func callable(v any) bool {
	switch v.(type) {
	case Global, *Object, PersID:
		return true
	}
	return false
}

func (d *decoder) build() {
	s := d.top(2)
	if s == nil {
		return
	}
	o, ok := s[0].v.(*Object)
	if !ok || o.State != nil {
		d.fail(malformed("state for %s, want an object without", typeName(s[0].v)))
		return
	}
	o.State = s[1].v
	d.grow(&s[0], s[1])
	d.drop(1)
}

// obj is how protocol 1 makes instances: class and arguments above a mark.
func (d *decoder) obj() {
	items, ok := d.toMark()
	if !ok {
		return
	}
	if len(items) == 0 || !callable(items[0].v) {
		d.fail(malformed("no class above the mark"))
		return
	}
	d.replace(items, &Object{Class: items[0].v, Args: values(items[1:])})
}

// inst is how protocol 0 does: the class is in the text.
func (d *decoder) inst() {
	g := d.global(d.line(), d.line())
	if items, ok := d.toMark(); ok && d.err == nil {
		d.replace(items, &Object{Class: g, Args: values(items)})
	}
}

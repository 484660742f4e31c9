package pickle

import "encoding/binary"

// batch is how many items one opcode adds. Python uses the same number, which
// bounds the stack of the reader.
const batch = 1000

// recall writes a reference to a part if it is in the memo.
func recall[P comparable](e *encoder, parts map[P]repeat, p P) bool {
	if parts == nil {
		return false
	}
	at := parts[p]
	if at <= 0 {
		return false
	}
	e.recall(uint32(at - 1))
	return true
}

// recall writes a reference to an entry of the memo.
func (e *encoder) recall(n uint32) {
	if n <= 255 {
		e.out = append(e.out, opBinGet, byte(n))
	} else {
		e.out = binary.LittleEndian.AppendUint32(append(e.out, opLongBinGet), n)
	}
}

// remember puts a part that occurs again, just written, into the memo.
func remember[P comparable](e *encoder, parts map[P]repeat, p P) {
	if parts == nil {
		return
	}
	if _, ok := parts[p]; !ok {
		return
	}
	e.out = append(e.out, opMemoize)
	e.memoized++
	parts[p] = repeat(e.memoized)
}

func (e *encoder) tuple(t Tuple) error {
	if len(t) == 0 {
		e.out = append(e.out, opEmptyTuple)
		return nil
	}
	if len(t) > 3 {
		e.out = append(e.out, opMark)
	}
	for _, v := range t {
		if err := e.value(v); err != nil {
			return err
		}
	}
	if len(t) > 3 {
		e.out = append(e.out, opTuple)
	} else {
		e.out = append(e.out, opTuple1+byte(len(t)-1))
	}
	return nil
}

func (e *encoder) list(l *List) error {
	if recall(e, e.lists, l) {
		return nil
	}
	e.out = append(e.out, opEmptyList)
	remember(e, e.lists, l)
	return e.appends(l.Items)
}

// appends adds items to the list below.
func (e *encoder) appends(items []any) error {
	if len(items) == 1 {
		err := e.value(items[0])
		e.out = append(e.out, opAppend)
		return err
	}
	return e.batches(items, opAppends)
}

// batches adds values to the collection below, with one opcode for many.
func (e *encoder) batches(items []any, op byte) error {
	for i, v := range items {
		if i%batch == 0 {
			e.out = append(e.out, opMark)
		}
		if err := e.value(v); err != nil {
			return err
		}
		if i%batch == batch-1 || i == len(items)-1 {
			e.out = append(e.out, op)
		}
	}
	return nil
}

func (e *encoder) dict(d *Dict) error {
	if recall(e, e.dicts, d) {
		return nil
	}
	e.out = append(e.out, opEmptyDict)
	remember(e, e.dicts, d)
	return e.setItems(d)
}

// setItems sets entries of the dict below.
func (e *encoder) setItems(d *Dict) error {
	if len(d.items) == 1 {
		err := e.item(d.items[0])
		e.out = append(e.out, opSetItem)
		return err
	}
	for i := range d.items {
		if i%batch == 0 {
			e.out = append(e.out, opMark)
		}
		if err := e.item(d.items[i]); err != nil {
			return err
		}
		if i%batch == batch-1 || i == len(d.items)-1 {
			e.out = append(e.out, opSetItems)
		}
	}
	return nil
}

func (e *encoder) item(it Item) error {
	if err := e.value(it.Key); err != nil {
		return err
	}
	return e.value(it.Value)
}

func (e *encoder) set(s *Set) error {
	if recall(e, e.sets, s) {
		return nil
	}
	e.out = append(e.out, opEmptySet)
	remember(e, e.sets, s)
	return e.batches(s.items, opAddItems)
}

func (e *encoder) frozenSet(f FrozenSet) error {
	e.out = append(e.out, opMark)
	for _, v := range f.Items() {
		if err := e.value(v); err != nil {
			return err
		}
	}
	e.out = append(e.out, opFrozenSet)
	return nil
}

func (e *encoder) object(o *Object) error {
	if recall(e, e.objects, o) {
		return nil
	}
	if err := e.create(o); err != nil {
		return err
	}
	remember(e, e.objects, o)
	if len(o.ListItems) > 0 {
		if err := e.appends(o.ListItems); err != nil {
			return err
		}
	}
	if o.DictItems.Len() > 0 {
		if err := e.setItems(o.DictItems); err != nil {
			return err
		}
	}
	if o.State == nil {
		return nil
	}
	err := e.value(o.State)
	e.out = append(e.out, opBuild)
	return err
}

// create writes what makes the instance. An object cannot be referred to
// before it exists, so not from its own arguments.
func (e *encoder) create(o *Object) error {
	if e.objects != nil {
		switch at, ok := e.objects[o]; {
		case at == open:
			return unsupported("%s that is among its own arguments", typeName(o))
		case ok:
			e.objects[o] = open
		}
	}
	if err := e.value(o.Class); err != nil {
		return err
	}
	if err := e.tuple(o.Args); err != nil {
		return err
	}
	switch o.Kind {
	case Reduce:
		e.out = append(e.out, opReduce)
	case New:
		e.out = append(e.out, opNewObj)
	case NewKw:
		e.out = append(e.out, opEmptyDict)
		if err := e.setItems(o.kwargs()); err != nil {
			return err
		}
		e.out = append(e.out, opNewObjEx)
	}
	return nil
}

// kwargs returns the keyword arguments, an empty dict if there are none.
func (o *Object) kwargs() *Dict {
	if o.Kwargs == nil {
		return &Dict{}
	}
	return o.Kwargs
}

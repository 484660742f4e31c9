package pickle

import "math/big"

// A repeat tells where a part that occurs more than once is in the memo.
type repeat int32

const (
	unwritten repeat = 0
	// open is an object whose class and arguments are being written.
	open repeat = -1
	// Others are the memo position plus one.
)

// repeated holds what occurs more than once in a value. The maps are nil if
// nothing does.
type repeated struct {
	globals map[Global]repeat
	lists   map[*List]repeat
	dicts   map[*Dict]repeat
	sets    map[*Set]repeat
	objects map[*Object]repeat
}

// A scanner finds the repeated parts of a value, checks that all of it can be
// encoded, and estimates how long the pickle is.
type scanner struct {
	repeated
	protocol byte
	seen     struct {
		globals map[Global]struct{}
		lists   map[*List]struct{}
		dicts   map[*Dict]struct{}
		sets    map[*Set]struct{}
		objects map[*Object]struct{}
	}
	// last is the global seen last, often the next one too.
	last  Global
	depth int
	size  int
}

// meet notes one more occurrence of a part and reports whether it is the
// first.
func meet[P comparable](seen *map[P]struct{}, more *map[P]repeat, p P) bool {
	if *seen == nil {
		*seen = map[P]struct{}{}
	}
	before := len(*seen)
	(*seen)[p] = struct{}{}
	if len(*seen) > before {
		return true
	}
	if *more == nil {
		*more = map[P]repeat{}
	}
	(*more)[p] = unwritten
	return false
}

func (s *scanner) scan(v any) error {
	switch x := v.(type) {
	case nil, bool:
		s.size++
	case int64:
		s.size += 5
	case float64:
		s.size += 9
	case string:
		return s.text(x)
	case []byte:
		s.size += len(x) + 5
	case ByteArray:
		return s.byteArray(x)
	case Buffer:
		return s.buffer(x)
	case Global:
		return s.global(x)
	default:
		return s.nested(v)
	}
	return nil
}

func (s *scanner) byteArray(b ByteArray) error {
	s.size += len(b) + 9
	if s.protocol >= 5 {
		return nil
	}
	return s.global(byteArrayClass)
}

func (s *scanner) buffer(b Buffer) error {
	switch {
	case s.protocol >= 5:
		s.size += 2
	case b.ReadOnly:
		s.size += len(b.Data) + 9
	default:
		return s.byteArray(b.Data)
	}
	return nil
}

func (s *scanner) text(x string) error {
	if !validText(x) {
		return unsupported("text that is not UTF-8: %.40q", x)
	}
	s.size += len(x) + 2
	if len(x) > 255 {
		s.size += 3
	}
	return nil
}

func (s *scanner) global(g Global) error {
	if s.last == g {
		if _, again := s.repeated.globals[g]; again {
			s.size += 2
			return nil
		}
	}
	s.last = g
	s.size += 2
	if !meet(&s.seen.globals, &s.repeated.globals, g) {
		return nil
	}
	if err := s.text(g.Module); err != nil {
		return err
	}
	return s.text(g.Name)
}

func (s *scanner) nested(v any) error {
	s.size += 4
	if s.depth++; s.depth > encodeDepth {
		return unsupported("more than %d levels", encodeDepth)
	}
	err := s.container(v)
	s.depth--
	return err
}

func (s *scanner) container(v any) error {
	switch x := v.(type) {
	case Tuple:
		return s.all(x)
	case []any:
		return s.all(x)
	case *List:
		if x == nil {
			return unsupported("nil *pickle.List")
		}
		if meet(&s.seen.lists, &s.repeated.lists, x) {
			return s.all(x.Items)
		}
		return nil
	case *Dict:
		if x == nil {
			return unsupported("nil *pickle.Dict")
		}
		if meet(&s.seen.dicts, &s.repeated.dicts, x) {
			return s.items(x)
		}
		return nil
	case *Set:
		if x == nil {
			return unsupported("nil *pickle.Set")
		}
		if meet(&s.seen.sets, &s.repeated.sets, x) {
			return s.keys(x.items)
		}
		return nil
	case FrozenSet:
		return s.keys(x.Items())
	case PersID:
		return s.scan(x.ID)
	case *Object:
		if x == nil {
			return unsupported("nil *pickle.Object")
		}
		if meet(&s.seen.objects, &s.repeated.objects, x) {
			return s.object(x)
		}
		return nil
	}
	return s.number(v)
}

func (s *scanner) number(v any) error {
	switch x := v.(type) {
	case float32:
		s.size += 5
		return nil
	case *big.Int:
		if x == nil {
			return unsupported("nil *big.Int")
		}
		s.size += x.BitLen()/8 + 2
		return nil
	}
	if _, ok := integer(v); !ok {
		return unsupported("%T", v)
	}
	s.size += 10
	return nil
}

func (s *scanner) all(items []any) error {
	for _, v := range items {
		if err := s.scan(v); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) items(d *Dict) error {
	for i := range d.items {
		if err := s.key(d.items[i].Key); err != nil {
			return err
		}
		if err := s.scan(d.items[i].Value); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) keys(members []any) error {
	for _, v := range members {
		if err := s.key(v); err != nil {
			return err
		}
	}
	return nil
}

// key scans a dict key or set member.
func (s *scanner) key(v any) error {
	if !hashable(v, keyDepth) {
		return unsupported("unhashable key of type %s", typeName(v))
	}
	return s.scan(v)
}

func (s *scanner) object(o *Object) error {
	if o.Kind > NewKw {
		return unsupported("object of kind %d", o.Kind)
	}
	if !callable(o.Class) {
		return unsupported("object whose class is %s", typeName(o.Class))
	}
	if err := s.scan(o.Class); err != nil {
		return err
	}
	if err := s.all(o.Args); err != nil {
		return err
	}
	if o.Kind == NewKw {
		if !stringKeys(o.Kwargs) {
			return unsupported("keyword arguments that are not all str")
		}
		if err := s.items(o.kwargs()); err != nil {
			return err
		}
	}
	if err := s.all(o.ListItems); err != nil {
		return err
	}
	if o.DictItems != nil {
		if err := s.items(o.DictItems); err != nil {
			return err
		}
	}
	return s.scan(o.State)
}

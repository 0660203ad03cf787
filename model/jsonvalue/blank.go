package jsonvalue

// Blank is an object in which values are still missing. It is made once, checked once, and
// filled in any number of times, by several goroutines too.
type Blank struct {
	members []Member
	size    int  // of the keys and of all that is between the values
	simple  bool // no key comes twice, and there are few of them
}

// NewBlank returns the blank with these keys and the values that are known already; the
// others are undefined. The members belong to the blank from now on.
func NewBlank(members []Member) *Blank {
	b := &Blank{members: members, size: 2 + max(0, len(members)-1)}
	for i := range members {
		m := &members[i]
		key, size := measure(m.Key)
		m.Key = key
		b.size += size + 1
	}
	b.simple = len(members) <= searched
	for i := range members {
		b.simple = b.simple && place(members[:i], nil, members[i].Key) < 0
	}
	return b
}

// Len is the number of the blank's members.
func (b *Blank) Len() int { return len(b.members) }

// CopyTo copies the blank's members, of which the values are to be filled in, to members,
// which has Len of them.
func (b *Blank) CopyTo(members []Member) { copy(members, b.members) }

// Fill returns the object of members that came from CopyTo and belong to the value from
// now on.
func (b *Blank) Fill(members []Member) Value {
	if !b.simple {
		return NewObject(members)
	}
	size := b.size
	for i := range members {
		size = min(size+members[i].Value.Size(), maxSize)
	}
	return objectValue(members, nil, size)
}

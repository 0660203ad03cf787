package jsonvalue

import "hash/maphash"

// searched is the most members that an object may have to be searched from front to back.
// Up to about here that is as fast as hashing the key, and an index costs an allocation.
const searched = 16

// index finds an object's members by the hash of their keys: an open-addressed table, at
// most half full, of places counted from 1, and 0 where nothing is.
type index []uint32

// seed keeps a document from being made to collide.
var seed = maphash.MakeSeed()

func newIndex(members int) index {
	slots := 4 * searched
	for slots < 2*members {
		slots *= 2
	}
	return make(index, slots)
}

// slot returns where key is in the table, or where it would have to be put.
func (x index) slot(members []Member, key string) uint64 {
	mask := uint64(len(x) - 1)
	at := maphash.String(seed, key) & mask
	for x[at] != 0 && members[x[at]-1].Key != key {
		at = (at + 1) & mask
	}
	return at
}

// unique joins members of the same key, in place: the last value at the first's place,
// which is what Java's LinkedHashMap makes of them. The index is nil for few members.
func unique(members []Member) ([]Member, index) {
	var x index
	if len(members) > searched {
		x = newIndex(len(members))
	}
	kept := 0
	for i := range members {
		if at := place(members[:kept], x, members[i].Key); at >= 0 {
			members[at].Value = members[i].Value
			continue
		}
		if i != kept {
			members[kept] = members[i]
		}
		kept++
		if x != nil {
			x[x.slot(members, members[i].Key)] = uint32(kept)
		}
	}
	return members[:kept], x
}

// place finds a key among members, with their index if there is one. It is -1 if the key
// is not there.
func place(members []Member, x index, key string) int {
	if x != nil {
		return int(x[x.slot(members, key)]) - 1
	}
	for i := range members {
		if members[i].Key == key {
			return i
		}
	}
	return -1
}

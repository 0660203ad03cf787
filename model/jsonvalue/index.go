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

func (x index) find(members []Member, key string) int {
	return int(x[x.slot(members, key)]) - 1
}

// unique joins members of the same key, in place: the last value at the first's place,
// which is what Java's LinkedHashMap makes of them. The index is nil for few members.
func unique(members []Member) ([]Member, index) {
	if len(members) <= searched {
		kept := members[:0]
	next:
		for i := range members {
			for j := range kept {
				if kept[j].Key == members[i].Key {
					kept[j].Value = members[i].Value
					continue next
				}
			}
			kept = append(kept, members[i])
		}
		return kept, nil
	}
	x := newIndex(len(members))
	kept := members[:0]
	for i := range members {
		at := x.slot(kept, members[i].Key)
		if x[at] != 0 {
			kept[x[at]-1].Value = members[i].Value
			continue
		}
		kept = append(kept, members[i])
		x[at] = uint32(len(kept))
	}
	return kept, x
}

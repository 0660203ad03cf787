package intrinsic

// javaRandom is java.util.Random: the same numbers for the same seed.
type javaRandom struct{ state int64 }

func newJavaRandom(seed int64) *javaRandom { return &javaRandom{(seed ^ 0x5DEECE66D) & (1<<48 - 1)} }

func (r *javaRandom) next(bits int) int32 {
	r.state = (r.state*0x5DEECE66D + 0xB) & (1<<48 - 1)
	return int32(r.state >> (48 - bits))
}

// below gives a number from 0 to bound-1. Java has no bounds beyond an int here, AWS has:
// those are filled from a double.
func (r *javaRandom) below(bound int64) int64 {
	if bound > 1<<31-1 {
		f := float64(int64(r.next(26))<<27+int64(r.next(27))) / (1 << 53)
		return int64(f * float64(bound))
	}
	if bound&(bound-1) == 0 {
		return bound * int64(r.next(31)) >> 31
	}
	for {
		bits := int64(r.next(31))
		value := bits % bound
		if bits-value+bound-1 <= 1<<31-1 {
			return value
		}
	}
}

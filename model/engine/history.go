package engine

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/memory"
)

const (
	// maxEvents is how many events of an execution are kept, about 100 MB of them: beyond
	// it the first half and the latest ones. AWS sets no limit for Express; a Map over 40,000
	// items with five states has 480,000.
	maxEvents = 1_000_000
	// maxProduced is how many events an execution by the simulated clock may produce, kept
	// or not. It ends Maps within Maps within Maps, which take next to no simulated time.
	maxProduced = 2_000_000
	// maxHistory is how many bytes of inputs and outputs the kept events refer to, each
	// counted as if it shared nothing with the others: that is what their texts take. Beyond
	// it events are kept without their payload, as AWS's logs truncate what is too large.
	maxHistory = 256 << 20
	// maxSmall is the size in bytes of values that are always kept: the index of an
	// iteration takes no more room than the event itself.
	maxSmall = 32

	// eventBytes and valueBytes are what an event with its details, and a byte of a JSON text,
	// take of the account of memory: 256 KiB of small members were measured at 1.4 MB.
	eventBytes = 160
	valueBytes = 5
	// freeEvents and freePayload are what every execution keeps, without asking the account.
	freeEvents  = 512
	freePayload = 64 << 10
	// payloadChunk is for how many bytes of payload the account is asked at once.
	payloadChunk = 256 << 10
)

// history collects the events of an execution.
type history struct {
	shared   bool // several goroutines add events, and mu is needed
	mu       sync.Mutex
	events   []Event
	dropped  int64           // events between the first half and the rest, which is a ring then
	latest   jsonvalue.Value // of the events' values
	evicted  jsonvalue.Value // the latest of those that were dropped
	payload  int64           // bytes of values
	distinct int64           // the same without values that the event before has too
	room     int64           // for distinct, before the account is asked for more
	account  *memory.Account
	taken    int64 // from the account
	lastTime time.Time
	steady   bool // times never go back: of goroutines one may be late with what it saw first
}

func (h *history) lock() {
	if h.shared {
		h.mu.Lock()
	}
}

func (h *history) unlock() {
	if h.shared {
		h.mu.Unlock()
	}
}

// maxReserve is for how many events room is made before they come: a guess that is wrong
// is not to cost more than some 25 MB.
const maxReserve = 1 << 18

// reserve makes room for about n more events, if there is.
func (h *history) reserve(n int) {
	h.lock()
	h.grow(min(n, maxReserve))
	h.unlock()
}

// grow makes room for n more events, if the account has it.
func (h *history) grow(n int) bool {
	room := len(h.events) + n
	if h.dropped > 0 || room > maxEvents {
		return false
	}
	if room <= cap(h.events) {
		return true
	}
	if room > freeEvents {
		bytes := int64(room-max(cap(h.events), freeEvents)) * eventBytes
		if !h.account.TakeSpare(bytes) {
			return false
		}
		h.taken += bytes
	}
	h.events = slices.Grow(h.events, n)
	return true
}

// count adds a value's size to the payload, or leaves it out and returns false if that is
// too much.
func (h *history) count(v jsonvalue.Value, size int64) bool {
	if h.payload+size > maxHistory {
		return false
	}
	if !v.Same(h.latest) {
		if h.distinct+size > h.room && !h.enlarge(h.distinct+size-h.room) {
			return false
		}
		h.distinct += size
		h.latest = v
	}
	h.payload += size
	return true
}

// enlarge makes room for payload, if the account has it.
func (h *history) enlarge(bytes int64) bool {
	more := max(bytes, payloadChunk)
	if !h.account.TakeSpare(valueBytes * more) {
		return false
	}
	h.taken += valueBytes * more
	h.room += more
	return true
}

// release gives back to the account what the history has taken. Its events are someone
// else's by then.
func (h *history) release() {
	if h.taken > 0 {
		h.account.Give(h.taken)
	}
}

// add gives an event the next id and returns it.
func (h *history) add(e *Event) int64 {
	h.lock()
	defer h.unlock()
	if h.steady && e.Time.Before(h.lastTime) {
		e.Time = h.lastTime
	}
	h.lastTime = e.Time
	e.ID = int64(len(h.events)) + h.dropped + 1
	if size := e.value.Size(); size > maxSmall && !h.count(e.value, int64(size)) {
		e.value = jsonvalue.Value{}
	}
	if h.dropped == 0 && len(h.events) < maxEvents &&
		(len(h.events) < cap(h.events) || h.grow(min(len(h.events)+1, maxEvents-len(h.events)))) {
		h.events = append(h.events, *e)
		return e.ID
	}
	h.replace(*e)
	return e.ID
}

// replace keeps an event in the place of the oldest one of the second half.
func (h *history) replace(e Event) {
	ring := h.events[len(h.events)/2:]
	old := &ring[h.dropped%int64(len(ring))]
	if size := int64(old.value.Size()); size > maxSmall {
		h.payload -= size
		if !old.value.Same(h.evicted) {
			h.distinct -= size
			h.evicted = old.value
		}
	}
	*old = e
	h.dropped++
}

// kept returns the events that were kept, in their order.
func (h *history) kept() []Event {
	if h.dropped > 0 {
		ring := h.events[len(h.events)/2:]
		oldest := int(h.dropped % int64(len(ring)))
		slices.Reverse(ring[:oldest])
		slices.Reverse(ring[oldest:])
		slices.Reverse(ring)
	}
	return h.events
}

// mark is the place of the next event.
func (h *history) mark() int {
	h.lock()
	defer h.unlock()
	return len(h.events)
}

// settle puts the events from a place on into the order of their times, which they are not
// in after branches were executed one after the other, and drops those after cut if it is
// not zero: they are of branches that went on after a sibling had failed. It calls renumber
// with what maps old ids to new ones, if any have changed.
func (h *history) settle(from int, cut time.Time, renumber func(settled func(id int64) int64)) {
	if h.dropped > 0 {
		return // places mean nothing any more
	}
	region := h.events[from:]
	tooLate := func(e *Event) bool { return !cut.IsZero() && e.Time.After(cut) }
	ordered := true
	for i := range region {
		ordered = ordered && !tooLate(&region[i]) && (i == 0 || !region[i].Time.Before(region[i-1].Time))
	}
	if ordered {
		return
	}
	// Sorting places is much cheaper than sorting events, which are large.
	places := make([]place, 0, len(region))
	for i := range region {
		if !tooLate(&region[i]) {
			places = append(places, place{region[i].Time.UnixNano(), int32(i)})
		}
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.at, b.at)) })
	kept := len(places)
	to := make([]int32, len(region)) // where each event goes
	for i, p := range places {
		to[p.at] = int32(i)
	}
	for i := range region {
		if tooLate(&region[i]) { // behind those that are kept, or the places would not suffice
			to[i] = int32(len(places))
			places = append(places, place{at: int32(i)})
		}
	}
	settled := func(id int64) int64 {
		switch {
		case id <= int64(from):
			return id
		case int(to[id-1-int64(from)]) >= kept:
			return 0
		default:
			return int64(from) + int64(to[id-1-int64(from)]) + 1
		}
	}
	for i := range region {
		region[i].ID, region[i].Previous = settled(region[i].ID), settled(region[i].Previous)
	}
	renumber(settled)
	for i := range region { // goes around each cycle of the permutation once
		for int(to[i]) != i {
			j := to[i]
			region[i], region[j] = region[j], region[i]
			to[i], to[j] = to[j], j
		}
	}
	clear(region[kept:])
	h.events = h.events[:from+kept]
}

// stranded finds the branches that were in a state at a time: of each, the events from its
// mark to the next one's. The branch that failed is not looked at.
func (h *history) stranded(marks []int, at time.Time, failed int) []stranded {
	if h.dropped > 0 {
		return nil // places mean nothing any more
	}
	var found []stranded
	for i, from := range marks {
		to := len(h.events)
		if i+1 < len(marks) {
			to = marks[i+1]
		}
		if i == failed || from >= to {
			continue
		}
		// Events of the branch itself are those of states in the graph of the first one.
		var in *asl.State
		var graph *asl.Graph
		for _, e := range h.events[from:min(to, len(h.events))] {
			if e.Time.After(at) {
				break
			}
			switch kind := e.kind(); {
			case e.state == nil:
			case e.Type == enteredType(kind):
				if graph == nil {
					graph = e.state.Within
				}
				if e.state.Within == graph {
					in = e.state
				}
			case e.Type == exitedType(kind) && e.state.Within == graph:
				in = nil
			}
		}
		if in != nil {
			found = append(found, stranded{i, in})
		}
	}
	return found
}

// place is where an event stands, and when it happened.
type place struct {
	time int64
	at   int32
}

package engine

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

const (
	// maxEvents is how many events of an execution are kept, about 100 MB of them. AWS
	// sets no limit for Express; a Map over 40,000 items with five states has 480,000.
	maxEvents = 1_000_000
	// maxProduced is how many events an execution may produce, kept or not. AWS ends a
	// Standard execution after 25,000; here it is what ends Maps within Maps within Maps,
	// which take next to no simulated time.
	maxProduced = 2_000_000
	// maxHistory is how many bytes of inputs and outputs the kept events refer to, each
	// counted as if it shared nothing with the others. Beyond it events are kept
	// without their payload, as AWS's logs truncate what is too large.
	maxHistory = 256 << 20
	// maxSmall is the size in bytes of values that are always kept: the index of an
	// iteration takes no more room than the event itself.
	maxSmall = 32
)

// history collects the events of an execution.
type history struct {
	shared   bool // several goroutines add events, and mu is needed
	mu       sync.Mutex
	events   []Event
	dropped  int64
	payload  int64 // bytes
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

// reserve makes room for about n more events.
func (h *history) reserve(n int) {
	h.lock()
	h.events = slices.Grow(h.events, min(n, maxReserve))
	h.unlock()
}

// add gives an event the next id and returns it.
func (h *history) add(e *Event) int64 {
	h.lock()
	defer h.unlock()
	if h.steady && e.Time.Before(h.lastTime) {
		e.Time = h.lastTime
	}
	h.lastTime = e.Time
	if len(h.events) == maxEvents {
		h.dropped++
		return maxEvents + h.dropped
	}
	e.ID = int64(len(h.events)) + 1
	size := e.value.Size()
	if h.payload += int64(size); h.payload > maxHistory && size > maxSmall {
		e.value = jsonvalue.Value{}
	}
	if len(h.events) == cap(h.events) { // append grows by a quarter at a time
		h.events = slices.Grow(h.events, min(len(h.events), maxEvents-len(h.events)))
	}
	h.events = append(h.events, *e)
	return e.ID
}

// full tells whether the execution may produce no more events.
func (h *history) full() bool {
	h.lock()
	defer h.unlock()
	return int64(len(h.events))+h.dropped >= maxProduced
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
	region := h.events[from:]
	tooLate := func(e *Event) bool { return !cut.IsZero() && e.Time.After(cut) }
	ordered := true
	for i := range region {
		ordered = ordered && !tooLate(&region[i]) && (i == 0 || !region[i].Time.Before(region[i-1].Time))
	}
	if h.dropped > 0 || ordered {
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

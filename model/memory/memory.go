// Package memory limits the memory that executions and requests use together. Each takes from
// it in chunks what it is about to make, by estimate, and gives it back when it is over; what
// is refused fails alone, and all others continue. It measures nothing: that estimates hold is
// for those to see to who make them.
package memory

import (
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	// most and least bound the limit that is chosen without being told: the process is one
	// of many on its machine, and an evaluation has to fit in.
	most  = 1 << 30
	least = 64 << 20
	// headroom is for all that is not in the account, and for what is garbage but not
	// collected yet.
	headroom = 192 << 20
)

// Account has a limit and what has been taken of it, in bytes. It is safe for concurrent
// use. A nil account grants everything.
type Account struct{ limit, used atomic.Int64 }

// New returns an account with a limit in bytes.
func New(limit int64) *Account {
	a := new(Account)
	a.limit.Store(limit)
	return a
}

// process is the account of the process, whose limit is a quarter of the machine's memory.
var process = sync.OnceValue(func() *Account { return New(fromMachine()) })

// Process is the account of the whole process.
func Process() *Account { return process() }

// SetLimit changes the limit. What was taken before stays taken.
func (a *Account) SetLimit(limit int64) { a.limit.Store(limit) }

// Limit is what can be taken in all.
func (a *Account) Limit() int64 {
	if a == nil {
		return math.MaxInt64
	}
	return a.limit.Load()
}

// Used is what is taken now.
func (a *Account) Used() int64 {
	if a == nil {
		return 0
	}
	return a.used.Load()
}

// Take takes bytes, or nothing and returns false if that would be over the limit.
func (a *Account) Take(bytes int64) bool { return a == nil || a.take(bytes, a.limit.Load()) }

// TakeSpare is Take for what can do without: it leaves half of the account to others.
func (a *Account) TakeSpare(bytes int64) bool { return a == nil || a.take(bytes, a.limit.Load()/2) }

func (a *Account) take(bytes, limit int64) bool {
	if used := a.used.Add(bytes); bytes < 0 || used > limit {
		a.used.Add(-bytes)
		return false
	}
	return true
}

// Hold takes bytes, be it over the limit: for what has its own bound, and is there already.
func (a *Account) Hold(bytes int64) {
	if a != nil {
		a.used.Add(bytes)
	}
}

// Give gives back what was taken.
func (a *Account) Give(bytes int64) { a.Hold(-bytes) }

// Collect makes the garbage collector work harder when the process comes close to what the
// account grants, unless GOMEMLIMIT says what it is to keep to.
func (a *Account) Collect() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(a.Limit() + headroom)
	}
}

// fromMachine is a quarter of the machine's memory, within bounds. Where the machine does
// not tell, it is the least.
func fromMachine() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return total(0)
	}
	return total(parse(string(text)))
}

func total(machine int64) int64 {
	return min(max(machine/4, least), most)
}

// parse reads the machine's memory from the text of /proc/meminfo, 0 if it does not tell.
func parse(meminfo string) int64 {
	for line := range strings.Lines(meminfo) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil || kib < 0 || kib > math.MaxInt64>>10 {
				return 0
			}
			return kib << 10
		}
	}
	return 0
}

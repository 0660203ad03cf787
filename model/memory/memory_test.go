package memory

import (
	"math"
	"sync"
	"testing"
)

func TestAccount(t *testing.T) {
	a := New(100)
	if !a.Take(60) || a.Take(41) || !a.Take(40) || a.Used() != 100 {
		t.Errorf("%d used", a.Used())
	}
	a.Give(60)
	if a.TakeSpare(20) || a.Used() != 40 {
		t.Errorf("what can do without took from the half of others: %d used", a.Used())
	}
	if !a.TakeSpare(10) {
		t.Error("it may take up to a half")
	}
	a.Hold(1000)
	if a.Take(0) {
		t.Error("more is held than there is, and it grants more")
	}
	a.Give(1050)
	if a.Take(-1) || a.Take(math.MaxInt64) || a.Used() != 0 {
		t.Errorf("%d used after nonsense", a.Used())
	}
	var none *Account
	none.Give(1)
	if !none.Take(math.MaxInt64) || !none.TakeSpare(1) || none.Used() != 0 || none.Limit() != math.MaxInt64 {
		t.Error("no account grants everything")
	}
}

// TestAccountIsNeverOverdrawn has many take and give at once.
func TestAccountIsNeverOverdrawn(t *testing.T) {
	a := New(10)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 1000 {
				if a.Take(3) {
					a.Give(3)
				}
			}
		})
	}
	all.Wait()
	if a.Used() != 0 {
		t.Errorf("%d used", a.Used())
	}
}

func TestAQuarterOfTheMachine(t *testing.T) {
	for meminfo, want := range map[string]int64{
		"MemTotal:       2097152 kB\nMemFree: 1 kB\n": 512 << 20,
		"MemFree: 1 kB\nMemTotal: 67108864 kB":        most,
		"MemTotal: 4096 kB":                           least,
		"MemTotal: 99999999999999999999 kB":           least,
		"MemTotal: -5 kB":                             least,
		"":                                            least,
	} {
		if got := total(parse(meminfo)); got != want {
			t.Errorf("%q: %d, want %d", meminfo, got, want)
		}
	}
	if p := Process().Limit(); p < least || p > most {
		t.Errorf("the process has %d", p)
	}
}

package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// A process that begins runs holds a lock on its own file as long as it lives. The kernel releases
// it however the process ends, so that a process that can get the shared lock knows that the owner
// is gone. A process number would not do: it is used again.
const (
	processes  = "processes" // folder of the lock files
	lockSuffix = ".lock"
)

// owner is this process, as the runs that it begins name it.
type owner struct {
	name string
	lock *flock.Flock
}

// newOwner takes a lock under a new name.
func newOwner(dir string) (*owner, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for {
		name := fmt.Sprintf("%d-%s", os.Getpid(), rand.Text())
		lock := flock.New(filepath.Join(dir, name+lockSuffix), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
		if err := lock.Lock(); err != nil {
			return nil, err
		}
		// Between creating and locking it, another process may have removed the file as stale.
		if held, err := lock.Stat(); err == nil {
			if there, err := os.Stat(lock.Path()); err == nil && os.SameFile(held, there) {
				return &owner{name, lock}, nil
			}
		}
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
}

func (o *owner) end() error {
	err := os.Remove(o.lock.Path())
	return errors.Join(err, o.lock.Unlock())
}

// alive reports whether the process of this name runs. One that cannot be checked counts as running:
// it is worse to report that a run has ended than to report it late.
func alive(dir, name string) bool {
	if strings.ContainsAny(name, `/\`) || name == "" {
		return false // not a name from newOwner: anyone may have written to the database
	}
	dead := false
	ifDead(filepath.Join(dir, name+lockSuffix), func() { dead = true })
	return !dead
}

// ifDead calls then while it holds the lock that a dead process left, or if there is no
// such file. The lock is a shared one, so that several may look at the same time without
// taking each other for the owner.
func ifDead(path string, then func()) {
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	got, err := lock.TryRLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		then()
	case err == nil && got:
		then()
		_ = lock.Unlock() // closing the file, which follows, releases it too
	}
}

// removeStale removes the files that dead processes left. Those that stay, because they
// cannot be removed, do no harm.
func removeStale(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // as a rule because no run was begun yet
	}
	for _, e := range entries {
		if path := filepath.Join(dir, e.Name()); strings.HasSuffix(path, lockSuffix) && e.Type().IsRegular() {
			ifDead(path, func() { _ = os.Remove(path) })
		}
	}
}

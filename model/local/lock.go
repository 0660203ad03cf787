package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"expresso/model"
)

// lockPatience is how long a writer waits for another. A write takes milliseconds.
const lockPatience = 10 * time.Second

// alone runs work that reads files of a folder and writes them again, while no other process does:
// two at the same time would lose changes. The work must not call it again.
func alone(dir string, work func() error) error {
	path, err := lockOf(dir)
	if err != nil {
		return err
	}
	flags := os.O_RDONLY
	if path != dir {
		flags |= os.O_CREATE
	}
	lock := flock.New(path, flock.SetFlag(flags), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	switch _, err := lock.TryLockContext(ctx, 10*time.Millisecond); {
	case errors.Is(err, context.DeadlineExceeded):
		return model.WithHint(fmt.Errorf("another process has been writing in %s for %s: nothing was written", dir, lockPatience), "try again when it has finished")
	case err != nil:
		return work() // a file system without locks
	}
	return errors.Join(work(), lock.Unlock())
}

// lockOf is what is locked for a folder: the folder itself, so that no lock file is left behind.
// Windows can lock files only.
func lockOf(dir string) (string, error) {
	if runtime.GOOS != "windows" {
		return dir, nil
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(whole))
	return filepath.Join(os.TempDir(), "expresso-"+hex.EncodeToString(sum[:12])+".lock"), nil
}

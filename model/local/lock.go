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

// lockPatience is how long a writer waits for another. None takes more than moments.
const lockPatience = 10 * time.Second

// alone does work that reads files of a folder and writes them again, while nobody else does: two at the same
// time would lose what one of them wrote. The work must not call it again.
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

// lockOf is what is locked of a folder: itself, so that nothing is left there. Windows locks files alone.
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

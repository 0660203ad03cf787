package file

import (
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A temporary file or folder is named .expresso-HOST-PROCESS-RANDOM.tmp, so that another
// process can tell that its own is dead.
const (
	temporaryPrefix = ".expresso-"
	temporarySuffix = ".tmp"
)

// foreignAge is from which age on a temporary file is removed whose process cannot be asked
// about: it is another host's, or its number may have been used again.
const foreignAge = 24 * time.Hour

// host tells this machine from others that share a folder, containers from each other.
var host = sync.OnceValue(func() string {
	name, _ := os.Hostname() // "" where there is none
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return fmt.Sprintf("%08x", h.Sum32())
})

// TemporaryName is a new name for a temporary file or folder, which RemoveStale knows.
func TemporaryName() string {
	return temporaryPrefix + host() + "-" + strconv.Itoa(os.Getpid()) + "-" + rand.Text() + temporarySuffix
}

// RemoveStale removes the temporary files and folders of dead processes from a folder. What
// cannot be removed does no harm.
func RemoveStale(dir string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return // as a rule because there is none
	}
	defer func() { _ = root.Close() }()
	RemoveStaleIn(root, ".")
}

// RemoveStaleIn is RemoveStale for a folder of a folder.
func RemoveStaleIn(root *os.Root, dir string) {
	entries, _ := fs.ReadDir(root.FS(), dir) // those that could be read
	for _, e := range entries {
		if info, err := e.Info(); err == nil && stale(e.Name(), info.ModTime()) {
			_ = root.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// stale reports whether a name is that of a temporary file which nobody writes any more.
func stale(name string, written time.Time) bool {
	middle, ok := strings.CutPrefix(name, temporaryPrefix)
	middle, suffixed := strings.CutSuffix(middle, temporarySuffix)
	parts := strings.Split(middle, "-")
	if !ok || !suffixed || len(parts) != 3 {
		return false
	}
	pid, err := strconv.Atoi(parts[1])
	switch {
	case err != nil || pid <= 0:
		return false
	case parts[0] == host() && !alive(pid):
		return true
	}
	return time.Since(written) > foreignAge
}

// alive reports whether there is a process of this number.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false // Windows: there is none
	}
	defer func() { _ = p.Release() }()
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

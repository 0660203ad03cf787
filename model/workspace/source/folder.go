package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"expresso/model/limit"
)

// MaxFile is the largest file in bytes that is read: AWS takes definitions and templates
// of 1 MB at most.
const MaxFile = limit.Definition

// maxFolder bounds what all files of a folder together may have in bytes.
const maxFolder = 256 << 20

// Folder is a project's folder as its readers see it: the files below it, by their paths
// with slashes, and nothing else. No path leaves it, whatever a template names and
// wherever symbolic links point; only regular files are read, each once and none above
// MaxFile. It is not safe for concurrent use.
type Folder struct {
	fsys  fs.FS
	files []string // sorted
	texts map[string]text
	size  int
	used  map[string]bool
}

type text struct {
	text string
	err  error
}

// NewFolder is a folder with these files, which a walk found. fsys has to keep links
// inside of it, as os.Root.FS does.
func NewFolder(fsys fs.FS, files []string) *Folder {
	files = slices.Clone(files)
	slices.Sort(files)
	return &Folder{fsys: fsys, files: files, texts: map[string]text{}, used: map[string]bool{}}
}

// Use says that a file is a part of what a template declares, and Used reports whether it is:
// a definition that is used is no machine by itself.
func (f *Folder) Use(name string) { f.used[path.Clean(name)] = true }

// Used is the question to Use.
func (f *Folder) Used(name string) bool { return f.used[path.Clean(name)] }

// Files are the paths of all files that were found, sorted. The slice is the folder's own.
func (f *Folder) Files() []string { return f.files }

// Has reports whether a file was found under this path.
func (f *Folder) Has(name string) bool {
	_, found := slices.BinarySearch(f.files, path.Clean(name))
	return found
}

// Under returns the files in a folder and, if deep, below it; dir is "." for all.
func (f *Folder) Under(dir string, deep bool) []string {
	dir = path.Clean(dir)
	var under []string
	for _, name := range f.files {
		rest, ok := strings.CutPrefix(name, dir+"/")
		if dir == "." {
			rest, ok = name, true
		}
		if ok && (deep || !strings.Contains(rest, "/")) {
			under = append(under, name)
		}
	}
	return under
}

// Read returns a file's text without a mark of the byte order. The error says why it
// cannot be read, without the path.
func (f *Folder) Read(name string) (string, error) {
	name = path.Clean(name)
	known, ok := f.texts[name]
	if !ok {
		known.text, known.err = f.read(name)
		f.size += len(known.text)
		f.texts[name] = known
	}
	return known.text, known.err
}

// ReadOnce is Read for a look at many files: the text is not kept.
func (f *Folder) ReadOnce(name string) (string, error) {
	if known, ok := f.texts[path.Clean(name)]; ok {
		return known.text, known.err
	}
	return f.read(path.Clean(name))
}

// Reads are the paths of the files that were read or looked for so far, sorted.
func (f *Folder) Reads() []string {
	names := make([]string, 0, len(f.texts))
	for name := range f.texts {
		if fs.ValidPath(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ErrOutside is why a file outside the folder is not read.
var ErrOutside = errors.New("is outside the project's folder and is not read: give a folder that contains both with --dir")

func (f *Folder) read(name string) (string, error) {
	switch {
	case !utf8.ValidString(name):
		return "", errors.New("has a name that is not UTF-8: rename it")
	case !fs.ValidPath(name):
		return "", ErrOutside
	}
	if f.size > maxFolder {
		return "", fmt.Errorf("was not read: the files before it reach the limit of %d MB", maxFolder>>20)
	}
	info, err := fs.Stat(f.fsys, name)
	if err != nil {
		return "", plain(err)
	}
	if !info.Mode().IsRegular() { // a pipe would block, a device might never end
		return "", errors.New("is not a regular file")
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return "", plain(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	bytes, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return "", plain(err)
	}
	if len(bytes) > MaxFile {
		return "", fmt.Errorf("has more than %d bytes", MaxFile)
	}
	return strings.TrimPrefix(string(bytes), "\ufeff"), nil
}

// plain is an error without the path, which callers tell.
func plain(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ErrNotExist
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		if strings.Contains(failed.Err.Error(), "escapes") {
			return ErrOutside
		}
		return failed.Err
	}
	return err
}

// Resolve is the path of a file that a file of the folder names, relative to itself.
func Resolve(from, name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if path.IsAbs(name) {
		return name // which Read refuses
	}
	return path.Join(path.Dir(from), name)
}

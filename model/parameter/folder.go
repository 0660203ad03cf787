package parameter

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"expresso/model"
)

// Folder reads files for Values: regular ones of at most model.MaxInput bytes in a folder
// and below it, and no others, wherever .. and symbolic links lead. An input may come with
// somebody else's repository; it should not be able to pick up ~/.aws/credentials.
func Folder(dir string) func(name string) (string, error) {
	return func(name string) (string, error) {
		text, err := readIn(dir, name)
		return text, model.WithHint(err, "files are read in "+dir+" and below it, and nowhere else")
	}
}

func readIn(dir, name string) (text string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	info, err := root.Stat(name)
	if err != nil {
		return "", reason(err)
	}
	if !info.Mode().IsRegular() { // a pipe would block, a device might never end
		return "", errors.New("is not a regular file")
	}
	file, err := root.Open(name)
	if err != nil {
		return "", reason(err)
	}
	defer func() { _ = file.Close() }() // was only read
	b, err := io.ReadAll(io.LimitReader(file, model.MaxInput+1))
	if err == nil && len(b) > model.MaxInput {
		err = fmt.Errorf("has more than %d bytes, which is all that an input may have", model.MaxInput)
	}
	return string(b), err
}

// reason is an error without the operation and the name, which the parameter shows.
func reason(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

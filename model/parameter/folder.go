package parameter

import (
	"errors"
	"fmt"
	"os"

	"expresso/model"
	files "expresso/model/file"
)

// Folder reads files for Values: regular ones of at most model.MaxInput bytes in a folder
// and below it, and no others, wherever .. and symbolic links lead. An input may come with
// somebody else's repository; it should not be able to pick up ~/.aws/credentials.
func Folder(dir string) func(name string) (string, error) {
	return func(name string) (string, error) {
		text, err := readIn(dir, name)
		return text, model.WithHint(err, "files must be in "+dir+" or below")
	}
}

func readIn(dir, name string) (text string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	b, err := files.ReadIn(root, name, model.MaxInput)
	if tooLarge := (*files.TooLargeError)(nil); errors.As(err, &tooLarge) {
		return "", fmt.Errorf("%w, which is all that an input may have", tooLarge)
	}
	return string(b), files.Reason(err)
}

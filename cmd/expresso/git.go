package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/child"
)

// gitShow is a file's text as it is in a commit.
func gitShow(ctx context.Context, path, rev string) (string, error) {
	text, err := child.GitFile(ctx, filepath.Dir(path), filepath.Base(path), rev)
	switch {
	case errors.Is(err, child.ErrNotFound):
		return "", model.WithHint(errors.New("git:REV takes git, which is not on this machine"), "install git, or write the older definition to a file and compare with that")
	case err != nil:
		return "", model.WithHint(fmt.Errorf("there is no %s in the revision %q: %w", filepath.Base(path), rev, err), "is the file committed there? 'git log -- FILE' lists where it changed")
	}
	return text, nil
}

// commit is one in which a file changed.
type commit struct{ hash, what string }

// gitPatience is how long commits are looked for that nobody has asked for.
const gitPatience = 2 * time.Second

// gitLog lists the latest commits in which a file changed, the newest first; none where
// git knows nothing of it.
func gitLog(ctx context.Context, path string, n int) []commit {
	// A file that changed seldom is looked for through the whole history.
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	out, err := child.GitLog(ctx, filepath.Dir(path), filepath.Base(path), "%h%x09%cr: %s", n)
	if err != nil {
		return nil
	}
	var commits []commit
	for line := range strings.Lines(out) {
		if hash, what, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			commits = append(commits, commit{hash, what})
		}
	}
	return commits
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"expresso/model"
)

// git runs git in the folder of a file and returns what it prints.
func git(ctx context.Context, path string, args ...string) (string, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return "", model.WithHint(errors.New("git:REV takes git, which is not on this machine"), "install git, or write the older definition to a file and compare with that")
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program, append([]string{"-C", filepath.Dir(path)}, args...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if why := strings.TrimSpace(stderr.String()); why != "" {
			return "", errors.New(strings.TrimPrefix(why, "fatal: "))
		}
		return "", err
	}
	return stdout.String(), nil
}

// gitShow is a file's text as it is in a commit.
func gitShow(ctx context.Context, path, rev string) (string, error) {
	text, err := git(ctx, path, "cat-file", "blob", rev+":./"+filepath.Base(path))
	if err != nil && model.HintOf(err) == "" {
		err = model.WithHint(fmt.Errorf("there is no %s in the revision %q: %w", filepath.Base(path), rev, err), "is the file committed there? 'git log -- FILE' lists where it changed")
	}
	return text, err
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
	out, err := git(ctx, path, "log", fmt.Sprintf("--max-count=%d", n), "--format=%h%x09%cr: %s", "--", filepath.Base(path))
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

package reference

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/local"
	"expresso/model/workspace"
)

// atRevision is the machine's definition file as it is in a commit.
func (r *Resolver) atRevision(ctx context.Context, m Machine, rev string) (other, error) {
	l, err := r.here(m)
	if err != nil {
		return other{}, err
	}
	now := l.File(m.ARN.Machine())
	switch {
	case now.Path == "":
		return other{}, model.WithHint(
			fmt.Errorf("git:%s is a revision of the machine's definition file, and %s has none here", rev, m.ARN.Machine()),
			"name the file in place of the machine, or its folder with --dir")
	case rev == "" || strings.HasPrefix(rev, "-") || strings.Contains(rev, ":"):
		return other{}, model.WithHint(fmt.Errorf("%q is not a revision", rev), "name a commit, a branch or a tag, as in git:HEAD~1")
	}
	file, err := fileAt(ctx, l, now, rev)
	if err != nil {
		return other{}, err
	}
	return r.revision(m, l, file, "git:"+rev)
}

// fileAt is a machine's file as it is in a commit, with the template of that commit if it
// is in one.
func fileAt(ctx context.Context, l *local.Local, now workspace.File, rev string) (workspace.File, error) {
	declared, err := filepath.Abs(now.Declared())
	if err != nil {
		return workspace.File{}, err
	}
	dir := l.Dir
	below, err := filepath.Rel(dir, declared)
	if err != nil || !filepath.IsLocal(below) {
		dir, below = filepath.Dir(declared), filepath.Base(declared)
	}
	commit := workspace.Reader(func(name string) (string, error) {
		return show(ctx, filepath.Join(dir, filepath.FromSlash(name)), rev)
	})
	files, err := workspace.OpenIn(commit, filepath.ToSlash(below), dir, l.Workspace())
	if err != nil {
		return workspace.File{}, err
	}
	file, err := oneOf(files, "git:"+rev+":"+filepath.Base(now.Declared()), now.Name)
	if err == nil && file.Path == now.Path {
		file.Path = "git:" + rev + ":" + filepath.Base(now.Path)
	}
	if placed, ok := workspace.ProblemAt(file.Problem); ok {
		moved := *placed
		moved.Path = "git:" + rev + ":" + strings.TrimPrefix(placed.Path, dir+string(filepath.Separator))
		file.Problem = &moved
	}
	return file, err
}

// show is a file's text as it is in a commit.
func show(ctx context.Context, path, rev string) (string, error) {
	text, err := child.GitFile(ctx, filepath.Dir(path), filepath.Base(path), rev)
	switch {
	case errors.Is(err, child.ErrNotFound):
		return "", model.WithHint(errors.New("git:REV needs git, which is not installed"), "install git, or write the older definition to a file and compare with that")
	case err != nil && strings.Contains(err.Error(), "not a git repository"):
		return "", model.WithHint(fmt.Errorf("%s is not in a git repository", filepath.Dir(path)), "git:REV needs one; compare with a file instead: --with FILE")
	case err != nil && strings.Contains(err.Error(), "invalid object name"):
		return "", model.WithHint(fmt.Errorf("no revision %q", rev), "name a commit, a branch or a tag, as in git:HEAD~1")
	case err != nil:
		return "", model.WithHint(fmt.Errorf("revision %q has no %s: %w", rev, filepath.Base(path), err), "is the file committed there? 'git log -- FILE' lists where it changed")
	}
	return text, nil
}

// commit is a commit in which a file changed.
type commit struct{ hash, what string }

// patience limits a search for commits that was not requested.
const patience = 2 * time.Second

// log lists the latest commits in which a file changed, the newest first; none where git
// knows nothing of it.
func log(ctx context.Context, path string, n int) []commit {
	// A file that seldom changed is searched for in the whole history.
	ctx, cancel := context.WithTimeout(ctx, patience)
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

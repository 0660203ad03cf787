package child

import (
	"context"
	"os"
	"os/exec"
	"strconv"
)

// gitConfig overrides what a repository's own configuration would have git run, fetch or
// read without end. A bare repository is one of the folder's files, and would not be
// entered: somebody may have committed it.
var gitConfig = []string{
	"safe.bareRepository=explicit",
	"log.showSignature=false",
	"core.fsmonitor=false",
	"core.hooksPath=/dev/null",
	"diff.orderFile=/dev/null",
	"log.mailmap=false",
}

// gitEnvironment keeps git from the network, from asking, and from writing.
var gitEnvironment = []string{
	"GIT_ALLOW_PROTOCOL=none",
	"GIT_NO_LAZY_FETCH=1", // from git 2.39.4; older ones have no protocol to fetch with
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_TERMINAL_PROMPT=0",
}

// GitLog returns what `git log` prints of the latest n commits in which a file of dir
// changed, in a format of git's.
func GitLog(ctx context.Context, dir, file, format string, n int) (string, error) {
	return git(ctx, dir, "log", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-follow", "--no-mailmap",
		"--max-count="+strconv.Itoa(n), "--format="+format, "--", ":(literal)"+file)
}

// GitFile returns a file of dir as it is in a revision, byte for byte: no filter is applied.
func GitFile(ctx context.Context, dir, file, revision string) (string, error) {
	return git(ctx, dir, "cat-file", "blob", revision+":./"+file)
}

// git runs git in a folder and returns what it prints.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	program, err := Find("git")
	if err != nil {
		return "", err
	}
	all := []string{"--no-pager", "-C", dir}
	for _, setting := range gitConfig {
		all = append(all, "-c", setting)
	}
	return Git.run(ctx, func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, program, append(all, args...)...)
		cmd.Env = append(Git.environment(os.Environ()), gitEnvironment...)
		return cmd
	})
}

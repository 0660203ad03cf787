package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/file"
)

const (
	// lists is the folder beside the history with the lists of machines.
	lists = "machines"
	// maxLists is how many are saved, one per account and region.
	maxLists = 30
	// maxList bounds one in bytes: an ARN of an account's most machines has 130 on the average.
	maxList = 24 << 20
)

// Lists keeps the lists of machines in files beside the history, one for each service, account
// and region. They are a convenience, and can be deleted at any time.
func Lists(dir string) model.Lists { return machineLists{filepath.Join(dir, lists)} }

type machineLists struct{ dir string }

// heading is the first line of a list, so that a list of another account cannot be mistaken for it.
func heading(on model.Info) string {
	return strings.Join([]string{"expresso machines 1", on.Name, on.Region, on.Account}, "\t")
}

// path is the list's file. A name of a service may be any host and port.
func (l machineLists) path(on model.Info) string {
	sum := sha256.Sum256([]byte(heading(on)))
	return filepath.Join(l.dir, hex.EncodeToString(sum[:12])+".tsv")
}

// own reports whether a machine is of the account and region of a list, and can be a line of it: a
// service can return anything.
func own(on model.Info, m model.Machine) bool {
	return m.ARN.Account() == on.Account && m.ARN.Region() == on.Region && m.ARN.Unqualified() == m.ARN && m.Name != "" && m.ARN.Machine() == m.Name &&
		(m.Type == model.Express || m.Type == model.Standard) && !strings.ContainsAny(string(m.ARN), "\t\r\n")
}

// Save writes a list, and deletes the oldest ones if there are too many.
func (l machineLists) Save(on model.Info, listed model.Listed) error {
	if on.Local || on.Account == "" {
		return errors.New("the account of these machines is unknown")
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return err
	}
	if err := file.Write(l.path(on), true, func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "%s\t%d\n", heading(on), listed.At.Unix()); err != nil {
			return err
		}
		for _, m := range listed.Machines[:min(len(listed.Machines), model.MaxListed)] {
			if !own(on, m) {
				continue
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%d\n", m.ARN, m.Type, m.Created.Unix()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return l.prune()
}

func (l machineLists) prune() error {
	found, err := os.ReadDir(l.dir)
	if err != nil || len(found) <= maxLists {
		return err
	}
	type old struct {
		name string
		at   time.Time
	}
	var all []old
	for _, entry := range found {
		if info, err := entry.Info(); err == nil && strings.HasSuffix(entry.Name(), ".tsv") {
			all = append(all, old{entry.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b old) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.name, b.name)) })
	for _, one := range all[min(len(all), maxLists):] {
		err = errors.Join(err, os.Remove(filepath.Join(l.dir, one.name)))
	}
	return err
}

// errList says that a file is not a list of machines, or lists other machines.
var errList = errors.New("is not a list of machines")

// Load reads a list. A damaged one counts as none.
func (l machineLists) Load(on model.Info) (model.Listed, error) {
	if on.Local || on.Account == "" {
		return model.Listed{}, nil
	}
	path := l.path(on)
	content, err := file.Read(path, maxList)
	if errors.Is(err, fs.ErrNotExist) {
		return model.Listed{}, nil
	} else if err != nil {
		return model.Listed{}, err
	}
	damaged := fmt.Errorf("%s %w", path, errList)
	text := string(content) // the machines' names and ARNs are parts of it
	first, rest, _ := strings.Cut(text, "\n")
	at, ok := strings.CutPrefix(first, heading(on)+"\t")
	listed := model.Listed{At: unix(at)}
	if !ok || listed.At.IsZero() || rest != "" && !strings.HasSuffix(rest, "\n") {
		return model.Listed{}, damaged
	}
	listed.Machines = make([]model.Machine, 0, min(strings.Count(rest, "\n"), model.MaxListed))
	for line := range strings.Lines(rest) {
		arn, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		kind, created, ok := strings.Cut(rest, "\t")
		m := model.Machine{ARN: model.ARN(arn), Name: model.ARN(arn).Machine(), Type: model.MachineType(kind), Created: unix(created)}
		if !ok || !own(on, m) || len(listed.Machines) == model.MaxListed {
			return model.Listed{}, damaged
		}
		listed.Machines = append(listed.Machines, m)
	}
	return listed, nil
}

// unix is a time that was written in seconds, zero if it is none.
func unix(text string) time.Time {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return model.PlausibleTime(time.Unix(seconds, 0))
}

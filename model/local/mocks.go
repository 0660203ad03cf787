package local

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/samples"
	"expresso/model/task"
	"expresso/model/workspace"
)

// maxMocks is the largest mock file that is read, in bytes: a few responses of the largest size.
const maxMocks = 16 << 20

// useMocks reads what answers tasks: the named file, those of the workspace, or that of the samples.
// If it cannot be used, the previous mocks stay.
func (l *Local) useMocks(found *workspace.Workspace) error {
	names, own := l.mockNames(found), l.own()
	read := func(name string) (string, error) {
		text, err := l.readMocks(name)
		if err != nil {
			l.mockText = err.Error()
			return "", fmt.Errorf("cannot read the mock file %s: %w", name, file.Reason(err))
		}
		return text, nil
	}
	texts, ownTexts := make([]string, len(names)), map[string]string{}
	for i, name := range names {
		var err error
		if texts[i], err = read(name); err != nil {
			return err
		}
	}
	for machine, name := range own {
		var err error
		if ownTexts[machine], err = read(name); err != nil {
			return err
		}
	}
	if len(names) == 0 && l.samples {
		names, texts = []string{"samples"}, []string{samples.Mocks()}
	}
	all, fits := strings.Join(texts, "\x00")+l.ownText(ownTexts), l.fits()
	if all == l.mockText && (l.mocks != nil && fits == l.fitted || all == "" && !l.AutoMock) {
		return nil
	}
	l.mockText, l.fitted, l.mockWarnings, l.matched = all, fits, nil, map[string]string{}
	var mocks *task.Mocks
	for i, text := range texts {
		one, err := task.LoadMocks(text)
		if err != nil {
			err = model.WithHint(fmt.Errorf("%s: %w", names[i], err), "the format is Step Functions Local's MockConfigFile.json")
			if len(names) > 1 || l.MockFile == "" && filepath.Base(names[i]) != "MockConfigFile.json" {
				l.mockWarnings = append(l.mockWarnings, err) // others still answer
				continue
			}
			return err
		}
		one.Validation = l.Validation
		mocks = mocks.With(one)
	}
	l.fit(mocks)
	mocks = l.ownMocks(mocks, own, ownTexts)
	l.usualCases(mocks)
	if l.AutoMock {
		mocks = mocks.Auto(func(c task.Call) jsonvalue.Value { return l.shaped(c.Machine, c.State, c.Resource) })
	}
	l.mocks = mocks
	l.service.SetMocks(mocks)
	return nil
}

// fits identifies what mock files are matched with: machines by name and definition.
func (l *Local) fits() string {
	sum := sha256.New()
	for _, name := range l.names {
		m := l.machines[name]
		fmt.Fprintf(sum, "%q %q %t %q\n", name, m.file.Aliases, m.problem == nil, m.file.Definition)
	}
	return string(sum.Sum(nil))
}

// fit finds mocks for machines whose names the mock files do not have: those of the only machine, or
// of the machine whose test cases have its states.
func (l *Local) fit(mocks *task.Mocks) {
	unclaimed := slices.DeleteFunc(mocks.Machines(), func(name string) bool { _, ok := l.machines[name]; return ok })
	var without []string
	for _, name := range l.names {
		if !slices.Contains(mocks.Machines(), name) && l.machines[name].problem == nil {
			without = append(without, name)
		}
	}
	match := func(name, mocked string) {
		mocks.Use(name, mocked)
		l.matched[name] = mocked
		l.mockWarnings = append(l.mockWarnings, fmt.Errorf("the mock file's state machine %s is used for %s, as no other has that name", mocked, name))
	}
	for _, mocked := range unclaimed {
		var fitting []string
		for _, name := range without {
			file := l.machines[name].file
			if slices.Contains(file.Aliases, mocked) {
				fitting = []string{name}
				break
			}
			if states := mocks.States(mocked); len(states) > 0 && hasStates(file.Definition, states) {
				fitting = append(fitting, name)
			}
		}
		if len(fitting) == 0 && len(without) == 1 && len(unclaimed) == 1 && len(l.names) == 1 {
			fitting = without
		}
		if len(fitting) == 1 {
			match(fitting[0], mocked)
			without = slices.DeleteFunc(without, func(name string) bool { return name == fitting[0] })
			continue
		}
		l.mockWarnings = append(l.mockWarnings, fmt.Errorf("the mock file has mocks for %s, which is not a state machine here; the state machines are %s", mocked, strings.Join(l.names, ", ")))
	}
}

// hasStates reports whether a definition has states of all these names.
func hasStates(definition string, names []string) bool {
	for _, name := range names {
		if !strings.Contains(definition, jsonvalue.NewString(name).String()) {
			return false
		}
	}
	return true
}

// Automatic are the states whose tasks were answered by the shape of a response.
func (l *Local) Automatic() []string { return l.answers().Automatic() }

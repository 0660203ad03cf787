package local

import "expresso/model"

// RunsAsExpress reports whether STANDARD machines run as EXPRESS.
func (l *Local) RunsAsExpress() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.AsExpress
}

// RunAsExpress lets STANDARD machines run as EXPRESS, or not. Those that cannot are listed
// with the reason.
func (l *Local) RunAsExpress(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.AsExpress = on
	for _, name := range l.names {
		if m := l.machines[name]; m.file.Type == string(model.Standard) {
			_ = l.put(m.file)
		}
	}
}

// OnWish are the machines of files that run as EXPRESS only because of RunAsExpress.
func (l *Local) OnWish() []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var names []string
	for _, name := range l.names {
		m := l.machines[name]
		if l.AsExpress && m.problem == nil && m.file.Path != "" && m.file.Type == string(model.Standard) {
			names = append(names, name)
		}
	}
	return names
}

// Remember writes into the project file that machines run as EXPRESS.
func (l *Local) Remember(names []string) error {
	for _, name := range names {
		if err := l.Set(string(model.Express), "machines", name, "type"); err != nil {
			return err
		}
	}
	return nil
}

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

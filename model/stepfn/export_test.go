package stepfn

import "time"

// SetPauses changes how long a log is waited for.
func (t *Target) SetPauses(pauses ...time.Duration) { t.pauses = pauses }

// SetPatience changes how long a log is read.
func (t *Target) SetPatience(patience time.Duration) { t.patience = patience }

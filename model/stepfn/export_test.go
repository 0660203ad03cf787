package stepfn

import "time"

// SetPauses changes how long a log is waited for.
func (t *Target) SetPauses(pauses ...time.Duration) { t.pauses = pauses }

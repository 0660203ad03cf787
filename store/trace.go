package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/flate"

	"expresso/model"
)

// A trace lies in the database as a deflated JSON array of its events. An execution hands
// its data from state to state, so the same texts are in a trace many times: deflated,
// it takes a tenth of the room.

// maxTrace bounds the texts of a trace that is kept: 64 inputs of the largest size. The
// trace of a Map over tens of thousands of items can be seen while the program runs, but
// would make the history hundreds of times as large as what else is kept of the run.
const maxTrace = 64 * model.MaxInput

// eventSize is about what an event takes beside its details, as it is stored.
const eventSize = 128

// keptEvent is an event as it is stored. The names are part of the database's format.
type keptEvent struct {
	ID       int64  `json:"i"`
	Previous int64  `json:"p,omitempty"`
	Type     string `json:"y"`
	Nanos    int64  `json:"t"` // since the epoch
	State    string `json:"s,omitempty"`
	Details  string `json:"d,omitempty"`
}

// packTrace returns a trace as it is stored, nil for one that is not kept.
func packTrace(events []model.Event) ([]byte, error) {
	if len(events) == 0 {
		return nil, nil
	}
	size := 0
	for _, e := range events {
		if size += eventSize + len(e.Details); size > maxTrace {
			return nil, nil
		}
	}
	kept := make([]keptEvent, len(events))
	for i, e := range events {
		kept[i] = keptEvent{e.ID, e.Previous, e.Type, e.Time.UnixNano(), e.State, e.Details}
	}
	var text, out bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(kept); err != nil {
		return nil, err
	}
	// Unlike a flate.Writer, this needs no tables of a megabyte, which one run would pay for alone.
	if err := flate.StatelessDeflate(&out, text.Bytes(), true, nil); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpackTrace undoes packTrace.
func unpackTrace(packed []byte) ([]model.Event, error) {
	// A text is at most six times as long when its characters are escaped, and what stands
	// around an event is short: more was not written by packTrace.
	const most = 8 * maxTrace
	var kept []keptEvent
	if err := json.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), most)).Decode(&kept); err != nil {
		return nil, model.WithHint(fmt.Errorf("cannot read the saved trace: %w", err), "the history is damaged: the rest of the run may still be right")
	}
	events := make([]model.Event, len(kept))
	for i, k := range kept {
		events[i] = model.Event{ID: k.ID, Previous: k.Previous, Type: k.Type, Time: time.Unix(0, k.Nanos).UTC(), State: k.State, Details: k.Details}
	}
	return events, nil
}

// KeepTrace saves a trace with a run that was finished without one.
func (h *History) KeepTrace(ctx context.Context, id model.RunID, trace []model.Event) error {
	packed, err := packTrace(trace)
	if err != nil {
		return fmt.Errorf("the trace of %s: %w", id, err)
	}
	if packed == nil {
		return nil
	}
	h.settle() // the run may be gathered
	return h.inBatch(ctx, func(tx txn) error { return tx.exec(ctx, insertTrace, packed, id) })
}

// Trace returns the trace that was recorded with a run.
func (h *History) Trace(ctx context.Context, id model.RunID) ([]model.Event, error) {
	h.settle()
	var packed []byte
	err := h.db.QueryRowContext(ctx, selectTrace, id).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, model.ErrNoTrace
	}
	if err != nil {
		return nil, explain(err, h.path)
	}
	return unpackTrace(packed)
}

// Package preferences remembers theme, code style, mouse and Vim keys from session to session.
package preferences

import (
	"context"
	"encoding/json"
	"slices"

	"expresso/model"
	"expresso/ui/layout"
	"expresso/ui/theme"
)

// Screen is how the screen looked, and what was switched while the workbench ran.
type Screen struct {
	Theme  string       `json:"theme,omitempty"` // that was chosen, "" if none was
	Style  *string      `json:"style,omitempty"` // of JSON, nil if none was chosen
	Mouse  *bool        `json:"mouse,omitempty"` // nil if it was not switched
	Vim    *bool        `json:"vim,omitempty"`   // as well
	Focus  layout.Pane  `json:"focus"`
	Tab    int          `json:"tab"`
	Zoomed bool         `json:"zoomed,omitempty"`
	Rerun  bool         `json:"rerun,omitempty"` // the last input when its machine's definition is saved
	Sizes  layout.Sizes `json:"sizes"`
}

// key is where the session has it.
const key = "screen"

// read reads what the session remembers. What is not there, or cannot be read, costs a
// convenience only.
func read(ctx context.Context, session model.Session) Screen {
	first := Screen{Focus: layout.Input}
	text, err := session.Get(ctx, key)
	was := first
	if err != nil || text == "" || json.Unmarshal([]byte(text), &was) != nil {
		return first
	}
	if !slices.Contains(theme.Names(), was.Theme) {
		was.Theme = ""
	}
	if was.Style != nil && *was.Style != "" {
		if _, ok := theme.StyleOf(*was.Style); !ok {
			was.Style = nil
		}
	}
	if !slices.Contains(layout.Panes[:], was.Focus) {
		was.Focus = layout.Input
	}
	was.Sizes = was.Sizes.Bounded()
	return was
}

// Global is a session for all targets, in which what the session of one remembered before there was it
// is found until there is something newer.
func Global(all, one model.Session) model.Session {
	if all == nil {
		return one
	}
	return global{all, one}
}

type global struct {
	model.Session
	before model.Session
}

// Get reads what all targets have in common, or else what one has.
func (g global) Get(ctx context.Context, key string) (string, error) {
	text, err := g.Session.Get(ctx, key)
	if err != nil || text != "" {
		return text, err
	}
	return g.before.Get(ctx, key)
}

// Write writes it down.
func (s Screen) Write(ctx context.Context, session model.Session) error {
	s.Sizes = s.Sizes.Bounded()
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return session.Put(ctx, key, string(text))
}

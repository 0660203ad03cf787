package dialog

import "expresso/ui/action"

// Sections are what the dialogs of every feature answer keys with, with those that a user
// bound.
func Sections(keys action.Keys) []action.Section {
	return []action.Section{
		{Title: "a question", Actions: own(&Confirm{Yes: "yes"}, keys)},
		{Title: "a prompt", Actions: own(NewPrompt("", "", "", nil), keys), Typed: true},
		{Title: "a choice", Actions: own(NewChoose(Choose{Verb: "choose"}), keys), Typed: true},
		{Title: "a menu", Actions: own(NewMenu("", "choose", nil), keys)},
		{Title: "the palette", Actions: own(NewPalette(nil), keys), Typed: true},
		{Title: "the help", Actions: own(NewHelp(nil), keys), Typed: true},
	}
}

func own(d interface {
	Dialog
	binder
}, keys action.Keys,
) []action.Action {
	d.Bind(keys)
	return d.Actions()
}

package model

// The keys of what a session remembers. The workbench and plain mode share them, so that each finds
// what the other left: the picked machine, and each machine's draft.

// SessionMachine is the key of the picked machine: an ARN. There is one for each account and region, once the
// machines of a target have been listed.
func SessionMachine(on Info) string {
	if on.Local {
		return "machine"
	}
	return "machine " + on.Region + " " + on.Account
}

// SessionDraft is the key of a machine's draft.
func SessionDraft(m ARN) string { return "draft " + string(m) }

// SessionDraftName is the key of the saved input that a draft started from: "" for none.
func SessionDraftName(m ARN) string { return "draft-name " + string(m) }

// SessionStarred is the key of the machines that are listed first: their ARNs, one per line.
func SessionStarred(on Info) string { return "starred " + on.Region + " " + on.Account }

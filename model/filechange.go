package model

// FileChange is a file that is about to be written.
type FileChange struct {
	Path          string // as short as the user writes it
	Before, After string // its text; Before is "" where there is no file
}

// Verb is what writing does to the file: new, changed or unchanged.
func (f FileChange) Verb() string {
	switch f.Before {
	case "":
		return "new"
	case f.After:
		return "unchanged"
	}
	return "changed"
}

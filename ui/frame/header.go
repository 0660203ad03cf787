package frame

import (
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Header is the first line: where runs go and what the session has cost. What happens now goes
// before the whole of the folder's name, then the session, then the place.
type Header struct {
	Left   string // always shown
	Folder string // of the workspace, shortened from its beginning where there is no room
	Now    string // what happens now
	Place  string // region and account
	// Session is what the session has cost, and Cost the same in fewer cells.
	Session, Cost string
}

// minFolder and maxFolder are how many cells the folder's name has.
const minFolder, maxFolder = 8, 40

// View draws it in so many cells.
func (h Header) View(t *theme.Theme, width int) string {
	left, sep := h.Left, t.Dim.Render(" "+t.Sep+" ")
	// The cost outlives the folder's name, and some of that name the place.
	for _, try := range []struct {
		tail   string
		folder int // cells at least
	}{{h.Place + "   " + h.Session, minFolder}, {h.Session, minFolder}, {h.Cost, minFolder}, {h.Cost, 0}, {"", 0}} {
		room := width - screen.Width(left) - screen.Width(h.Now) - screen.Width(try.tail) - 2
		cells := max(min(screen.Width(h.Folder), maxFolder, room-screen.Width(sep)), 0)
		if cells < min(try.folder, screen.Width(h.Folder)) || room < 0 && try.tail != "" {
			continue
		}
		if cells >= min(minFolder, screen.Width(h.Folder)) && cells > 0 {
			left += sep + screen.FitLeft(h.Folder, cells, t.Ellipsis)
		}
		left += h.Now
		return t.Fit(left+screen.Blanks(width-screen.Width(left)-screen.Width(try.tail))+try.tail, width)
	}
	return ""
}

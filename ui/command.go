package ui

import "expresso/ui/ask"

// command makes a tea.Cmd of what may take longer than a frame.
var command = ask.Command

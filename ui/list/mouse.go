package list

import tea "github.com/charmbracelet/bubbletea"

// WheelRows is how far one notch of the wheel goes.
const WheelRows = 3

// Wheel is how many rows the wheel goes down, negative if up, 0 if it is not the wheel.
func Wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -WheelRows
	case tea.MouseButtonWheelDown:
		return WheelRows
	}
	return 0
}

// Clicked reports whether the left button was pressed.
func Clicked(msg tea.MouseMsg) bool {
	return msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
}

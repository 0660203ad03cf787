package history

// OnlyFailed and OnlyStarred choose from the filter menu.
func (l *List) OnlyFailed()  { l.onFilter(kindMsg{2}) }
func (l *List) OnlyStarred() { l.onFilter(kindMsg{4}) }

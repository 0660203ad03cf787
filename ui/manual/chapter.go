package manual

import (
	"strings"

	"expresso/ui/dialog"
)

// OpenMsg is told when a topic is to be opened, at a section if it names one.
type OpenMsg struct{ Topic, Section string }

// chapter lists topics in the help, and their sections where something is looked for: by
// their titles, or by what is in them.
func chapter(topics []Topic) dialog.Chapter {
	c := dialog.Chapter{Title: "manual"}
	entry := func(topic, section, title string) dialog.Command {
		return dialog.Command{Title: title, Keys: topic, Words: topic, Stays: true, Then: OpenMsg{topic, section}}
	}
	for _, t := range topics {
		all := []dialog.Command{entry(t.Name, "", t.Summary)} // what stands before the first section is the topic's
		for _, b := range Parse(t.Text) {
			if b.Kind == Heading && b.Level > 1 {
				all = append(all, entry(t.Name, Words(b.Text), Words(b.Text)))
			}
			all[len(all)-1].Words += " " + strings.ToLower(b.words())
		}
		c.Commands, c.Deep = append(c.Commands, all[0]), append(c.Deep, all[1:]...)
	}
	return c
}

// words are all the words of a block.
func (b Block) words() string {
	words := append([]string{Words(b.Text)}, b.Lines...)
	for _, row := range b.Rows {
		for _, cell := range row {
			words = append(words, Words(cell))
		}
	}
	return strings.Join(words, " ")
}

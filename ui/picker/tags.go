package picker

import (
	"context"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

const (
	// maxTagged is of how many machines the tags are read at once: a request for each.
	maxTagged = 500
	// maxAsking is how many are asked for side by side.
	maxAsking = 8
	// tagPrefix begins a word of the filter that names a tag.
	tagPrefix = "tag:"
)

// tags are those of machines, as far as they were read.
type tags struct {
	query   string // key=value or key of the filter, "" for none
	of      map[model.ARN]map[string]string
	missing int // machines that the filter is about and whose tags nobody has read
	reading bool
	err     error
}

// tagsMsg is sent when tags have been read.
type tagsMsg struct {
	of  map[model.ARN]map[string]string
	err error // why not all could be
}

// terms are the words of the filter that names are searched for, and the tag.
func (l *List) terms() (text, tag string) {
	value := l.filter.Value()
	if !strings.Contains(value, tagPrefix) {
		return strings.TrimSpace(value), ""
	}
	var words []string
	for word := range strings.FieldsSeq(value) {
		if query, ok := strings.CutPrefix(word, tagPrefix); ok {
			tag = query
			continue
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), tag
}

// named lists the machines whose names match a text, all for none.
func (l *List) named(text string) []int {
	if text == "" {
		return l.order()
	}
	return l.search(text)
}

// found lists the machines that the filter leaves.
func (l *List) found(text string) []int {
	if arn, ok := l.namedARN(); ok {
		if i, listed := l.find(arn); listed {
			return []int{i}
		}
		return nil
	}
	all := l.named(text)
	l.tags.missing = 0
	if l.tags.query == "" {
		return all
	}
	var left []int
	for _, i := range all {
		switch of, known := l.tags.of[l.machines[i].ARN]; {
		case !known:
			l.tags.missing++
		case has(of, l.tags.query):
			left = append(left, i)
		}
	}
	return left
}

// has reports whether tags hold what a filter says: key, or key=value of which the end may be
// missing.
func has(of map[string]string, query string) bool {
	key, value, valued := strings.Cut(query, "=")
	for k, v := range of {
		if strings.EqualFold(k, key) && (!valued || strings.HasPrefix(strings.ToLower(v), strings.ToLower(value))) {
			return true
		}
	}
	return false
}

// untagged counts the machines that the filter is about and whose tags nobody has read.
func (l *List) untagged() int {
	if l.tags.query == "" {
		return 0
	}
	return l.tags.missing
}

// readTags reads the tags that the filter needs.
func (r *Room) readTags() tea.Cmd {
	tagger, ok := r.Bench.Target.(model.Tagger)
	if !ok {
		r.Warn("this target's machines have no tags")
		return nil
	}
	l := r.List
	text, _ := l.terms()
	var arns []model.ARN
	for _, i := range l.named(text) {
		if arn := l.machines[i].ARN; len(arns) < maxTagged {
			if _, known := l.tags.of[arn]; !known {
				arns = append(arns, arn)
			}
		}
	}
	l.tags.reading, l.tags.err = true, nil
	return ask.Command(func() tea.Msg { return tagsOf(r.Context, tagger, arns) })
}

// tagsOf reads the tags of machines, and stops where one cannot be read: a permission that is
// missing for one is mostly missing for all.
func tagsOf(ctx context.Context, tagger model.Tagger, arns []model.ARN) tagsMsg {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	msg := tagsMsg{of: make(map[model.ARN]map[string]string, len(arns))}
	var mu sync.Mutex
	var asking sync.WaitGroup
	next := make(chan model.ARN)
	for range maxAsking {
		asking.Go(func() {
			for arn := range next {
				if ctx.Err() != nil {
					continue
				}
				of, err := tagger.Tags(ctx, arn)
				mu.Lock()
				switch {
				case err == nil:
					msg.of[arn] = of
				case msg.err == nil:
					msg.err = err
					stop()
				}
				mu.Unlock()
			}
		})
	}
	for _, arn := range arns {
		next <- arn
	}
	close(next)
	asking.Wait()
	return msg
}

func (r *Room) onTags(msg tagsMsg) {
	l := r.List
	if l.tags.of == nil {
		l.tags.of = map[model.ARN]map[string]string{}
	}
	for arn, of := range msg.of {
		l.tags.of[arn] = of
	}
	l.tags.reading, l.tags.err = false, msg.err
	if msg.err != nil {
		r.Fail("cannot read the tags", msg.err)
	}
	l.arrange()
}

package picker

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/list"
)

// listed is how far the machines are listed. The zero value says that all are.
type listed struct {
	loading bool      // a page is awaited
	more    bool      // not all are shown: others are on pages that are not listed yet
	pages   int       // that have been read
	read    int       // machines on them
	err     error     // why the pages that are not listed yet are not available
	at      time.Time // when a list that is being read again was read before; zero if it is new
}

// whole reports whether all machines are shown, as they are or were a while ago.
func (l listed) whole() bool {
	return !l.more && (l.err == nil || !l.at.IsZero()) && (!l.loading || l.pages > 0 || !l.at.IsZero())
}

// reading is a list of machines as far as it has been read.
type reading struct {
	found []model.Machine
	pages int
	next  string // the token of the page that comes next
	// tokens are those of the pages so far, and next.
	tokens []string
}

// pageMsg is sent when the target has listed a page of its machines, or refused to.
type pageMsg struct {
	seq     ask.Seq
	read    reading
	catalog *catalog     // what to show from now on, nil for what is shown
	older   model.Listed // that is a part of it
	picked  model.ARN    // in the last session
	starred []model.ARN
	usual   string // account of the target, as far as that is known without it
	err     error
}

// Failed is why there are no machines, or not all.
func (m pageMsg) Failed() error { return m.err }

// Load asks the target for its machines. Where a list broke off it continues.
func (r *Room) Load() tea.Cmd {
	from := reading{}
	if r.List.listed.err != nil && r.read.next != "" {
		from = r.read
	}
	l := &r.List.listed
	if l.whole() && l.at.IsZero() && r.shown {
		l.at = r.readAt
	}
	l.loading = true
	ctx, seq := r.asked.Next(r.Context)
	return r.page(ctx, seq, from)
}

// page asks for a page. The pages of a list that is read again are shown when all are there.
func (r *Room) page(ctx context.Context, seq ask.Seq, read reading) tea.Cmd {
	again := r.List.Len() > 0 && !r.List.listed.more && r.shown
	return ask.Command(func() tea.Msg {
		machines, next, err := r.Bench.Page(ctx, read.next)
		info := r.Bench.Target.Info()
		msg := pageMsg{seq: seq, read: read, err: err}
		if read.pages == 0 {
			// A session that cannot be read costs a convenience: the first machine is picked.
			picked, _ := r.Session.Get(ctx, model.SessionMachine(info))
			msg.usual = r.usually(ctx, info)
			starred, _ := r.Session.Get(ctx, starredOf(info, msg.usual))
			msg.picked, msg.starred = model.ARN(picked), lines(starred)
		}
		// The list of before tells of the pages that are not listed yet, once it is known whose machines these are.
		if read.pages == 0 && (err != nil || next != "") && r.Lists != nil && !again {
			msg.older, _ = r.Lists.Load(info) // a convenience
		}
		if err != nil {
			if len(msg.older.Machines) > 0 {
				msg.catalog = newCatalog(msg.older.Machines)
			}
			return msg
		}
		msg.read = reading{found: merged(read.found, machines), pages: read.pages + 1, next: next, tokens: append(slices.Clip(read.tokens), next)}
		if msg.read.pages == 1 && next == "" {
			msg.read.found = list.Natural(machines, func(m model.Machine) string { return m.Name })
		}
		switch err := model.MayRead(read.tokens, next, len(msg.read.found)); {
		case err != nil:
			msg.read, msg.err = read, err
		case next == "":
			msg.catalog = newCatalog(msg.read.found)
			if r.Lists != nil && !info.Local && info.Account != "" {
				_ = r.Lists.Save(info, model.Listed{Machines: msg.read.found, At: r.Now()}) // a convenience
			}
		case len(msg.older.Machines) > 0:
			msg.catalog = newCatalog(merged(msg.older.Machines, msg.read.found))
		case !again:
			msg.catalog = newCatalog(msg.read.found)
		}
		return msg
	})
}

func (r *Room) onPage(msg pageMsg) tea.Cmd {
	if !r.asked.Is(msg.seq) {
		return nil // it is read again
	}
	first, l := !r.shown, r.List
	complete := msg.err == nil && msg.read.next == ""
	r.read, r.shown = msg.read, true
	if msg.read.pages == 0 || msg.usual != "" {
		r.usual = msg.usual
	}
	at := l.listed.at
	if !msg.older.At.IsZero() {
		at = msg.older.At
	}
	if complete {
		r.read, at, r.readAt = reading{}, time.Time{}, r.Now()
	}
	l.listed = listed{
		loading: msg.err == nil && !complete, pages: msg.read.pages, read: len(msg.read.found), err: msg.err, at: at,
		more: !complete && at.IsZero() && (first || l.listed.more || msg.catalog != nil),
	}
	if msg.catalog != nil {
		l.setCatalog(msg.catalog)
	}
	if msg.starred != nil {
		l.starred = msg.starred
	}
	r.addKnown()
	var cmds []tea.Cmd
	if l.listed.loading {
		cmds = append(cmds, r.page(r.asked.Of(r.Context, msg.seq), msg.seq, msg.read))
	} else {
		r.asked.Done(msg.seq)
	}
	if first && msg.err == nil {
		r.Tell(ListedMsg{})
	}
	if first || !l.listed.loading {
		cmds = append(cmds, r.LoadLast())
	}
	switch {
	case msg.err != nil && msg.read.pages > 0:
		r.Fail("cannot list all state machines", msg.err)
	case msg.err != nil:
		r.Fail("cannot list the state machines", msg.err)
	}
	if complete {
		r.refresh()
		for _, arn := range l.Opened() {
			cmds = append(cmds, r.readQualifiers(arn))
		}
	}
	return tea.Batch(append(cmds, r.choose(msg, first, complete))...)
}

// choose picks a machine where that costs nothing: that of the last session, or else the first.
func (r *Room) choose(msg pageMsg, first, complete bool) tea.Cmd {
	if msg.picked != "" {
		r.before = msg.picked
	}
	wanted := r.wanted
	r.wanted = ""
	explains := complete && (first || r.explaining)
	if complete {
		r.explaining = false
	}
	machines := r.List.Machines()
	if m, ok := firstRunnable(machines, wanted); ok && wanted != "" && m.ARN == wanted {
		return r.Pick(m, wanted)
	}
	picked := r.before
	switch m, ok := firstRunnable(machines, picked.Unqualified()); {
	case !ok && explains:
		return r.explain(machines)
	case !ok || r.machine.ARN != "":
	case r.Bills():
		// A key that is pressed too early must not run what nobody picked.
		if first {
			r.List.MoveTo(picked)
			r.Tell(ChooseMsg{})
		}
	case complete || msg.err != nil || m.ARN == picked.Unqualified(): // it may be on a page that is still to come
		if picked.Unqualified() != m.ARN {
			picked = m.ARN
		}
		return r.Pick(m, picked)
	}
	return nil
}

// addKnown adds machines that are known beside those that are listed.
func (r *Room) addKnown() {
	l := r.List
	if l.home = cmp.Or(r.Bench.Target.Info().Account, r.usual); l.home == "" {
		l.home = onlyAccount(slices.Concat(l.starred, l.lately))
	}
	for _, m := range r.named {
		r.List.add(m)
	}
	if !r.List.listed.whole() {
		r.List.known(r.List.starred, "starred")
		r.List.known(r.List.lately, "from the history")
	}
	r.List.arrange()
}

// onlyAccount is the one that all machines are in, "" if there are several.
func onlyAccount(arns []model.ARN) (account string) {
	for _, arn := range arns {
		if account != "" && account != arn.Account() {
			return ""
		}
		account = arn.Account()
	}
	return account
}

// refresh takes over what the target says of the picked machine now.
func (r *Room) refresh() {
	if r.machine.ARN == "" {
		return
	}
	m, ok := r.List.Find(r.machine.ARN)
	if !ok {
		r.machine.Problem = "the target has no " + r.machine.Name + " any more"
		return
	}
	r.machine = m
}

// firstRunnable is the machine with this ARN, or the first that can be run.
func firstRunnable(machines []model.Machine, arn model.ARN) (first model.Machine, ok bool) {
	for _, m := range machines {
		if m.SyncProblem() != "" {
			continue
		}
		if m.ARN == arn {
			return m, true
		}
		if !ok {
			first, ok = m, true
		}
	}
	return first, ok
}

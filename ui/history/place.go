package history

import (
	"strings"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// inWords is a region and account for people.
func inWords(place string) string {
	region, account, _ := strings.Cut(place, ":")
	return screen.Visible(strings.TrimSpace(region + " " + account))
}

// elsewhere says in which region and account a run was made, as far as they are others than those
// that runs go to now; "" if they are the same.
func (l *List) elsewhere(r *model.Run) string {
	info, machine := l.here(), r.Machine
	if !machine.IsARN() || info.Region == "" {
		return ""
	}
	if r.Target == "embedded" && !info.Local {
		return r.Target
	}
	var parts []string
	if machine.Region() != info.Region {
		parts = append(parts, machine.Region())
	}
	if info.Account != "" && machine.Account() != info.Account {
		parts = append(parts, machine.Account())
	}
	return screen.Visible(strings.Join(parts, " "))
}

// placeItem is the choice of runs in one region and account: those of the run under the cursor, or
// where runs go now.
func (r *Room) placeItem(run model.Run) dialog.Item {
	item := dialog.Item{Key: "r", Name: "one region and account"}
	if place := r.List.filter.place; place != "" {
		item.Name, item.On, item.Then = "in "+inWords(place), true, placeMsg{}
		return item
	}
	place := run.Machine.Place()
	if place == "" {
		if info := r.Bench.Target.Info(); info.Region != "" && info.Account != "" {
			place = info.Region + ":" + info.Account
		}
	}
	if place == "" {
		item.Reason = "no run is under the cursor"
		return item
	}
	item.Name, item.Then = "in "+inWords(place), placeMsg{place}
	return item
}

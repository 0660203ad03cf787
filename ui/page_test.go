package ui_test

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

// On what takes the whole screen, help, palette and quitting work as on the panes, and it is
// there again afterwards.
func TestPages(t *testing.T) {
	for _, p := range []struct {
		name, mark, help string
		open             func(d *driver)
	}{
		{"replay", "5 of 5", "rerun the failures", func(d *driver) { d.Focus(saved).Press("R").Sees("5 of 5") }},
		{"case", "+ run of 14:03:22", "next difference", func(d *driver) {
			d.Focus(saved).Press("R").Sees("5 of 5").Press("down", "enter").Sees("+ run of")
		}},
		{"accept", "Accept · order-approval", "ignore the value under the cursor", func(d *driver) {
			d.Focus(saved).Press("R").Sees("5 of 5").Press("down", "E").Sees("+ new")
		}},
		{"burst", "Burst · order-approval", "stop; again", func(d *driver) {
			d.Focus(saved).Press("B").Sees("how many").Press("enter").Sees("finished")
		}},
		{"comparison", "+ order-approval:1", "next tab", func(d *driver) {
			d.Focus(saved).Press("V").Keys("1").Press("enter").Sees("no differences")
		}},
		{"graph", "cannot read the definition", "next state that failed", func(d *driver) { d.Press("f2").Sees("cannot read the definition") }},
	} {
		t.Run(p.name, func(t *testing.T) {
			d := start(t, setup{
				target: near{orders(echoes)}, dir: suiteDir(t), profile: termenv.TrueColor, resolveOther: qualified(""),
			}).Pick("order-approval")
			p.open(d)
			was := d.app.View()
			d.Press("?").Sees("┏ ▸ Help", p.help).Press("esc").Sees(p.mark).
				Press("ctrl+p").Sees("┏ ▸ Commands", p.mark).Press("esc").Sees(p.mark).SeesNot("Commands")
			if now := d.app.View(); now != was {
				t.Errorf("it is another afterwards\n%s", d.screen())
			}
			// Other colours are for it, too: none of those of before is left.
			d.Do("theme light").Sees(p.mark)
			if now := d.app.View(); strings.Contains(now, "38;2;127;179;255") || now == was {
				t.Errorf("it has colours of the dark theme\n%q", now)
			}
			// What is about the panes leaves it.
			d.Do("next pane").SeesIn(machines, "slow-report").SeesNot(p.mark)
			p.open(d)
			d.Press("q").Sees("Quit expresso?").Press("esc").Sees(p.mark)
			d.Press("ctrl+q").until("the program ends", func() bool { return d.quit })
		})
	}
}

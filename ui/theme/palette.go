package theme

// palette holds the colours of one theme: "#rrggbb", or the number of an ANSI colour. An
// empty colour is the terminal's own foreground.
type palette struct {
	dim, accent, frame, focus, ok, fail, wait, warn string
	key, text, number, literal, punct               string // JSON; text is for strings
}

var palettes = map[string]palette{
	Dark: {
		dim: "#8b93a3", accent: "#e0af68", frame: "#4a5160", focus: "#7fb4ff",
		ok: "#8fc98a", fail: "#f7686f", wait: "#6fd0d8", warn: "#e5c07b",
		key: "#86b9f5", text: "#a8cf9a", number: "#dba6ee", literal: "#6fd0d8", punct: "#8b93a3",
	},
	Light: {
		dim: "#646b76", accent: "#8a4b00", frame: "#b3b9c4", focus: "#1f55c4",
		ok: "#1f7a34", fail: "#c4161c", wait: "#0b6e80", warn: "#855600",
		key: "#1f4fb0", text: "#2c6b2f", number: "#7a34ab", literal: "#0b6e80", punct: "#646b76",
	},
	// Every colour has a relative luminance between 0.175 and 0.183, the only band with a
	// contrast of 4.5 to 1 against black and against white.
	Contrast: {
		dim: "#767676", accent: "#9c6d00", frame: "#767676", focus: "#0077d7",
		ok: "#008740", fail: "#ed0033", wait: "#00818c", warn: "#9c6d00",
		key: "#0077d7", text: "#008740", number: "#a554c0", literal: "#00818c", punct: "",
	},
	Terminal: {
		dim: "8", accent: "3", frame: "8", focus: "12",
		ok: "2", fail: "1", wait: "6", warn: "3",
		key: "4", text: "2", number: "5", literal: "6", punct: "",
	},
}

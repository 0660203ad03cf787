package local

import "testing"

func TestMomentary(t *testing.T) {
	for value, want := range map[string]bool{
		`"2026-12-01T10:00:00.123Z"`: true, `"2026-12-01T10:00:00+01:00"`: true, `"0d5f6d3a-1c11-4d7e-8ab3-2f7e2f5d7a7c"`: true,
		`"arn:aws:states:us-east-1:111122223333:express:orders:a:b"`: true, `1796126883095`: true, `1796126883`: true, `1796126883.095`: true,
		`"2026"`: false, `12`: false, `"A-1003"`: false, `2796126883095`: false, `{"at": "2026-12-01T10:00:00Z"}`: false, ``: false,
	} {
		if momentary(value) != want {
			t.Errorf("%s: want %v", value, want)
		}
	}
}

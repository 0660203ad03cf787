package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxDays is the maximum number of days in an age: what a time.Duration can hold.
const maxDays = int64(math.MaxInt64 / (24 * time.Hour))

// ParseAge reads a time above zero: days and weeks, which have 24 hours a day here, or what
// Go's durations have.
func ParseAge(text string) (time.Duration, error) {
	for unit, days := range map[string]int64{"d": 1, "w": 7} {
		if count, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.ParseInt(count, 10, 64)
			if err == nil && n > 0 && n <= maxDays/days {
				return time.Duration(n*days) * 24 * time.Hour, nil
			}
		}
	}
	if age, err := time.ParseDuration(text); err == nil && age > 0 {
		return age, nil
	}
	return 0, fmt.Errorf("an age must be like 90d, 12w or 36h, got %.40q", text)
}

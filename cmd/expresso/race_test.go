//go:build race

package main

// underRace reports that the race detector slows the program down many times.
const underRace = true

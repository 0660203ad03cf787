//go:build !unix

package terminal

// NoSuspend says why the program cannot be suspended.
func NoSuspend() string { return "this system cannot suspend programs" }

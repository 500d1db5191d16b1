package main

import (
	"os"
	"syscall"
)

// peak returns the highest resident memory of a process that has ended.
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024
}

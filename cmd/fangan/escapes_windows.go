package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableEscapes makes a console act on escape sequences, which the one of
// cmd.exe does only when it is asked to.
func enableEscapes(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// Fangan turns plan definitions into official documents and their breakdown
// workbooks.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// version is what `fangan version` prints and what documents name as their
// producer.
const version = "0.1.0"

// The exit codes.
const (
	exitFine     = 0
	exitFindings = 1
	exitUsage    = 2
)

func main() {
	os.Exit(Main())
}

// Main runs the program; the script tests call it.
func Main() (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			reportBug(os.Stderr, fmt.Sprint(fault), debug.Stack())
			code = exitFindings
		}
	}()
	return run(os.Args[1:], os.Stdout, os.Stderr)
}

// reportBug tells the user that a fault is ours.
func reportBug(w io.Writer, fault string, stack []byte) {
	fmt.Fprintf(w, "程序内部出错，这不是您的问题：%s\n请把下面的内容和方案文件一起发给维护人员。\nfangan %s\n%s", fault, version, stack)
}

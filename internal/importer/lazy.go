package importer

import (
	"regexp"
	"sync"
)

// lazy is a pattern that is compiled at its first use: every run of the
// program would pay for it otherwise, and few of them import.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

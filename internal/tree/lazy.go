package tree

import (
	"regexp"
	"sync"
)

// lazy is a pattern that is compiled at its first use: a file without faults
// needs none.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

package verify

import (
	"regexp"
	"sync"
)

// A pattern is a regular expression that is compiled when it is first used:
// other commands, which start without it, don't pay for it.
type pattern struct{ compiled func() *regexp.Regexp }

func re(source string) pattern {
	return pattern{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })}
}

func (p pattern) MatchString(s string) bool            { return p.compiled().MatchString(s) }
func (p pattern) FindString(s string) string           { return p.compiled().FindString(s) }
func (p pattern) FindAllString(s string) []string      { return p.compiled().FindAllString(s, -1) }
func (p pattern) FindStringIndex(s string) []int       { return p.compiled().FindStringIndex(s) }
func (p pattern) FindStringSubmatch(s string) []string { return p.compiled().FindStringSubmatch(s) }

func (p pattern) ReplaceAllString(s, with string) string {
	return p.compiled().ReplaceAllString(s, with)
}

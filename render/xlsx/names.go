package xlsx

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// A namer makes sheet names that every spreadsheet program accepts, each once.
type namer map[string]bool

var sheetNameMarks = strings.NewReplacer(`\`, "＼", "/", "／", "?", "？", "*", "＊", "[", "［", "]", "］", ":", "：", "'", "’", "\n", "", "\t", "")

// name returns a name near the one wanted.
func (n namer) name(wanted string) string {
	wanted = strings.TrimSpace(sheetNameMarks.Replace(wanted))
	if wanted == "" {
		wanted = "表"
	}
	name := clip(wanted, maxSheetName)
	for i := 2; n[fold(name)]; i++ {
		suffix := fmt.Sprintf("（%d）", i)
		name = clip(wanted, maxSheetName-len(utf16.Encode([]rune(suffix)))) + suffix
	}
	n[fold(name)] = true
	return name
}

// fold is the form in which programs compare sheet names. History is a name
// that Excel keeps for itself.
func fold(name string) string { return strings.ToLower(name) }

func newNamer() namer { return namer{"history": true} }

// clip cuts a text to a length in UTF-16 units.
func clip(s string, units int) string {
	n := 0
	for i, r := range s {
		n += utf16.RuneLen(r)
		if n > units {
			return s[:i]
		}
	}
	return s
}

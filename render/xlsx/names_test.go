package xlsx

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestSheetNames(t *testing.T) {
	n := newNamer()
	for _, c := range []struct{ wanted, want string }{
		{"县财政局", "县财政局"},
		{"县财政局", "县财政局（2）"},
		{"市委办/府办", "市委办／府办"},
		{`[a]:b*c?d\e'f`, "［a］：b＊c？d＼e’f"},
		{"", "表"},
		{" ", "表（2）"},
		{"History", "History（2）"},
		{"GBT", "GBT"},
		{"gbt", "gbt（2）"},
		{strings.Repeat("长", 40), strings.Repeat("长", 31)},
		{strings.Repeat("长", 41), strings.Repeat("长", 28) + "（2）"},
		{strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 15)},
	} {
		got := n.name(c.wanted)
		if got != c.want {
			t.Errorf("name(%q) = %q, want %q", c.wanted, got, c.want)
		}
		if len(utf16.Encode([]rune(got))) > maxSheetName {
			t.Errorf("name(%q) = %q is too long", c.wanted, got)
		}
	}
}

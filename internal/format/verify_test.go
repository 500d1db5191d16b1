package format

import "testing"

// TestVerify: no change of what a file says passes for a change of form.
func TestVerify(t *testing.T) {
	const file = "# 甲\na = 1 # 乙\nb = [\"x\", # 丙\n]\n[[c]]\nd = {e = 2}\n"
	for _, same := range []string{file, "\n# 甲\na=1# 乙\n\nb = ['x' # 丙\n]\n  [[c]]\n\"d\" = { \"e\" = 2, }"} {
		if !passes(file, same) {
			t.Errorf("%q is refused", same)
		}
	}
	for _, changed := range []string{
		"a = 1 # 乙\nb = [\"x\", # 丙\n]\n[[c]]\nd = {e = 2}\n",
		"# 甲\na = 1\n# 乙\nb = [\"x\", # 丙\n]\n[[c]]\nd = {e = 2}\n",
		"# 甲\na = 2 # 乙\nb = [\"x\", # 丙\n]\n[[c]]\nd = {e = 2}\n",
		"# 甲\na = 1 # 乙\nb = [\"y\", # 丙\n]\n[[c]]\nd = {e = 2}\n",
		"# 甲\na = 1 # 乙\nb = [ # 丙\n\"x\"]\n[[c]]\nd = {e = 2}\n",
		"# 甲\na = 1 # 乙\nb = [\"x\", # 丙\n]\n[c]\nd = {e = 2}\n",
		"# 甲\na = 1 # 乙\nb = [\"x\", # 丙\n]\n[[c]]\nd = {e = \"2\"}\n",
		"# 甲\na = 1 # 乙\nb = [\"x\", # 丙\n]\nd = {e = 2}\n",
	} {
		if passes(file, changed) {
			t.Errorf("%q passes", changed)
		}
	}
}

func passes(file, printed string) (ok bool) {
	defer func() { ok = recover() == nil }()
	read(file).verify([]byte(printed))
	return true
}

package tree

import "testing"

func TestNearest(t *testing.T) {
	units := []string{"县农业农村局", "县财政局", "县住房城乡建设局", "各乡镇人民政府"}
	keys := []string{"title", "text", "tasks", "status", "due", "lead"}
	for _, c := range []struct {
		name       string
		candidates []string
		want       string
	}{
		{"县农业局", units, "县农业农村局"},
		{"县农村农业局", units, "县农业农村局"},
		{"县财正局", units, "县财政局"},
		{"县住房和城乡建设局", units, "县住房城乡建设局"},
		{"各乡镇政府", units, "各乡镇人民政府"},
		{"县机关事务服务中心", units, ""},
		{"", units, ""},
		{"县财政局", nil, ""},
		{"titel", keys, "title"},
		{"tilte", keys, "title"},
		{"stauts", keys, "status"},
		{"task", keys, "tasks"},
		{"whatever", keys, ""},
	} {
		if got, ok := Nearest(c.name, c.candidates); got != c.want || ok != (c.want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", c.name, got, ok, c.want)
		}
	}
	for name, want := range map[string]string{"标题": "title", "完成时限": "due", "deadline": "due", "牵头单位": "lead", "成文日期": "", "titel": "title"} {
		if got, _ := NearestKey(name, keys); got != want {
			t.Errorf("NearestKey(%q) = %q, want %q", name, got, want)
		}
	}
}

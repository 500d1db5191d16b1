package importer

import (
	"strings"
	"testing"
)

// TestProse holds what sentences say about responsibility, and what they do
// not say.
func TestProse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"由县水利局牵头，会同县财政局、县林业局制定实施方案。", "[lead 县水利局] [participate 县财政局 县林业局]"},
		{"县公安局会同县教育局开展护学行动。", "[lead 县公安局] [participate 县教育局]"},
		{"市发展和改革局、市自然资源和规划局牵头，市财政局配合，编制规划。", "[lead 市发展和改革局 市自然资源和规划局] [assist 市财政局]"},
		{"省教育厅牵头制定办法，省财政厅、省审计厅协助。", "[lead 省教育厅] [assist 省财政厅 省审计厅]"},
		{"由各村委会具体负责落实。", "[responsible 各村委会]"},
		{"镇财政所会同镇纪委，及时公开账目。", "[lead 镇财政所] [participate 镇纪委]"},
		{"各市要落实主体责任。", "[responsible 各市]"},
		{"县交通运输局为牵头单位，县财政局为责任单位，加快推进。", "[lead 县交通运输局] [responsible 县财政局]"},
		{"市直各单位、各县（市、区）人民政府，市属国有企业按照各自职责抓好落实。", "[joint 市直各单位 各县（市、区）人民政府 市属国有企业]"},

		{"资金管理由县财政局负责组织。", "[responsible 县财政局]"},
		{"市自由贸易试验区管委会负责编制清单。", "[responsible 市自由贸易试验区管委会]"},

		{"本办法由县应急管理局负责解释。", ""},
		{"县应急管理局负责本办法的解释。", ""},
		{"政府牵头，部门配合，群众参与。", ""},
		{"各级教育部门要加强管理，严防事故。", ""},
		{"主要负责人负总责，分管负责人具体抓。", ""},
		{"由于情况复杂，牵头抓总的力度还要加大。", ""},
		{"值班人员负责登记，参与人员不得缺席。", ""},
		{"加强部门联合执法，会同处置突发事件。", ""},
		{"县水利局印发通知，县财政局列入预算。", ""},
		{"全部负责到底，干部负责到户。", ""},
		{"县工商联合会、县招商局的经验值得推广。", ""},
		{"会同有关方面做好救助。", ""},
	} {
		got := wording(t, "某事。"+c.text)
		if want := strings.TrimSpace(c.text + " " + c.want); strings.TrimSpace(got) != want {
			t.Errorf("got %swant %s", got, want)
		}
	}
}

// TestProseKeepsParagraphs holds that a duty belongs to its own paragraph: the
// one before is not torn apart, the one behind is not drawn in.
func TestProseKeepsParagraphs(t *testing.T) {
	got := wording(t, "某事。先做甲。\n再做乙。由县水利局牵头，做好丙。仍做丁。\n后做戊。")
	want := "先做甲。\n再做乙。由县水利局牵头，做好丙。仍做丁。 [lead 县水利局]\n后做戊。\n"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	got = wording(t, "某事。由县水利局牵头，做好下列工作：\n修渠。")
	want = "由县水利局牵头，做好下列工作：⏎修渠。 [lead 县水利局]\n"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

package font_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"fangan/render/font"
)

// collection joins font files. It is a TTC of the simplest kind: nothing is
// shared.
func collection(files ...string) string {
	header := be([]byte("ttcf"), uint32(0x00010000), uint32(len(files)))
	offset := len(header) + 4*len(files)
	var body []byte
	for _, file := range files {
		header = append(header, be(uint32(offset+len(body)))...)
		moved := []byte(file)
		for i := range int(binary.BigEndian.Uint16(moved[4:])) {
			at := moved[12+16*i+8:]
			binary.BigEndian.PutUint32(at, binary.BigEndian.Uint32(at)+uint32(offset+len(body)))
		}
		body = append(body, moved...)
	}
	return string(append(header, body...))
}

// called is a small face with these names, each with platform and language.
func called(names ...nameRecord) string {
	s := small()
	s.names = names
	return s.file()
}

func simsun() string {
	face := func(chinese, english, postScript string) string {
		return called(nameRecord{3, 1, 0x804, 1, chinese}, nameRecord{3, 1, 0x804, 4, chinese}, nameRecord{3, 1, 0x409, 1, english},
			nameRecord{3, 1, 0x409, 4, english}, nameRecord{3, 1, 0x409, 6, postScript})
	}
	return collection(face("宋体", "SimSun", "SimSun"), face("新宋体", "NSimSun", "NSimSun-Regular"))
}

func TestCollection(t *testing.T) {
	// The faces of a family differ by weight; only the bold one is called so.
	weight := func(full, style, postScript string) string {
		return called(nameRecord{3, 1, 0x409, 1, "Ming"}, nameRecord{3, 1, 0x409, 2, style}, nameRecord{3, 1, 0x409, 4, full},
			nameRecord{3, 1, 0x409, 6, postScript}, nameRecord{3, 1, 0x804, 16, "明体"})
	}
	family := collection(weight("Ming Bold", "Bold", "Ming-Bold"), weight("Ming", "Regular", "Ming-Regular"))
	macintosh := collection(called(nameRecord{3, 1, 0x409, 6, "A"}, nameRecord{1, 25, 33, 4, "\xB7\xC2\xCB\xCE"}), called(nameRecord{3, 1, 0x409, 6, "B"}))
	single := collection(called(nameRecord{3, 1, 0x409, 4, "Only One"}, nameRecord{3, 1, 0x409, 6, "OnlyOne"}))
	for _, c := range []struct{ data, face, want string }{
		{simsun(), "宋体", "SimSun"},
		{simsun(), "新宋体", "NSimSun-Regular"},
		{simsun(), "SimSun", "SimSun"},
		{simsun(), "nsimsun", "NSimSun-Regular"},
		{simsun(), " N Sim Sun ", "NSimSun-Regular"},
		{simsun(), "NSimSun-Regular", "NSimSun-Regular"},
		{family, "Ming Bold", "Ming-Bold"},
		{family, "Ming", "Ming-Regular"},
		{family, "明体", "Ming-Regular"},
		{macintosh, "仿宋", "A"},
		{single, "", "OnlyOne"},
		{small().file(), "测试体", "TestFace-R1"},
		{small().file(), "", "TestFace-R1"},
	} {
		f, err := font.OpenNamed("某.ttc", c.data, c.face)
		if err != nil {
			t.Errorf("%q: %v", c.face, err)
			continue
		}
		if f.Name() != c.want {
			t.Errorf("%q is %s, want %s", c.face, f.Name(), c.want)
		}
		id, ok := f.Glyph('学')
		if !ok {
			t.Errorf("%q has no 学", c.face)
		}
		if subset, err := f.Subset([]font.Pick{{ID: id, Advance: 900}}); err != nil {
			t.Error(err)
		} else {
			checkSubset(t, small().file(), subset, []int{0, 2, 1}, []int{1000, 900, 1000})
		}
	}
	for _, c := range []struct{ data, face, message, help string }{
		{simsun(), "", "没有写明", `里面有：宋体（SimSun）、新宋体（NSimSun）；请在文件名后面写 # 和字体名，例如 "simsun.ttc#宋体"`},
		{simsun(), "仿宋", "没有叫“仿宋”", `里面有：宋体（SimSun）、新宋体（NSimSun）；请照抄其中一个名称，例如 "simsun.ttc#宋体"`},
		{small().file(), "宋体", "没有叫“宋体”", `里面只有Test Face Regular，不用写 # 和字体名："simsun.ttc"`},
	} {
		_, err := font.OpenNamed("simsun.ttc", c.data, c.face)
		fault, ok := errors.AsType[*font.FaceError](err)
		if !ok || !strings.Contains(fault.Message, c.message) || fault.Help != c.help {
			t.Errorf("%q: %v\nwant %s; %s", c.face, err, c.message, c.help)
		}
	}
}

func TestCutCollection(t *testing.T) {
	data := simsun()
	for n := range len(data) {
		for _, name := range []string{"", "宋体", "新宋体"} {
			if f, err := font.OpenNamed("试.ttc", data[:n], name); err == nil && f.Glyphs() == 0 {
				t.Errorf("a face without glyphs from %d bytes", n)
			}
		}
	}
	many := be([]byte("ttcf"), uint32(0x00010000), uint32(0xFFFFFFFF), make([]uint32, 5000))
	if _, err := font.OpenNamed("试.ttc", string(many), "宋体"); err == nil {
		t.Error("a collection of four thousand million faces is accepted")
	}
}

func TestSplitName(t *testing.T) {
	for _, c := range [][3]string{
		{"simsun.ttc#新宋体", "simsun.ttc", "新宋体"},
		{"C:/Windows/Fonts/SIMSUN.TTC# NSimSun ", "C:/Windows/Fonts/SIMSUN.TTC", "NSimSun"},
		{"思源.otf#Source Han Serif SC", "思源.otf", "Source Han Serif SC"},
		{"仿宋.ttf", "仿宋.ttf", ""},
		{"D:/C#/仿宋.ttf", "D:/C#/仿宋.ttf", ""},
		{"D:/C#/宋.ttc#甲", "D:/C#/宋.ttc", "甲"},
		{"#", "#", ""},
		{"", "", ""},
	} {
		if file, face := font.SplitName(c[0]); file != c[1] || face != c[2] {
			t.Errorf("SplitName(%q) = %q, %q; want %q, %q", c[0], file, face, c[1], c[2])
		}
	}
}

func TestStyles(t *testing.T) {
	own, latin := mustOpen(t, small().file()), mustOpen(t, systemLatin(t))
	set := font.NewSet([]font.Named{{Role: font.Kai, Face: own, Path: "楷.ttf"}}).WithStyles([]font.Style{
		{Name: "title.role", Role: font.XiaoBiaoSong, Face: own, Path: "标题.ttf"},
		{Name: "heading2.role", Role: font.Kai, Bold: true},
		{Name: "heading3.role", Role: font.FangSong, Bold: true, LatinRole: font.Song},
		{Name: "body.role", Role: font.FangSong, Latin: latin, LatinPath: "times.ttf"},
	})
	for _, c := range []struct {
		role   font.Role
		text   string
		want   string
		stroke int
	}{
		{"title.role", "字", "TestFace-R1", 0},
		{"title.role", "县A", "FanganXiaobiaosong-Regular", 0},
		{"heading2.role", "字", "TestFace-R1", 33},
		{"heading2.role", "县1", "FanganKai-Regular", 33},
		{"heading3.role", "县（，“”·×℃", "FanganFangsong-Regular", 33},
		{"heading3.role", "1A.%-₂²−", "FanganSong-Regular", 33},
		{"body.role", "1A.%-éμ", latin.Name(), 0},
		{"body.role", "县（，“”·×÷℃°—…", "FanganFangsong-Regular", 0},
		{font.Kai, "字", "TestFace-R1", 0},
		{font.FangSong, "1县", "FanganFangsong-Regular", 0},
	} {
		for _, r := range c.text {
			face, _, ok := set.Lookup(c.role, r)
			if !ok || face.Name() != c.want || face.Stroke() != c.stroke {
				t.Errorf("%s %c comes from %s (%d), want %s (%d)", c.role, r, face.Name(), face.Stroke(), c.want, c.stroke)
			}
		}
	}
	// Styles that are bold share one face, so that one subset serves them.
	a, _, _ := set.Lookup("heading3.role", '1')
	if b := set.LatinRows("heading3.role")[0].Face; a != b {
		t.Error("two bold faces of one")
	}
	if rows := set.Rows("title.role"); len(rows) != 3 || rows[0].Path != "标题.ttf" || rows[0].Role != font.XiaoBiaoSong || rows[1].Path != "" {
		t.Errorf("rows %+v", rows)
	}
	if rows := set.LatinRows("body.role"); len(rows) != 1 || rows[0].From() != "times.ttf" {
		t.Errorf("Latin rows %+v", rows)
	}
	if set.Rows("x.role") != nil || len(set.Faces(font.Song)) != 1 {
		t.Error("roles of the set")
	}
}

// systemLatin is a small face with Latin characters.
func systemLatin(t *testing.T) string {
	t.Helper()
	s := small()
	s.bmp, s.all = map[rune]uint16{}, nil
	for r := rune(' '); r < 0x3D0; r++ {
		s.bmp[r] = 1
	}
	s.names = []nameRecord{{3, 1, 0x409, 6, "Times"}}
	return s.file()
}

// FuzzCollection: as FuzzOpen, for collections and CFF outlines.
func FuzzCollection(f *testing.F) {
	ttc := simsun()
	otf := one("10 20 rmoveto -107 callsubr 0 100 1 1 100 0 rrcurveto 100 50 hlineto endchar").file()
	f.Add([]byte(ttc), "宋体")
	f.Add([]byte(otf), "")
	f.Add([]byte(collection(otf, small().file())), "测试体")
	for at := 4; at < len(ttc); at += 97 {
		flipped := []byte(ttc)
		flipped[at] ^= 0xFF
		f.Add(flipped, "新宋体")
		f.Add([]byte(ttc[:at]), "新宋体")
	}
	for at := 4; at < len(otf); at += 37 {
		flipped := []byte(otf)
		flipped[at] ^= 0xFF
		f.Add(flipped, "")
	}
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		face, err := font.OpenNamed("试.ttc", string(data), name)
		if err != nil {
			if _, ok := errors.AsType[*font.FaceError](err); !ok {
				t.Errorf("error is %T", err)
			}
			return
		}
		survives(t, face, len(data))
	})
}

// TestFlippedNoto flips bytes of a real collection, one in two hundred of its
// outlines: whatever comes out, nothing panics or hangs.
func TestFlippedNoto(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 26 MB five times")
	}
	data := []byte(systemFont(t, notoSerif))
	face, err := font.OpenNamed("试.ttc", string(data), "Noto Serif CJK SC")
	if err != nil {
		t.Fatal(err)
	}
	var picks []font.Pick
	for id := 0; id < face.Glyphs(); id += 70 {
		picks = append(picks, font.Pick{ID: uint16(id), Advance: 1000})
	}
	var from, to int // the outlines: the middle of CFF
	directory := string(data[binary.BigEndian.Uint32(data[12:]):])
	for i := range int(be16(directory, 4)) {
		if record := directory[12+16*i:]; record[:4] == "CFF " {
			from, to = int(be32(record, 8)), int(be32(record, 8)+be32(record, 12))
			from, to = from+(to-from)/4, to-(to-from)/4
		}
	}
	seed, drawn, refused := uint32(1), 0, 0
	for range 5 {
		for range (to - from) / 200 {
			seed = seed*1664525 + 1013904223
			data[from+int(seed>>4)%(to-from)] ^= byte(1 << (seed & 7))
		}
		face, err := font.OpenNamed("试.ttc", string(data), "Noto Serif CJK SC")
		if err != nil {
			continue
		}
		for _, pick := range picks {
			if _, err := face.Subset([]font.Pick{pick}); err == nil {
				drawn++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d glyphs were drawn, %d refused", drawn, refused)
	if drawn == 0 || refused == 0 {
		t.Error("the damage is too small or too great to show anything")
	}
}

package font_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fangan/fonts"
	"fangan/render/font"
)

func mustOpen(t testing.TB, data string) *font.Face {
	t.Helper()
	f, err := font.Open("试.ttf", data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOpen(t *testing.T) {
	for _, long := range []bool{false, true} {
		s := small()
		s.long = long
		f := mustOpen(t, s.file())
		if f.Name() != "TestFace-R1" || f.Family() != "测试体" || f.FullName() != "Test Face Regular" || f.Copyright() != "(c) nobody" {
			t.Errorf("names %q %q %q %q", f.Name(), f.Family(), f.FullName(), f.Copyright())
		}
		if f.UnitsPerEm() != 1000 || f.Ascent() != 880 || f.Descent() != -120 || f.Glyphs() != 5 {
			t.Errorf("%d units, ascent %d, descent %d, %d glyphs", f.UnitsPerEm(), f.Ascent(), f.Descent(), f.Glyphs())
		}
		for r, want := range map[rune]uint16{'字': 1, '学': 2, '𠮷': 3, ' ': 4, '缺': 0, 0x10FFFF: 0, -1: 0, 0xFFFF: 0, 'A': 0} {
			if id, ok := f.Glyph(r); id != want || ok != (want != 0) {
				t.Errorf("Glyph(%q) = %d, %v; want %d", r, id, ok, want)
			}
		}
		for id, want := range []int{1000, 1000, 900, 800, 800, 0} {
			if got := f.Advance(uint16(id)); got != want {
				t.Errorf("Advance(%d) = %d, want %d", id, got, want)
			}
		}
	}
}

// TestRefusals: each refusal says what the file is and what to do.
func TestRefusals(t *testing.T) {
	change := func(edit func(*spec)) string {
		s := small()
		edit(&s)
		return s.file()
	}
	for _, c := range []struct{ name, data, message string }{
		{"empty", "", "空文件"},
		{"short", "\x00\x01\x00\x00", "不是字体文件"},
		{"text", "title = \"方案\" # 不是字体", "不是字体文件"},
		{"empty collection", "ttcf\x00\x01\x00\x00\x00\x00\x00\x02....", "没有字体"},
		{"OpenType without outlines", "OTTO" + change(func(s *spec) { s.extra = map[string][]byte{"glyf": nil} })[4:], "没有字形轮廓"},
		{"damaged CFF", change(func(s *spec) { s.extra = map[string][]byte{"glyf": nil, "CFF ": {1, 0, 4, 1}} }), "CFF 表有误"},
		{"CFF2", change(func(s *spec) { s.extra = map[string][]byte{"glyf": nil, "CFF2": {2, 0}} }), "可变字体"},
		{"variations", change(func(s *spec) { s.extra = map[string][]byte{"fvar": {0}} }), "可变字体"},
		{"web font", "wOFF" + small().file()[4:], "WOFF"},
		{"web font 2", "wOF2" + small().file()[4:], "WOFF"},
		{"embedded OpenType", strings.Repeat("\x02", 34) + "LP" + strings.Repeat(".", 40), "EOT"},
		{"Type 1", "%!PS-AdobeFont-1.0", "Type 1"},
		{"Type 1 in segments", "\x80\x01" + strings.Repeat(".", 20), "Type 1"},
		{"bitmap font of Windows", "MZ" + strings.Repeat(".", 20), "点阵"},
		{"encrypted", strings.Repeat("\x9F\x33", 20), "加密"},
		{"bitmaps only", change(func(s *spec) { s.extra = map[string][]byte{"glyf": nil} }), "没有字形轮廓"},
		{"symbols", change(func(s *spec) {
			s.extra = map[string][]byte{"cmap": be(uint16(0), uint16(1), uint16(3), uint16(0), uint32(12), small().cmap()[12:])}
		}), "符号字体"},
		{"no cmap", change(func(s *spec) { s.extra = map[string][]byte{"cmap": nil} }), "缺少 cmap"},
		{"no Unicode", change(func(s *spec) { s.extra = map[string][]byte{"cmap": be(uint32(0))} }), "Unicode"},
		{"no glyphs", change(func(s *spec) { s.extra = map[string][]byte{"maxp": make([]byte, 32)} }), "loca"},
		{"too many glyphs", change(func(s *spec) {
			s.extra = map[string][]byte{"maxp": be(uint32(0x10000), uint16(0xFFFF), make([]byte, 26))}
		}), "loca"},
		{"no em", change(func(s *spec) { s.extra = map[string][]byte{"head": make([]byte, 54)} }), "单位"},
	} {
		_, err := font.Open("某字体.ttf", c.data)
		fault, ok := errors.AsType[*font.FaceError](err)
		if !ok || !strings.Contains(fault.Message, c.message) || fault.Help == "" || !strings.Contains(err.Error(), "某字体.ttf") {
			t.Errorf("%s: %v, want a message with %s", c.name, err, c.message)
		}
	}
}

// TestEmbedding: what the makers of a face forbid is told, and the face opens:
// the office may have bought the right.
func TestEmbedding(t *testing.T) {
	for bits, want := range map[uint16]string{
		0: "", 4: "", 8: "", 6: "", 0x0A: "", // installable, preview & print, editable, several of which one allows it
		2: "不允许嵌入", 0x204: "点阵", 0x108: "子集",
	} {
		s := small()
		s.fsType = bits
		message, help := mustOpen(t, s.file()).Embedding()
		if !strings.Contains(message, want) || (message == "") != (want == "") || (message == "") != (help == "") {
			t.Errorf("fsType %#x: %q, %q; want %q", bits, message, help, want)
		}
	}
}

func TestRead(t *testing.T) {
	files := fstest.MapFS{"仿宋.ttf": {Data: []byte(small().file())}}
	file, err := files.Open("仿宋.ttf")
	if err != nil {
		t.Fatal(err)
	}
	data, err := font.Read("仿宋.ttf", file)
	if err != nil || data != small().file() {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if folder, err := os.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	} else if _, err := font.Read("夹", folder); err == nil {
		t.Error("a folder is read as a font")
	}
}

// TestCut opens a face cut at every byte: none is accepted without a table
// that matters, and the tables that do not may be missing.
func TestCut(t *testing.T) {
	data := small().file()
	for n := range len(data) {
		if f, err := font.Open("试.ttf", data[:n]); err == nil && f.Name() == "" {
			t.Errorf("a face without a name from %d bytes", n)
		}
	}
	whole := read(data)
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} {
		end := strings.Index(data, whole.tables[tag]) + len(whole.tables[tag])
		if _, err := font.Open("试.ttf", data[:end-1]); err == nil {
			t.Errorf("a face cut within %s is accepted", tag)
		}
	}
}

func TestSubset(t *testing.T) {
	s := small()
	s.extra = map[string][]byte{"cvt ": {0, 1}, "fpgm": {1, 2, 3}, "prep": {4}}
	f := mustOpen(t, s.file())
	// 𠮷 needs 学 and, through it, 字; 字 is picked twice, once narrow.
	subset, err := f.Subset([]font.Pick{{ID: 3, Advance: 800}, {ID: 1, Advance: 1000}, {ID: 1, Advance: 500}})
	if err != nil {
		t.Fatal(err)
	}
	checkSubset(t, s.file(), subset, []int{0, 3, 1, 1, 2}, []int{1000, 800, 1000, 500, 900})
	for tag, want := range s.extra {
		if got := read(string(subset.Data)).tables[tag]; got != string(want) {
			t.Errorf("%s is %q, want %q", tag, got, want)
		}
	}
	if !strings.HasSuffix(subset.Name, "+TestFace-R1") || strings.IndexByte(subset.Name, '+') != 6 {
		t.Errorf("name %s", subset.Name)
	}
	if again, _ := f.Subset([]font.Pick{{ID: 3, Advance: 800}, {ID: 1, Advance: 1000}, {ID: 1, Advance: 500}}); string(again.Data) != string(subset.Data) {
		t.Error("a second subset has other bytes")
	}
	if other, _ := f.Subset([]font.Pick{{ID: 1, Advance: 1000}}); other.Name == subset.Name {
		t.Error("two subsets have one name")
	}
}

// checkSubset compares each glyph of a subset with its original by the second
// reader, and the checksums with the sum of the file.
func checkSubset(t *testing.T, original string, subset *font.Subset, ids, advances []int) {
	t.Helper()
	before, after := read(original), read(string(subset.Data))
	if after.glyphs() != len(ids) || subset.Glyphs != len(ids) {
		t.Fatalf("%d glyphs, want %d", after.glyphs(), len(ids))
	}
	for n, id := range ids {
		if got, want := after.outline(n), before.outline(id); got != want {
			t.Errorf("glyph %d is\n%s\nwant that of %d:\n%s", n, got, id, want)
		}
		if got, want := after.metrics(n), [2]int{advances[n], before.metrics(id)[1]}; got != want {
			t.Errorf("glyph %d has metrics %v, want %v", n, got, want)
		}
	}
	sum, words := uint32(0), string(subset.Data)
	for i := 0; i < len(words); i += 4 {
		sum += be32(words, i)
	}
	if sum != 0xB1B0AFBA {
		t.Errorf("checksum of the file is %08X", sum)
	}
}

func TestSubsetOfBuiltIn(t *testing.T) {
	for _, c := range []struct {
		role font.Role
		data string
	}{
		{font.FangSong, fonts.FangSong}, {font.Kai, fonts.Kai}, {font.Hei, fonts.Hei}, {font.Song, fonts.Song}, {font.XiaoBiaoSong, fonts.XiaoBiaoSong},
	} {
		f := font.BuiltIn().Faces(c.role)[0]
		var picks []font.Pick
		ids, advances := []int{0}, []int{f.Advance(0)}
		for r := rune(0x20); r < 0xFFFF; r += 37 {
			id, ok := f.Glyph(r)
			if !ok || slices.Contains(ids, int(id)) {
				continue
			}
			picks = append(picks, font.Pick{ID: id, Advance: f.Advance(id)})
			ids, advances = append(ids, int(id)), append(advances, f.Advance(id))
		}
		subset, err := f.Subset(picks)
		if err != nil {
			t.Fatal(err)
		}
		if len(picks) < 180 {
			t.Errorf("only %d glyphs of %s", len(picks), f.Name())
		}
		if subset.Glyphs == len(ids) { // no composites in these faces
			checkSubset(t, c.data, subset, ids, advances)
		} else {
			t.Errorf("%s: %d glyphs, want %d", f.Name(), subset.Glyphs, len(ids))
		}
	}
}

// TestHostile builds faces that are made to hang, to crash or to eat memory.
func TestHostile(t *testing.T) {
	pick := func(f *font.Face, id uint16) error {
		_, err := f.Subset([]font.Pick{{ID: id, Advance: 1000}})
		return err
	}
	s := small()
	s.outlines = [][]byte{square(0), composite(component{1, 0, 0}), composite(component{3, 0, 0}), composite(component{2, 0, 0}), composite(component{900, 0, 0})}
	f := mustOpen(t, s.file())
	for id := uint16(1); id <= 4; id++ {
		if pick(f, id) == nil {
			t.Errorf("glyph %d, which holds itself or what does not exist, is accepted", id)
		}
	}
	if pick(f, 900) == nil {
		t.Error("a glyph that does not exist is accepted")
	}

	// A tower of composites.
	s = small()
	for i := range uint16(40) {
		s.outlines = append(s.outlines, composite(component{uint16(len(s.outlines) - 1), 0, 0}))
		_ = i
	}
	if pick(mustOpen(t, s.file()), uint16(len(s.outlines)-1)) == nil {
		t.Error("40 composites in one another are accepted")
	}

	// Composites that each hold the next one twice: 2^14 paths, 15 glyphs.
	s = small()
	s.outlines = [][]byte{square(0), square(1)}
	for range 14 {
		last := uint16(len(s.outlines) - 1)
		s.outlines = append(s.outlines, composite(component{last, 0, 0}, component{last, 1, 1}))
	}
	if err := pick(mustOpen(t, s.file()), 15); err != nil {
		t.Error(err)
	}

	// Sixty thousand glyphs that are all the same 64 KB.
	s = small()
	s.long = true
	const many = 60000
	loca := make([]byte, 0, 4*many+4)
	for i := range many + 1 {
		loca = append(loca, be(uint32(i%2*65536))...)
	}
	s.extra = map[string][]byte{"glyf": make([]byte, 65536), "loca": loca, "maxp": be(uint32(0x10000), uint16(many), make([]byte, 26))}
	f = mustOpen(t, s.file())
	var picks []font.Pick
	for i := range uint16(many / 2) {
		picks = append(picks, font.Pick{ID: 2 * i})
	}
	if subset, err := f.Subset(picks); err == nil {
		t.Errorf("a subset of %d bytes from a face of %d", len(subset.Data), len(s.file()))
	}

	// A group of all of Unicode, and a hundred thousand groups of one block.
	s = small()
	bomb := be(uint16(12), uint16(0), uint32(0), uint32(0), uint32(100_000))
	for range 100_000 {
		bomb = append(bomb, be(uint32(0), uint32(0xFFFFFFFF), uint32(0))...)
	}
	s.extra = map[string][]byte{"cmap": be(uint16(0), uint16(1), uint16(3), uint16(10), uint32(12), bomb)}
	f = mustOpen(t, s.file())
	for r := rune(0); r < 0x120000; r += 255 {
		if id, ok := f.Glyph(r); ok && int(id) >= f.Glyphs() {
			t.Fatalf("Glyph(%#x) = %d", r, id)
		}
	}
}

// Characters of the General List (通用规范汉字表, 2013) beyond GB 2312, most of
// them made for names of people, places and elements.
const rare = "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮" +
	"𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩" +
	"𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"

func gb2312(t *testing.T) string {
	t.Helper()
	var codes []byte
	for high := byte(0xB0); high <= 0xF7; high++ {
		for low := byte(0xA1); low <= 0xFE; low++ {
			if high != 0xD7 || low <= 0xF9 {
				codes = append(codes, high, low)
			}
		}
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(codes)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCoverage(t *testing.T) {
	set := font.BuiltIn()
	han := gb2312(t)
	if n := len([]rune(han)); n != 6763 {
		t.Fatalf("%d characters of GB 2312", n)
	}
	const signs = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·～％‰℃μ²³㎡ⅠⅡⅢ①②③□■○●◎△▲☆★×÷±≤≥≠→0123456789ABCXYZabcxyz+-*/=<>[]{}.,:;%&#@ "
	for _, role := range font.Roles() {
		own := set.Faces(role)
		for _, r := range han + signs {
			// What is common must come from the face of the role itself.
			if face, id, ok := set.Lookup(role, r); !ok || face != own[0] || id == 0 {
				t.Errorf("%s: %c comes from %v", role, r, face)
			}
		}
		for _, r := range rare {
			face, id, ok := set.Lookup(role, r)
			if !ok {
				t.Errorf("%s has no %c (U+%04X)", role, r, r)
				continue
			}
			if role == font.Kai && face != own[0] && face != own[1] {
				t.Errorf("%s: %c comes from %s", role, r, face.Name())
			}
			if face.Advance(id) != face.UnitsPerEm() {
				t.Errorf("%s: %c is %d units wide", role, r, face.Advance(id))
			}
		}
	}
}

// TestAdvance compares with hmtx as the second reader reads it.
func TestAdvance(t *testing.T) {
	for _, c := range []struct {
		role font.Role
		data string
	}{{font.FangSong, fonts.FangSong}, {font.Kai, fonts.Kai}, {font.Song, fonts.Song}} {
		f, r := font.BuiltIn().Faces(c.role)[0], read(c.data)
		if f.Glyphs() != r.glyphs() {
			t.Errorf("%d glyphs, want %d", f.Glyphs(), r.glyphs())
		}
		for id := range r.glyphs() {
			if got, want := f.Advance(uint16(id)), r.metrics(id)[0]; got != want {
				t.Fatalf("%s: Advance(%d) = %d, want %d", f.Name(), id, got, want)
			}
		}
	}
}

func TestSet(t *testing.T) {
	own := mustOpen(t, small().file())
	named := []font.Named{{Role: font.FangSong, Face: own, Path: `D:\字体\方正仿宋.ttf`}, {Role: "隶书", Face: own}}
	set := font.NewSet(named)
	for _, c := range []struct {
		role font.Role
		r    rune
		want string
	}{
		{font.FangSong, '字', "TestFace-R1"},            // the office's face goes first
		{font.FangSong, '县', "FanganFangsong-Regular"}, // and the built-in one takes what it lacks
		{font.Song, '字', "FanganSong-Regular"},
		{font.Kai, '䢺', "FanganKaiExtra-Regular"},
	} {
		if face, _, ok := set.Lookup(c.role, c.r); !ok || face.Name() != c.want {
			t.Errorf("%s %c comes from %v, want %s", c.role, c.r, face, c.want)
		}
	}
	if _, _, ok := set.Lookup("隶书", '字'); ok {
		t.Error("a role that does not exist has a face")
	}
	if _, _, ok := set.Lookup(font.Song, 0x10FFFD); ok {
		t.Error("a character of private use is found")
	}

	strict := font.StrictSet(named)
	if face, _, ok := strict.Lookup(font.FangSong, '字'); !ok || face != own {
		t.Error("strict: the office's face is not found")
	}
	if _, _, ok := strict.Lookup(font.FangSong, '县'); ok {
		t.Error("strict: a character falls through to a built-in face")
	}
	if len(strict.Faces(font.FangSong)) != 1 || len(strict.Faces(font.Kai)) != 0 {
		t.Error("strict: faces of the roles")
	}

	var rows []string
	for _, r := range set.Describe() {
		rows = append(rows, fmt.Sprintf("%s %s %s %v", r.Role, r.Face.Name(), r.From(), r.StandIn))
		if r.Path == "" && (r.License == "" || r.Made == "" || r.Face.Glyphs() < 300) {
			t.Errorf("%+v", r)
		}
	}
	want := `仿宋 TestFace-R1 D:\字体\方正仿宋.ttf false
仿宋 FanganFangsong-Regular 内嵌 true
仿宋 FanganSong-Regular 内嵌 true
小标宋 FanganXiaobiaosong-Regular 内嵌 true
小标宋 FanganSong-Regular 内嵌 true
黑体 FanganHei-Regular 内嵌 false
黑体 FanganSong-Regular 内嵌 true
楷体 FanganKai-Regular 内嵌 false
楷体 FanganKaiExtra-Regular 内嵌 false
楷体 FanganFangsong-Regular 内嵌 true
楷体 FanganSong-Regular 内嵌 true
宋体 FanganSong-Regular 内嵌 false`
	if got := strings.Join(rows, "\n"); got != want {
		t.Errorf("rows\n%s\nwant\n%s", got, want)
	}
}

func TestConcurrentLookup(t *testing.T) {
	f := mustOpen(t, fonts.Song) // of its own, with nothing cached
	var jobs sync.WaitGroup
	for range 4 {
		jobs.Go(func() {
			for r := rune(0x4E00); r < 0x9FA6; r++ {
				if _, ok := f.Glyph(r); !ok {
					t.Errorf("%c is missing", r)
				}
			}
		})
	}
	jobs.Wait()
}

// FuzzOpen: whatever the bytes, nothing panics, glyph numbers are of the face,
// and a subset is not larger than a small multiple of the file.
func FuzzOpen(f *testing.F) {
	good := small().file()
	f.Add([]byte(good))
	s := small()
	s.long, s.all, s.extra = true, nil, map[string][]byte{"prep": {1}}
	f.Add([]byte(s.file()))
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap", "name", "OS/2"} {
		at := strings.Index(good, read(good).tables[tag])
		f.Add([]byte(good[:at+3]))
		flipped := []byte(good)
		flipped[at+5] ^= 0xFF
		f.Add(flipped)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		face, err := font.Open("试.ttf", string(data))
		if err != nil {
			if _, ok := errors.AsType[*font.FaceError](err); !ok {
				t.Errorf("error is %T", err)
			}
			return
		}
		survives(t, face, len(data))
	})
}

// survives asks a face that was opened from size bytes of whatever kind all
// that a document asks of one.
func survives(t *testing.T, face *font.Face, size int) {
	if face.Name() == "" || face.Family() == "" {
		t.Error("no name")
	}
	face.Metrics()
	face.Embedding()
	var picks []font.Pick
	for _, r := range "字学𠮷一丁 a县\U0010FFFF" {
		if id, ok := face.Glyph(r); ok {
			if int(id) >= face.Glyphs() {
				t.Fatalf("glyph %d of %d", id, face.Glyphs())
			}
			picks = append(picks, font.Pick{ID: id, Advance: face.Advance(id)})
		}
	}
	for id := range min(face.Glyphs(), 200) {
		face.Advance(uint16(id))
		one := []font.Pick{{ID: uint16(id)}}
		if subset, err := face.Subset(one); err == nil && len(subset.Data) > 8*size+100_000 {
			t.Errorf("subset of %d bytes from %d", len(subset.Data), size)
		} else if err == nil {
			picks = append(picks, one...)
		}
	}
	if subset, err := face.Subset(picks); err == nil && len(subset.Data) > 8*size+100_000 {
		t.Errorf("subset of %d bytes from %d", len(subset.Data), size)
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mustOpen(b, fonts.Song)
	}
}

// BenchmarkLookup looks 14,000 characters up, as the layout of a plan does.
func BenchmarkLookup(b *testing.B) {
	set := font.BuiltIn()
	b.ReportAllocs()
	for b.Loop() {
		for i := range rune(14_000) {
			set.Lookup(font.FangSong, 0x4E00+i)
		}
	}
}

func BenchmarkSubset(b *testing.B) {
	face := font.BuiltIn().Faces(font.FangSong)[0]
	var picks []font.Pick
	for r := rune(0x4E00); len(picks) < 890; r += 23 {
		if id, ok := face.Glyph(r); ok {
			picks = append(picks, font.Pick{ID: id, Advance: 1000})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := face.Subset(picks); err != nil {
			b.Fatal(err)
		}
	}
}

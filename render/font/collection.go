package font

import (
	"fmt"
	"strings"
)

// directories returns where the table directories of a file begin: one, or as
// many as a collection has faces. Places outside the file are left out.
func directories(data string) []int {
	if !strings.HasPrefix(data, "ttcf") {
		return []int{0}
	}
	header := table(data)
	var found []int
	for i := range int64(header.u32(8)) {
		at := 12 + 4*i
		if at+4 > int64(len(data)) {
			break
		}
		if offset := int64(header.u32(int(at))); offset+12 <= int64(len(data)) {
			found = append(found, int(offset))
		}
	}
	return found
}

// mostFaces bounds the faces of a collection. The largest known have 40.
const mostFaces = 1000

// choose returns the directory of the face that is called name; the first if
// name is empty and there is no other. Otherwise it tells what there is.
func choose(file, data, name string) (directory int, err *FaceError) {
	places := directories(data)
	if len(places) == 0 || len(places) > mostFaces {
		return 0, &FaceError{File: file, Message: "已损坏：字体合集里没有字体", Help: "请重新复制或安装这个字体后再试"}
	}
	if name == "" && len(places) == 1 {
		return places[0], nil
	}
	best, bestRank := 0, 0
	var there []string
	for _, at := range places {
		t, _ := tables(data, at)
		names := t["name"]
		if rank := called(names, name); rank > bestRank {
			best, bestRank = at, rank
		}
		there = append(there, label(names))
	}
	if bestRank > 0 {
		return best, nil
	}
	fault := &FaceError{File: file, Message: fmt.Sprintf("里没有叫“%s”的字体", name),
		Help: fmt.Sprintf(`里面有：%s；请照抄其中一个名称，例如 "%s#%s"`, strings.Join(there, "、"), file, callable(there[0]))}
	switch {
	case len(places) == 1:
		fault.Help = fmt.Sprintf(`里面只有%s，不用写 # 和字体名："%s"`, there[0], file)
	case name == "":
		fault.Message = "是字体合集（TTC），没有写明用里面的哪一个字体"
		fault.Help = fmt.Sprintf(`里面有：%s；请在文件名后面写 # 和字体名，例如 "%s#%s"`, strings.Join(there, "、"), file, callable(there[0]))
	}
	return 0, fault
}

// called tells how well a name fits a face: 0 not at all, most by its full or
// PostScript name, less by that of its family, of which it may be one weight
// among several. All languages count; capitals and blanks do not.
func called(names table, name string) int {
	want := folded(name)
	if want == "" {
		return 0
	}
	rank := 0
	eachName(names, func(id uint16, text string) {
		if folded(text) != want {
			return
		}
		switch id {
		case nameFull, namePostScript:
			rank = 4
		case nameFamily, nameTypographicFamily:
			rank = max(rank, 1)
		}
	})
	if rank == 1 {
		// Of a family's faces the upright one of usual weight is meant.
		switch readName(names, nameStyle, langEnglish) {
		case "Regular", "Normal", "Book", "Medium":
			rank = 2
		}
	}
	return rank
}

func folded(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

// label shows a face by its Chinese and its English name.
func label(names table) string {
	chinese, english := readName(names, nameFull, langChinese), readName(names, nameFull, langEnglish)
	switch {
	case chinese == "" && english == "":
		return postScriptName(names)
	case english == "" || english == chinese:
		return chinese
	case chinese == "":
		return english
	}
	return chinese + "（" + english + "）"
}

// callable is the name of a label that is to be written.
func callable(label string) string {
	name, _, _ := strings.Cut(label, "（")
	return name
}

// SplitName parts the name of a font file from the name of a face in it, which
// stands behind a #: simsun.ttc#新宋体. A # that no font file ends before is
// part of the path.
func SplitName(written string) (file, face string) {
	i := strings.LastIndexByte(written, '#')
	if i < 0 {
		return written, ""
	}
	switch strings.ToLower(written[max(0, i-4):i]) {
	case ".ttc", ".otc", ".ttf", ".otf":
		return written[:i], strings.TrimSpace(written[i+1:])
	}
	return written, ""
}

package duty

import "strings"

// Format writes a clause in a form, with the table BuiltIn. See Roles.Format.
func Format(c Clause, form Form) string { return BuiltIn.Format(c, form) }

// Format writes a clause in a form, marks and brackets in full width:
//
//	Inline  （县水利局牵头，县财政局参与；各乡镇落实）
//	Label   （责任单位：县水利局、县财政局；配合单位：县林业局）
//	Lines   责任领导：
//	        责任单位：县水利局、县财政局
//
// each line with a line break at its end. In the form in which the clause was
// read, wordings and separators stay as written. In another form, or for a
// clause that was built, they are those of the table: names are joined by 、
// or the conjunction that was written, worded duties by the Separator of
// their row, labelled ones by ； or a line break. Open ends and other brackets
// than （） always stay; notes behind names stay only as written.
//
// A role of persons has its label in every form. Without names it is printed
// only as a line or where it was so written; other duties without names are
// left out. 按职责分工负责 has no label of its own: as 责任单位 it is read back
// as responsible. A role that the table lacks is printed as its key.
func (r Roles) Format(c Clause, form Form) string {
	w := writer{form: form, asWritten: c.Form == form}
	for i, d := range c.Duties {
		row, ok := r.Row(d.Role)
		if !ok {
			row = Row{Key: d.Role, Words: []string{d.Role}, Labels: []string{d.Role}}
		}
		if len(d.Names) > 0 || form == Lines || w.asWritten && row.Persons {
			switch {
			case form != Inline || row.Persons:
				w.labelled(d, row)
			case w.asWritten && i+1 < len(c.Duties) && c.Duties[i+1].Place == Inside:
				w.open(d, row)
				w.held = d.Wording // it stands behind those who are joined
			default:
				w.worded(d, row)
			}
		}
	}
	if form == Lines {
		if w.b.Len() > 0 {
			w.b.WriteString("\n")
		}
		return w.b.String()
	}
	before, behind := c.Around()
	return before + w.b.String() + behind
}

type writer struct {
	b         strings.Builder
	form      Form
	asWritten bool
	label     bool // the duty before has a label, so its names run to the next ；
	held      string
}

func (w *writer) worded(d Duty, row Row) {
	if w.asWritten && (d.Place == Before || d.Place == Inside) {
		mark, prefix := cutMark(d.Separator)
		w.b.WriteString(mark + prefix + d.Wording)
		w.names(d.Names)
		if d.Place == Inside {
			w.b.WriteString(w.held)
		}
		w.label = false
		return
	}
	w.open(d, row)
	switch {
	case w.asWritten && d.Place == Tagged: // its notes say it
	case w.asWritten && d.Wording != "":
		w.b.WriteString(d.Wording)
	default:
		w.b.WriteString(row.Words[0])
	}
}

// open writes a worded duty up to its wording.
func (w *writer) open(d Duty, row Row) {
	mark, prefix := "", ""
	if w.asWritten {
		mark, prefix = cutMark(d.Separator)
	}
	usual := row.Separator
	if usual == "" {
		usual = "，"
	}
	if w.label {
		mark = "；" // even where a line break stood: the brackets are one line
	}
	w.separate(mark, usual)
	w.b.WriteString(prefix)
	w.names(d.Names)
	w.label = false
}

func (w *writer) labelled(d Duty, row Row) {
	mark, prefix := "", ""
	if w.asWritten {
		mark, prefix = cutMark(d.Separator)
		if w.form == Lines && strings.Contains(d.Separator, "\n") {
			mark += "\n"
		}
		if d.Place == Listed || d.Place == Tagged {
			// The label stands before the first of the list.
			if strings.HasSuffix(prefix, "：") {
				usual := "；"
				if w.form == Lines {
					usual = "\n"
				}
				w.separate(mark, usual)
			} else {
				w.b.WriteString(mark)
			}
			w.b.WriteString(prefix)
			w.names(d.Names)
			w.label = true
			return
		}
	}
	if w.form == Lines {
		w.separate(mark, "\n")
	} else {
		w.separate(mark, "；")
	}
	if w.asWritten && d.Wording != "" {
		w.b.WriteString(d.Wording)
	} else {
		w.b.WriteString(row.labels()[0])
	}
	w.b.WriteString("：")
	w.names(d.Names)
	w.label = true
}

// separate sets what stands before a duty, unless it is the first.
func (w *writer) separate(written, usual string) {
	switch {
	case w.b.Len() == 0:
	case written != "":
		w.b.WriteString(written)
	default:
		w.b.WriteString(usual)
	}
}

func (w *writer) names(names []Name) {
	for i, n := range names {
		mark, word := cutMark(n.Separator)
		switch {
		case w.asWritten && n.Separator != "":
			w.b.WriteString(mark + word)
		case i == 0:
		case mark == "" && word != "":
			w.b.WriteString(word) // 各乡镇及相关部门
		case oneBreath(names[i-1].Text+names[i-1].Open, n.Text):
			w.b.WriteString("，") // 、 would make one name of the two
		default:
			w.b.WriteString("、")
		}
		w.b.WriteString(n.Text)
		if w.asWritten {
			w.b.WriteString(n.Note)
		}
		w.b.WriteString(n.Open)
	}
}

// cutMark returns the mark that a separator opens with, in full width, and the
// words behind it: 及, or a label with its colon.
func cutMark(separator string) (mark, words string) {
	separator = strings.ReplaceAll(fold(separator), "\n", "")
	words = strings.TrimLeftFunc(separator, isSeparator)
	return separator[:len(separator)-len(words)], words
}

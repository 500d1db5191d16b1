package pdf

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/typeset"
)

// A Bookmark is an entry of the list that readers show beside the pages.
type Bookmark struct {
	Title string
	Level int           // from 1; a level may be left out
	Page  int           // from 1, counted through the pages
	Y     length.Length // where on the page it leads, from the top
}

// Outline returns a bookmark for each heading of the pages (层次序数标题,
// GB/T 9704 7.3.3), its label included, for the 目录 and for each attachment,
// which its headings are under. Where there are several 标题, as of a notice and
// the plan that it issues, each has one too.
func Outline(pages []typeset.Page) []Bookmark {
	var marks []Bookmark
	at := make(map[*document.Node]int) // place in marks
	titles := 0
	for i := range pages {
		for n := range pages[i].Runs {
			if node := pages[i].Runs[n].Node; node != nil && node.Kind == document.Title {
				if _, seen := at[node]; !seen {
					at[node] = 0
					titles++
				}
			}
		}
	}
	clear(at)
	under := 0               // how far down headings hang
	var label *document.Node // 附件1, whose title comes next
	for i := range pages {
		for n := range pages[i].Runs {
			run := &pages[i].Runs[n]
			node := run.Node
			if node == nil {
				continue
			}
			level := 1
			switch node.Kind {
			case document.Heading:
				level = under + node.Level
			case document.Title:
				if titles == 1 {
					under = 0
					continue
				}
			case document.Attachment, document.AttachmentTitle, document.Contents:
			default:
				continue
			}
			if k, seen := at[node]; seen {
				if node.Kind != document.Contents {
					marks[k].Title += run.Text
				}
				continue
			}
			y := run.Y - run.Size
			if run.Turned {
				y = 0
			}
			mark := Bookmark{Title: run.Text, Level: level, Page: i + 1, Y: y}
			switch node.Kind {
			case document.Contents:
				mark.Title = node.Plain() // entries are runs of its too
			case document.AttachmentTitle:
				if label != nil {
					at[node] = at[label]
					marks[at[label]].Title += " " + run.Text
					label = nil
					continue
				}
				under = 1
			case document.Attachment:
				label, under = node, 1
			case document.Title:
				under = 1
			}
			at[node] = len(marks)
			marks = append(marks, mark)
		}
	}
	for i := range marks {
		// The mark that ends a heading which runs into its paragraph.
		marks[i].Title = strings.TrimRight(strings.TrimSpace(marks[i].Title), "。：")
	}
	return slices.DeleteFunc(marks, func(m Bookmark) bool { return m.Title == "" })
}

// openLevels is how many levels of bookmarks a reader shows unfolded.
const openLevels = 2

// An item is a bookmark in the tree that the file wants (ISO 32000-1 12.3.3).
// Fields are places in the list of items; item 0 is the root.
type item struct {
	level                  int
	parent, previous, next int
	first, last            int
	shown                  int // how many items below it appear when it is unfolded
}

// addOutlines adds the bookmarks and returns the number of their root, 0 if
// there are none.
func (f *file) addOutlines(marks []Bookmark, pages []typeset.Page, pageObjects []int) (int, error) {
	if len(marks) == 0 {
		return 0, nil
	}
	items := tree(marks)
	root := len(f.objects)
	for i, it := range items {
		b := []byte("<<")
		if i == 0 {
			b = append(b, "/Type /Outlines\n"...)
		} else {
			m := marks[i-1]
			if m.Page < 1 || m.Page > len(pages) {
				return 0, fmt.Errorf("bookmark %q leads to page %d", m.Title, m.Page)
			}
			b = append(append(b, "/Title "...), textString(m.Title)...)
			b = fmt.Appendf(b, "\n/Parent %d 0 R\n/Dest [%d 0 R /XYZ 0 ", root+it.parent, pageObjects[m.Page-1])
			b = appendDecimal(b, centipoints(pages[m.Page-1].Height-m.Y), 2)
			b = append(b, " null]\n"...)
		}
		for _, link := range []struct {
			key string
			to  int
		}{{"Prev", it.previous}, {"Next", it.next}, {"First", it.first}, {"Last", it.last}} {
			if link.to != 0 {
				b = fmt.Appendf(b, "/%s %d 0 R\n", link.key, root+link.to)
			}
		}
		// A folded item tells how much would unfold, as a negative number.
		if it.first != 0 {
			if it.level < openLevels {
				b = fmt.Appendf(b, "/Count %d\n", it.shown)
			} else {
				b = fmt.Appendf(b, "/Count %d\n", -it.shown)
			}
		}
		f.add(object{text: append(b, ">>"...)})
	}
	return root, nil
}

// tree hangs each bookmark under the last one before it of a lower level, so
// that a level that is left out does no harm.
func tree(marks []Bookmark) []item {
	items := make([]item, 1, len(marks)+1)
	path := []int{0} // from the root to the last item
	for i, m := range marks {
		it := item{level: max(m.Level, 1)}
		for len(path) > 1 && items[path[len(path)-1]].level >= it.level {
			path = path[:len(path)-1]
		}
		it.parent = path[len(path)-1]
		it.previous = items[it.parent].last
		if it.previous == 0 {
			items[it.parent].first = i + 1
		} else {
			items[it.previous].next = i + 1
		}
		items[it.parent].last = i + 1
		items = append(items, it)
		path = append(path, i+1)
	}
	// Children come after their parents, so one walk backwards adds up.
	for i := len(items) - 1; i > 0; i-- {
		parent := &items[items[i].parent]
		parent.shown++
		if items[i].level < openLevels {
			parent.shown += items[i].shown
		}
	}
	return items
}

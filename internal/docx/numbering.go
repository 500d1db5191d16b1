package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// levels of a list (17.9.6).
const levels = 9

// maxLevelText is more than Word lets anyone write into a level; it bounds
// labels.
const maxLevelText = 60

// A level says how the numbers of one level of a list print (17.9.6).
type level struct {
	start   int    // 17.9.25
	format  string // 17.9.17; custom formats as "001"
	text    string // "（%2）"; %1 to %9 stand for numbers
	restart int    // 17.9.10: levels above it, from 1, begin it anew; 0: none do; unset: all do
	legal   bool   // 17.9.4: the numbers of other levels in it print in decimal
	hidden  bool
	font    string
}

// A list holds the levels and their counters. Several nums may share it, and
// count on (17.9.15).
type list struct {
	levels     [levels]*level
	byStyle    map[string]int // level by the paragraph style that it is linked to
	link, name string         // 17.9.21 numStyleLink, 17.9.27 styleLink
	counts     [stories]counter
}

// Text boxes count for themselves, all of them together, and the body counts on
// behind them.
const (
	mainStory = iota
	boxStory
	stories
)

type counter struct {
	value    [levels]int
	counting [levels]bool // false: the level starts anew
}

// A num is what paragraphs refer to: a list, with changes (17.9.15).
type num struct {
	list    int
	resolve *list
	changes map[int]*change
}

type change struct {
	start int // unset: none
	level *level
	spent [stories]bool // start was used
}

type numbering struct {
	lists  map[int]*list
	nums   map[int]*num
	named  map[string]*list // by the numbering style that they define
	styles *styles
}

// readNumbering reads numbering.xml, which a document need not have.
func readNumbering(a *archive, part string) (*numbering, *Error) {
	n := &numbering{lists: map[int]*list{}, nums: map[int]*num{}, named: map[string]*list{}}
	s, err := a.part(part)
	if s == nil || err != nil {
		return n, err
	}
	for {
		e, err := s.start()
		if e == nil || err != nil {
			return n, err
		}
		if spaceOf(e.Name.Space) != word {
			continue
		}
		switch e.Name.Local {
		case "abstractNum":
			err = n.readList(s, e)
		case "num":
			err = n.readNum(s, e)
		}
		if err != nil {
			return nil, err
		}
		if len(n.lists) > maxLists || len(n.nums) > maxLists {
			return nil, &Error{Part: part, Message: "里的编号太多，不像是正常的文档", Help: copyText}
		}
	}
}

func idOf(e *xml.StartElement, name string) int {
	id, err := strconv.ParseInt(attr(e, name), 10, 32)
	if err != nil {
		return unset
	}
	return int(id)
}

func (n *numbering) readList(s *scanner, e *xml.StartElement) *Error {
	l := &list{byStyle: map[string]int{}}
	id := idOf(e, "abstractNumId")
	at := -1
	err := s.children(func(e *xml.StartElement, depth int) bool {
		switch {
		case spaceOf(e.Name.Space) == compatibility:
			return e.Name.Local == "Fallback" // of a custom format the choice is read
		case spaceOf(e.Name.Space) != word:
			return true
		case e.Name.Local == "lvl":
			at = idOf(e, "ilvl")
			if at < 0 || at >= levels {
				at = -1
				return true
			}
			l.levels[at] = &level{restart: unset}
		case e.Name.Local == "numStyleLink":
			l.link = attr(e, "val")
		case e.Name.Local == "styleLink":
			l.name = attr(e, "val")
		case e.Name.Local == "pStyle":
			if _, taken := l.byStyle[attr(e, "val")]; at >= 0 && !taken {
				l.byStyle[attr(e, "val")] = at
			}
		case at >= 0:
			return l.levels[at].set(e)
		}
		return false
	})
	if n.lists[id] == nil {
		n.lists[id] = l
		if l.name != "" && n.named[l.name] == nil {
			n.named[l.name] = l
		}
	}
	return err
}

// set takes one element of a level; true: what is inside it says nothing.
func (l *level) set(e *xml.StartElement) bool {
	switch e.Name.Local {
	case "start":
		l.start = max(0, number(e))
	case "numFmt":
		l.format = attr(e, "val")
		if l.format == "custom" {
			first, _, _ := strings.Cut(attr(e, "format"), ",")
			l.format = strings.TrimSpace(first[:min(len(first), maxLevelText)])
		}
	case "lvlText":
		l.text = firstRunes(attr(e, "val"), maxLevelText)
	case "lvlRestart":
		l.restart = number(e)
	case "isLgl":
		l.legal = flag(e) == yes
	case "vanish":
		l.hidden = flag(e) == yes
	case "rFonts":
		l.font = attr(e, "ascii")
	case "pPr", "rPrChange":
		return true
	}
	return false
}

func (n *numbering) readNum(s *scanner, e *xml.StartElement) *Error {
	m := &num{list: unset}
	id := idOf(e, "numId")
	var c *change
	err := s.children(func(e *xml.StartElement, depth int) bool {
		switch {
		case spaceOf(e.Name.Space) == compatibility:
			return e.Name.Local == "Fallback"
		case spaceOf(e.Name.Space) != word:
			return true
		case e.Name.Local == "abstractNumId":
			m.list = idOf(e, "val")
		case e.Name.Local == "lvlOverride":
			at := idOf(e, "ilvl")
			if c = nil; at < 0 || at >= levels {
				return true
			}
			if m.changes == nil {
				m.changes = map[int]*change{}
			}
			if c = m.changes[at]; c == nil {
				c = &change{start: unset}
				m.changes[at] = c
			}
		case c == nil:
			return true
		case e.Name.Local == "startOverride":
			c.start = number(e)
		case e.Name.Local == "lvl":
			c.level = &level{restart: unset}
		case c.level != nil:
			return c.level.set(e)
		}
		return false
	})
	if n.nums[id] == nil {
		n.nums[id] = m
	}
	return err
}

// follow finds the list of every num: its own, or the one that the numbering
// style it links to stands for (17.9.21).
func (n *numbering) follow() {
	for _, m := range n.nums {
		m.resolve = n.lists[m.list]
		for hops := 0; m.resolve != nil && m.resolve.link != "" && hops < 8; hops++ {
			next := n.named[m.resolve.link]
			if next == nil {
				if st := n.styles.byID[m.resolve.link]; st != nil && n.nums[st.num] != nil {
					next = n.lists[n.nums[st.num].list]
				}
			}
			if next == nil || next == m.resolve {
				break
			}
			m.resolve = next
		}
	}
}

// levelOf returns the level of a num that a paragraph style is linked to.
func (n *numbering) levelOf(num int, style string) (int, bool) {
	m := n.nums[num]
	if m == nil || m.resolve == nil {
		return 0, false
	}
	level, ok := m.resolve.byStyle[style]
	return level, ok
}

// level returns a level of a num as its changes leave it; nil for none.
func (m *num) level(at int) *level {
	if c := m.changes[at]; c != nil && c.level != nil {
		return c.level
	}
	return m.resolve.levels[at]
}

// start returns the number that a level begins with.
func (m *num) start(at int) int {
	if l := m.level(at); l != nil {
		return l.start
	}
	return 1
}

// label counts one paragraph and returns its label; "" for none.
func (n *numbering) label(id, at, story int) string {
	m := n.nums[id]
	if id <= 0 || m == nil || m.resolve == nil || at < 0 || at >= levels {
		return ""
	}
	c := &m.resolve.counts[story]
	change := m.changes[at]
	switch {
	case change != nil && change.start != unset && !change.spent[story]: // 17.9.26: once
		change.spent[story] = true
		c.value[at] = change.start
	case !c.counting[at]:
		c.value[at] = m.start(at)
	case c.value[at] < 1<<31-1:
		c.value[at]++
	}
	c.counting[at] = true
	// Levels above that were passed over count as begun: 1.1 without a 1 before
	// it is followed by 2.
	for above := at - 1; above >= 0 && !c.counting[above]; above-- {
		c.value[above], c.counting[above] = m.start(above), true
	}
	for deeper := at + 1; deeper < levels; deeper++ {
		if d := m.level(deeper); d == nil || d.restart == unset || at < d.restart {
			c.counting[deeper] = false
		}
	}
	own := m.level(at)
	if own == nil || own.hidden {
		return ""
	}
	return m.print(own, at, c)
}

// print fills in the numbers of a level's text.
func (m *num) print(own *level, at int, c *counter) string {
	if own.format == "bullet" {
		return symbols(own.font, own.text)
	}
	var b strings.Builder
	rest := own.text
	for {
		before, after, found := strings.Cut(rest, "%")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if after == "" || after[0] < '1' || after[0] > '9' {
			b.WriteByte('%')
			rest = after
			continue
		}
		part := int(after[0] - '1')
		rest = after[1:]
		value := c.value[part]
		if !c.counting[part] {
			value = m.start(part)
		}
		format := "decimal"
		if l := m.level(part); l != nil && (!own.legal || part == at) {
			format = l.format
		}
		b.WriteString(ordinal(format, value))
	}
}

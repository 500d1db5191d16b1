package format

import (
	"path"
	"slices"
	"strings"

	"fangan/internal/duty"
)

// Kind tells which keys a file has, and so their order.
type Kind int

// The kinds of files. Other stands for files whose keys have no order:
// profiles, sheet templates.
const (
	Other     Kind = iota
	Plan           // a plan (方案)
	Units          // units.toml
	Workspace      // fangan.toml
)

// kindOf tells what a file is by its name, or else by its keys.
func kindOf(name string, f *File) Kind {
	switch base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/"))); {
	case base == "fangan.toml":
		return Workspace
	case base == "units.toml":
		return Units
	case strings.HasSuffix(base, ".profile.toml"), strings.HasSuffix(base, ".sheet.toml"):
		return Other
	}
	has := map[string]bool{}
	for _, e := range f.Root().Entries {
		has[e.Key[0]] = true
	}
	title := has["title"] // as a plain key; a profile has a table of that name
	for _, t := range f.Tables[1:] {
		has[t.Path[0]] = true
	}
	switch {
	case has["sheets"]:
		return Other
	case has["goals"], has["measures"], has["safeguards"], has["outline"], title:
		return Plan
	case has["units"]:
		return Units
	case has["issue"], has["numbering"], has["deadlines"], has["roles"], has["fonts"], has["output"]:
		return Workspace
	}
	return Other
}

// A shape is the order of the keys of a table, and the shapes of the tables
// below it.
type shape struct {
	rank  map[string]int
	below map[string]*shape
}

func newShape(keys ...string) *shape {
	s := &shape{rank: map[string]int{}, below: map[string]*shape{}}
	for i, key := range keys {
		s.rank[key] = i
	}
	return s
}

// under returns the shape of a table below; nil if its keys have no order.
func (s *shape) under(key string) *shape {
	if s == nil {
		return nil
	}
	return s.below[key]
}

func (s *shape) at(path []string) *shape {
	for _, key := range path {
		s = s.under(key)
	}
	return s
}

func (s *shape) ranks(key []string) []int {
	var list []int
	for _, part := range key {
		rank, known := 0, false
		if s != nil {
			rank, known = s.rank[part]
		}
		if !known {
			// All unknown keys are equal: a stable sort leaves them alone.
			if s != nil {
				list = append(list, len(s.rank))
			}
			break
		}
		list = append(list, rank)
		s = s.under(part)
	}
	return list
}

// sorted returns the entries of a table in their canonical order.
func (s *shape) sorted(entries []*Entry) []*Entry {
	if s == nil || len(entries) < 2 || s.inOrder(entries) {
		return entries
	}
	type ranked struct {
		entry *Entry
		ranks []int
	}
	list := make([]ranked, len(entries))
	for i, e := range entries {
		list[i] = ranked{e, s.ranks(e.Key)}
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return slices.Compare(a.ranks, b.ranks) })
	sorted := make([]*Entry, len(entries))
	for i, r := range list {
		sorted[i] = r.entry
	}
	return sorted
}

// inOrder reports, for plain keys, whether there is nothing to sort.
func (s *shape) inOrder(entries []*Entry) bool {
	last := 0
	for _, e := range entries {
		rank, known := s.rank[e.Key[0]]
		if !known {
			rank = len(s.rank)
		}
		if rank < last || len(e.Key) > 1 {
			return false
		}
		last = rank
	}
	return true
}

// rootShape returns the order of a kind of file.
func (k Kind) rootShape(roles []string) *shape {
	if roles == nil {
		for _, row := range duty.BuiltIn.Rows() {
			roles = append(roles, row.Key)
		}
	}
	settings := func(s *shape) *shape {
		s.below["issue"] = newShape("head", "mark", "copy_number", "secrecy", "urgency", "by", "number", "signers", "date", "to", "signature",
			"notice_title", "notice", "annexed", "note", "copies_to", "printed_by", "printed_on", "print_run")
		s.below["numbering"] = newShape("levels", "continuous")
		s.below["layout"] = newShape("duties", "duty_place", "run_in", "by_unit", "first_leads")
		return s
	}
	unit := newShape("name", "short", "aliases", "kind", "leader", "members", "except")
	switch k {
	case Plan:
		root := settings(newShape("title", "year", "status", "contents", "preamble", "issue", "numbering", "layout", "deadlines", "collectives",
			"outline", "goals", "measures", "safeguards", "attachments"))
		root.below["collectives"] = unit
		root.below["outline"] = newShape("heading", "label", "from", "text", "table", "items")
		root.below["attachments"] = newShape("title", "label", "from", "landscape", "text", "table", "items")
		who := append([]string{"duty"}, roles...)
		indicator := newShape(append([]string{"name", "below", "above", "at_most", "at_least", "equals", "about", "increase_by", "decrease_by", "rank",
			"in", "baseline", "binding"}, who...)...)
		// What stands behind the words: who, until when, how it prints.
		rest := slices.Concat([]string{"text", "brief", "indicators", "deliverable"}, who,
			[]string{"due", "duties", "duty_place", "by_unit", "note", "table", "tasks", "items"})
		item := newShape(append([]string{"title", "label", "run_in"}, rest...)...)
		task := newShape(append([]string{"id"}, rest...)...)
		node := newShape("text", "by")
		item.below = map[string]*shape{"items": item, "tasks": task, "due": node, "indicators": indicator}
		task.below = map[string]*shape{"due": node, "indicators": indicator}
		for _, part := range []string{"goals", "measures", "safeguards"} {
			root.below[part] = item
		}
		root.below["outline"].below["items"] = item
		root.below["attachments"].below["items"] = item
		return root
	case Units:
		root := newShape("units")
		root.below["units"] = unit
		return root
	case Workspace:
		root := settings(newShape("profile", "issue", "numbering", "layout", "deadlines", "roles", "fonts", "output"))
		root.below["roles"] = newShape("key", "words", "column")
		root.below["fonts"] = newShape("strict", "licensed", "fangsong", "kai", "hei", "song", "xiaobiaosong", "latin", "styles")
		return root
	}
	return nil
}

package typeset

import "unicode"

// class is what a character is to the line breaker (GB/T 15834-2011 5.1).
type class uint8

const (
	han       class = iota // 汉字, full-width signs and all that has no rule
	opening                // “ ‘ （ 〔 【 《 〈
	closing                // ” ’ ） 〕 】 》 〉
	comma                  // ， 、 ； ：
	stop                   // 。 ？ ！
	dash                   // —— of two and more
	ellipsis               // ……
	tie                    // 连接号 — ～ –
	middot                 // ·
	slash                  // /
	letter                 // of a word in an alphabet, and all else of ASCII
	digit                  // 0–9
	halfOpen               // ( [ {
	halfClose              // ) ] } , . ; : ! ?
	post                   // % ‰ ℃ °: belongs to the number before it
	pre                    // ¥ № + ±: belongs to the number after it
	space                  // breaks after, vanishes at the end of a line
	glue                   // a space that does not break
	mark                   // combining: no width of its own
	newline                // a forced break
	classes
)

// rules holds for each class what GB/T 15834 5.1 says of its members.
var rules = [classes]struct {
	noStart, noEnd bool  // never first, never last on a line
	strict         bool  // not first on a line at the strict level of CLREQ
	left, right    bool  // that half of the em box is empty and may go
	squeeze        order // when it may go
	full           bool  // a full-width mark that is squeezed against another
}{
	opening:   {noEnd: true, left: true, squeeze: brackets, full: true},
	closing:   {noStart: true, right: true, squeeze: brackets, full: true},
	comma:     {noStart: true, right: true, squeeze: commas, full: true},
	stop:      {noStart: true, right: true, squeeze: stops, full: true},
	dash:      {strict: true},
	ellipsis:  {strict: true},
	tie:       {noStart: true},
	middot:    {noStart: true},
	slash:     {noStart: true, noEnd: true},
	halfOpen:  {noEnd: true},
	halfClose: {noStart: true},
	post:      {noStart: true},
	space:     {noStart: true, squeeze: spaces},
	glue:      {noStart: true, noEnd: true, squeeze: spaces},
	mark:      {noStart: true},
}

// order is the order in which a line is squeezed (CLREQ, first to last).
type order uint8

const (
	spaces  order = iota
	numbers       // what stands beside a number on squared paper
	brackets
	commas
	stops
	orders
)

// classOf returns the class of a character by itself. Context is settled by
// settle.
func classOf(r rune) class {
	if r >= 0x3400 && r <= 0x9fff {
		return han
	}
	switch r {
	case '\n':
		return newline
	case ' ', '\t', '\u3000':
		return space
	case '\u00a0', '\u202f', '\u2007':
		return glue
	case '“', '‘', '（', '〔', '【', '《', '〈', '「', '『', '〖', '［', '｛':
		return opening
	case '”', '’', '）', '〕', '】', '》', '〉', '」', '』', '〗', '］', '｝':
		return closing
	case '，', '、', '；', '：':
		return comma
	case '。', '？', '！', '．':
		return stop
	case '—':
		return dash
	case '…':
		return ellipsis
	case '～', '–', '~', '-', '‐':
		return tie
	case '·', '・', '‧':
		return middot
	case '/', '／':
		return slash
	case '(', '[', '{':
		return halfOpen
	case ')', ']', '}', ',', '.', ';', ':', '!', '?':
		return halfClose
	case '%', '％', '‰', '℃', '℉', '°', '′', '″':
		return post
	case '¥', '￥', '$', '＄', '€', '£', '№', '+', '＋', '−', '－', '±', '<', '>', '＜', '＞', '≤', '≥', '≈':
		return pre
	}
	switch {
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		return digit
	case r > ' ' && r < 0x7f, r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return letter
	case r >= 0x2000 && r <= 0x200a || r == 0x205f:
		return space
	case r >= 0x3380 && r <= 0x33df: // ㎎ ㎡ ㏄: units of measurement in one character
		return post
	case r >= 0x0300 && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r)):
		return mark
	case r >= 0xc0 && r < 0x2000 && unicode.IsLetter(r) && r < 0x1100, r == '²', r == '³', r == '¹', r == 'µ', r >= 0x2070 && r <= 0x209f:
		return letter
	}
	return han
}

// invisible reports whether r is a character that is there to steer programs
// and has no picture: controls, zero-width and bidirectional signs, variation
// selectors, noncharacters.
func invisible(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7f || r >= 0x3000 && r <= 0xd7ff || r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xad, r == 0x034f, r == 0x061c, r == 0x180e:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff, r >= 0xe0000 && r <= 0xe01ef:
		return true
	case r >= 0xfff0 && r <= 0xfffb, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true
	}
	return false
}

// chance says whether a line may break before a character, and at what price.
type chance uint8

const (
	never     chance = iota
	free             // by the strict level
	inAddress        // behind a / or . of an address of the net, in GB 5749
	loose            // by GB/T 15834 only: the line begins with —— or ……
	afterSign        // inside a group wider than a line, behind a sign of its own
	torn             // inside a group wider than a line
)

// chanceBetween returns whether a line may break between two characters that
// no group joins.
func chanceBetween(a, b class) chance {
	switch {
	case rules[a].noEnd || rules[b].noStart:
		return never
	case rules[b].strict:
		return loose
	}
	return free
}

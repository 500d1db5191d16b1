package importer

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A text that was copied from a web page has its menus above it and its links
// below it. They end at the title and begin behind the last sentence; that it
// is a page is known by what only pages say.

var (
	// furniture matches lines that stand near a text on a page or in a mail.
	furniture = lazy(`^(来源|发件人|收件人|发送时间|邮件主题|主题|(?i:from|to|cc|subject|date|sent)|发布时间|发布日期|发布机构|信息来源|浏览次数|浏览量|点击数|点击量|阅读次数|作者|编辑|责任编辑|字体|字号|打印本页|关闭窗口|返回顶部|上一篇|下一篇|分享到|扫一扫|索引号|主题分类|主题词|发文机构|发文机关|发文字号|文号|成文日期|生成日期|有效性|标题|名称|公开方式|公开范围|信息分类|信息有效性|当前位置|您现在的位置|打印|收藏|主办单位：.*版权所有|版权所有|备案号|ICP备|网站标识码)(\s*[：:>＞].*|\s*$|.*ICP备.*|.*版权所有.*)`)
	// webPage matches what only web pages say.
	webPage  = lazy(`^(网站)?首页$|^您?(当前|现在|所在)?的?位置\s*[：:]|^您?(当前|现在|所在)的?位置|首页\s*[>＞»›]|^索引号\s*[：:]|打印本页|关闭(本页|窗口)|[【\[](打印|关闭)|^打印\s+关闭|分享(到|至)|^[上下]一[篇条]\s*[：:]|^相关(阅读|链接|文档|文件|信息|解读|附件|稿件|新闻|推荐)\s*[：:]?$|扫一扫|ICP备|公网安备|返回(顶部|首页)|网站(地图|标识码)|版权所有|^附件下载|浏览(次数|量)\s*[：:]|(点击|阅读)(数|量|次数)\s*[：:]|字(体|号)\s*[：:]\s*[\[【（(]?\s*(特大|超大|大|中|小)|无障碍|适老化|长者模式`)
	fileName = lazy(`(?i)\.(docx?|wps|pdf|xlsx?|et|zip|rar|jpe?g|png)\s*$`)
)

// Where furniture is looked for without a page around it, in lines from either
// end, and how far a page reaches into a text.
const (
	furnitureHead = 12
	furnitureTail = 8
	longestMenu   = 80
)

// takeFurniture takes the lines of a web page off both ends, and those of the
// pages of paper out of the text.
func (d *Draft) takeFurniture(lines []Line) []Line {
	above, title := pageHead(lines)
	below := pageFoot(lines)
	kept := make([]Line, 0, len(lines))
	for i, line := range lines {
		near := i < max(furnitureHead, title+furnitureHead/2) || i >= len(lines)-furnitureTail
		if line.Page || i < above || i >= below || line.Table == nil && near && len(lines) > 3 && isFurniture(line.Text) {
			d.Furniture = append(d.Furniture, line)
			continue
		}
		kept = append(kept, line)
	}
	if len(kept) == 0 {
		d.Furniture = nil
		return lines
	}
	return kept
}

func isFurniture(text string) bool {
	return len(text) < 400 && (furniture().MatchString(text) || utf8.RuneCountInString(text) <= longestMenu && !strings.Contains(text, "。") && webPage().MatchString(text))
}

// pageHead returns how many of the first lines are the menus of a web page, and
// where the title below them ends; 0 if they are none.
func pageHead(lines []Line) (above, title int) {
	limit := min(len(lines), longestMenu)
	body, seen := 0, false
	for ; body < limit; body++ {
		line := lines[body]
		if isFurniture(line.Text) {
			seen = seen || webPage().MatchString(line.Text)
			continue
		}
		if line.Table != nil || strings.Contains(line.Text, "。") || utf8.RuneCountInString(line.Text) > 80 || isRecipients(line.Text) {
			break
		}
		if _, _, ok := parseLabel(line.Text); ok && !fileName().MatchString(line.Text) {
			break
		}
	}
	if !seen || body == limit {
		return 0, 0
	}
	end := -1
	for i := range body {
		if text := lines[i].Text; lines[i].Table == nil && !isFurniture(text) && titleRun(lines[i:i+1]) == 1 {
			end = i
		}
	}
	if end < 0 {
		return 0, 0
	}
	first := end
	if first > 0 && !isFurniture(lines[first-1].Text) && (isSigner(lines[first-1].Text) || utf8.RuneCountInString(lines[first].Text) < 8) {
		first-- // 某县人民政府办公室 / 关于印发……的通知
	}
	for first > 0 && !isFurniture(lines[first-1].Text) && isHeadLine(lines[first-1].Text) {
		first--
	}
	return first, end + 1
}

// isHeadLine reports whether a line is of the 版头.
func isHeadLine(text string) bool {
	s := compact(text)
	return markLine().MatchString(s) || numberLine().MatchString(s) || copyNumberLine().MatchString(s) || secrecyLine().MatchString(s) || urgencyLine().MatchString(s) || signersLine().MatchString(s)
}

// pageFoot returns where the links below a text begin; the number of the lines
// if there are none.
func pageFoot(lines []Line) int {
	foot := len(lines)
	for i := len(lines) - 1; i > 0 && i >= len(lines)-longestMenu; i-- {
		line := lines[i]
		if line.Table != nil {
			return foot
		}
		if isFurniture(line.Text) {
			if webPage().MatchString(line.Text) {
				foot = i
			}
			continue
		}
		_, _, labelled := parseLabel(line.Text)
		if labelled && !fileName().MatchString(line.Text) || strings.ContainsAny(line.Text, "。；") || isFrameLine(line.Text) && !looseDay().MatchString(compact(line.Text)) {
			return foot
		}
	}
	return len(lines) // no text is above them
}

// doubtFurniture tells of the furniture: of a run of lines once.
func (d *Draft) doubtFurniture() {
	const how = "（导入时加 --strip 可以去掉）"
	list := d.Furniture
	for i := 0; i < len(list); {
		n := 1
		for !list[i].Page && i+n < len(list) && !list[i+n].Page && list[i+n].id == list[i+n-1].id+1 {
			n++
		}
		switch {
		case list[i].Page:
			d.doubt(list[i].Number, "这一行像是页码或页眉，不属于方案：“"+list[i].Text+"”"+how)
		case n < 4:
			for _, line := range list[i : i+n] {
				d.doubt(line.Number, "这一行像是网页或邮件上的，不属于方案：“"+line.Text+"”"+how)
			}
		default:
			d.doubt(list[i].Number, fmt.Sprintf("从“%s”到“%s”这%d行像是网页或邮件上的，不属于方案%s", shorten(list[i].Text), shorten(list[i+n-1].Text), n, how))
		}
		i += n
	}
}

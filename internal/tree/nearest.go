package tree

import "slices"

// chineseKeys are the words that clerks write where a key belongs.
var chineseKeys = map[string]string{
	"标题": "title", "题目": "title", "名称": "name", "年份": "year", "年度": "year", "状态": "status", "稿次": "status",
	"前言": "preamble", "引言": "preamble", "正文": "text", "内容": "text", "文字": "text", "印发": "issue", "发文机关": "by",
	"日期": "date", "成文日期": "date", "主送": "to", "主送机关": "to", "目标": "goals", "工作目标": "goals", "措施": "measures",
	"工作措施": "measures", "主要措施": "measures", "保障措施": "safeguards", "任务": "tasks", "责任": "duty", "责任分工": "duty",
	"责任单位": "responsible", "牵头": "lead", "牵头单位": "lead", "配合": "assist", "配合单位": "assist", "参与": "participate",
	"参与单位": "participate", "落实": "implement", "落实单位": "implement", "指导单位": "guide", "责任领导": "leaders",
	"时限": "due", "完成时限": "due", "期限": "due", "截止": "due", "备注": "note", "编号": "id", "简称": "short", "别名": "aliases",
	"类型": "kind", "成员": "members", "负责人": "leader", "单位": "units", "节点": "due",
	"deadline": "due", "content": "text", "department": "responsible", "unit": "units",
}

// NearestKey returns the known key that was probably meant by name: its
// translation, or the only one within a third of its letters.
func NearestKey(name string, known []string) (string, bool) {
	if key, ok := chineseKeys[name]; ok && slices.Contains(known, key) {
		return key, true
	}
	return Nearest(name, known)
}

// Nearest returns the candidate with the smallest edit distance to name, the
// first of several, if no more than a third of the characters differ.
func Nearest(name string, candidates []string) (string, bool) {
	best, bestDistance := "", 0
	for _, c := range candidates {
		if d := distance([]rune(name), []rune(c)); best == "" || d < bestDistance {
			best, bestDistance = c, d
		}
	}
	limit := max(1, max(len([]rune(name)), len([]rune(best)))/3)
	if best == "" || bestDistance > limit {
		return "", false
	}
	return best, true
}

// distance is the number of characters to insert, delete, replace or swap with
// their neighbour (Damerau 1964, restricted form).
func distance(a, b []rune) int {
	if len(a)-len(b) > 8 || len(b)-len(a) > 8 || len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

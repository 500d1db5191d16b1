package indicator

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A saying is a word that compares what stands before it with the number
// behind it.
type saying struct {
	word string
	says Comparator
}

// sayings, longer ones first where one ends in another.
var sayings = sync.OnceValue(func() []saying {
	var all []saying
	add := func(c Comparator, words string) {
		for w := range strings.FieldsSeq(words) {
			all = append(all, saying{w, c})
		}
	}
	add(AtMost, "下降到 下降至 降低到 降低至 减少到 减少至 压减到 压减至 压降到 压降至 缩短到 缩短至 缩短为 压缩到 压缩至 压缩为 缩减到 缩减至 精简到 精简至 降到 降至 控制在 控制到 控制为 控制目标 控制数 限制在 限定在 不得超过 不得高于 不得大于 不得多于 不能超过 不超过 不超出 不高于 不大于 不多于 不突破 小于等于 小于或等于 低于或等于 ≤ 最多 不超 严控在 严格控制在")
	add(AtLeast, "占 提高到 提高至 提升到 提升至 增加到 增加至 增长到 增长至 上升到 上升至 扩大到 扩大至 发展到 发展至 恢复到 恢复至 稳定在 稳定保持在 稳定达到 保持在 维持在 巩固在 保持 维持 稳定 达到或超过 达到或优于 力争达到 达到 达 不得低于 不得少于 不得小于 不能低于 不低于 不少于 不小于 不短于 不弱于 大于等于 大于或等于 高于或等于 ≥ 至少 最低 不下 超过或达到 提至 升至 增至 扩至 实现")
	add(Below, "低于 小于 少于 < ＜")
	add(Above, "大于 高于 超过 多于 突破 超出 > ＞ 超")
	add(DecreaseBy, "下降 降低 减少 压减 削减 压降 缩短 压缩 递减 减排 下降率 降幅 降低率 累计下降 减降 缩减 下调 降幅达到 降幅达")
	add(IncreaseBy, "上升 增长 提高 提升 增加 递增 增长率 增幅 增速 增速达到 增长率达到 增幅达到 增长达到 年均增长 上调 扩大 增收")
	return all
})

// comparison returns the longest saying that the words before a number end in,
// and where it begins; -1 without one.
func comparison(before string) (says Comparator, at int) {
	at = -1
	length := 0
	for _, c := range sayings() {
		if w := c.word; len(w) > length && strings.HasSuffix(before, w) {
			says, at, length = c.says, len(before)-len(w), len(w)
		}
	}
	return says, at
}

// fillers stand between a comparing word and its number, or between a name and
// a comparing word, and say nothing.
var fillers = []string{"大约", "约", "近", "全部", "全", "均", "都", "各", "再", "要", "应", "须", "需", "力争", "确保", "分别", "总体", "基本", "必须", "也", "同比", "环比", "年均", "平均", "累计", "总计", "合计", "预期", "预计", "整体", "持续", "“", "（", "("}

// trimFillers cuts fillers off the end.
func trimFillers(s string, also ...string) string {
	for {
		s = strings.TrimRight(s, " \u3000")
		cut := s
		for _, w := range fillers {
			if w == "均" && endsWord(cut, "户均", "人均", "年均", "日均", "月均", "亩均", "村均", "地均") {
				continue
			}
			cut = strings.TrimSuffix(cut, w)
		}
		for _, w := range also {
			cut = strings.TrimSuffix(cut, w)
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

// rates are the ends of names whose values are shares or scores: without a
// comparing word, they are to be reached.
var rates = sync.OnceValue(func() []string {
	return strings.Fields("率 比例 占比 比重 面 涨幅 增幅 降幅 增速 满意度 知晓度 覆盖度 参与度 普及度 保有率 完成度 优良率 合格数占总数比例 得分 评分 分数 盖度 郁闭度 成功率")
})

// quantities are the ends of names of other things that are measured.
var quantities = sync.OnceValue(func() []string {
	return strings.Fields("量 数 数量 面积 浓度 总量 强度 产值 增加值 收入 总额 规模 里程 长度 总数 人数 起数 户数 天数 指数 容量 产量 产能 销售额 交易额 营业收入 蓄积 蓄积量 存栏 出栏 密度 深度 高度 时间 时限 周期 消耗 能耗 水耗 投资 贷款余额 余额 资金 销量 目标 任务 指标 人口 游客 增速 单产 装机 系数 比值 产能比 资产负债 寿命 年龄 库容 生产总值 价值 利润 税收 额 距离 半径 宽度")
})

// verbs are what a plan undertakes to do with a number of things.
var verbs = sync.OnceValue(func() []string {
	return longestFirst(strings.Fields(`
	完成 新(改)建 新（改）建 改(扩)建 改（扩）建 新(改、扩)建 新（改、扩）建 新改扩建 新建 改建 扩建 改扩建 改造 新增 新改建 培育 打造 建设 建成 创建 培训 安排 整合 投入 统筹 推广 整治 治理 淘汰 引进 实施 修建 种植 发展
	提供 争取 筹措 筹集 化解 梳理 栽植 栽种 造林 修复 建立 设立 创办 举办 开展 组织 发放 配备 招聘 招录 选派 选聘 培养 认定 评选 选树 销号 核销 清理 拆除 关停 取缔
	落实 消化 盘活 出让 供应 收储 招引 签约 开工 竣工 投产 转移 救助 脱贫 减贫 安置 搬迁 资助 播种 补充 绿化 新植 架设 铺设 安装 更换 抽检 检测 排查 检查 巡查
	创成 申报 争创 吸纳 开发 兑现 募集 带动 发行 扶持 投放 储备 遴选 选拔 补植 补栽 引导 维修 硬化 疏浚 加固 改良 繁育 出栏 生产 收购 销售 回收 处理 审计 查处 侦破 调解 办理 征集 编印 印发 刊发 播出 制作 拍摄
	推出 公布 发布 推介 招商 融资 放贷 新发展 规划 布局 布设 增设 增加 增殖 增配 购置 采购 更新 升级 提升 解决 帮扶 惠及 覆盖 服务 补贴 消除 压减 削减 减少 降低 压降 提高 退出 退耕 还林 轮作 抚育 管护 划定 保护 迁建 续建 争引 引育 孵化 入库 上市 培植 扩种 复垦 调减 调增 建造 集成 示范 植树 就业 育林 实现 推进 启动 谋划 维护 净增 组建 扩招 交付 整修 清淤 整理 开通 投运 打通 加装 抽查 利用外资 处置`))
})

// A plan counts three sorts of things that are no aims of their own: how often
// something is done, what the office does day by day, and what it makes to
// work with. With a bare number they are the work itself, and whether they are
// to be measured is for a person to say; 不少于 and 以上 make them a commitment.
var (
	occasions = []string{"次", "场", "场次", "期", "轮", "轮次", "批", "批次", "班次"}
	routines  = strings.Fields("召开 印发 编印 刊发 抽查 检查 巡查 排查 检测 抽检 报送 走访 张贴 悬挂 督查 督导 查看 慰问 调研")
	singles   = []string{"个", "项", "条", "份", "套", "种"}
	tools     = strings.Fields("措施 任务 机制 制度 方案 清单 报告 文件 专班 工作组 工作小组 领导小组 小组 工作 要求 到位 覆盖 环节 方面 阶段 体系 台账 模式 经验 意见 办法 规定 要点 计划")
)

// ofWork reports whether a bare number of a thing, in a clause that begins with
// the words before it, is of one of these sorts.
func ofWork(before, unit, name string) bool {
	before = strings.TrimLeft(before, " ")
	for _, w := range []string{"全年", "年内", "组织", "集中", "重点", "开展", "计划", "力争", "确保", "再", "要", "共"} {
		before = strings.TrimPrefix(before, w)
	}
	return slices.Contains(occasions, strings.TrimLeft(unit, "十百千万亿")) || beginsWord(before, routines...) ||
		slices.Contains(singles, unit) && endsWord(strings.TrimRight(name, "”\""), tools...)
}

// perUnit reports whether the words before a number say for each of whom it
// holds: 每个村配备1名. That is a rule, and no total that the plan aims at.
func perUnit(before string) bool {
	i := strings.LastIndex(before, "每")
	return i >= 0 && beginsWord(before[i+len("每"):], "个村", "个社", "个乡", "个镇", "个街", "个县", "个企", "个单", "个部", "个学", "个班", "个项", "个点", "名", "户", "村", "镇", "乡", "人", "家", "所", "位", "支", "辆", "栋", "条", "处", "座", "校", "企", "社区", "街道", "单位", "部门", "县")
}

// dreaded are rates that are to stay low.
var dreaded = strings.Fields("失业率 死亡率 漏损率 发生率 事故率 不良率 不良贷款率 病死率 辍学率 流失率 超标率 贫困率 返贫率 涨幅 损失率 差错率 投诉率 发病率 检出率 空置率 逾期率 债务率 负债率 违法率 发案率")

// changes are verbs that change what stands behind them by the number.
var changes = map[string]Comparator{
	"压减": DecreaseBy, "削减": DecreaseBy, "减少": DecreaseBy, "降低": DecreaseBy, "压降": DecreaseBy, "调减": DecreaseBy,
	"提高": IncreaseBy, "提升": IncreaseBy, "增加": IncreaseBy, "扩大": IncreaseBy, "调增": IncreaseBy,
}

// facts tell of what is or was, or of what may come.
var facts = sync.OnceValue(func() []string {
	return strings.Fields("目前 截至 截止 年以来 全县辖 全市辖 全区辖 全县共 全市共 全区共 全省共 全镇共 全乡共 近年来 近几年 共有 预计 预测 据统计 已建成 已有 已达 已累计 已完成 仍有 尚有 多年平均 历年 常年 往年 总面积 下辖 辖区内有 去年以来 上年末 去年末 去年底 位于 地处 曾发生 受灾 造成")
})

// verbsBy are the verbs by their first character, longer ones first.
var verbsBy = sync.OnceValue(func() map[rune][]string {
	by := map[rune][]string{}
	for _, v := range verbs() {
		r, _ := utf8.DecodeRuneInString(v)
		by[r] = append(by[r], v)
	}
	return by
})

// verbAt returns the length of the verb with which s begins, 0 without one.
func verbAt(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	for _, v := range verbsBy()[r] {
		if strings.HasPrefix(s, v) {
			return len(v)
		}
	}
	return 0
}

// lastVerb returns where the last verb begins and ends before a number, -1
// without one. Of verbs with one end it is the longest.
func lastVerb(s string) (start, end int) {
	start = -1
	for i := range s {
		if n := verbAt(s[i:]); n > 0 && i+n > end {
			start, end = i, i+n
		}
	}
	return start, end
}

// mainVerb returns the verb at the beginning of a clause, behind the words that
// lead to it, and where the verbs end; -1 without one. A verb that is all there
// is before the number may be the thing itself: 造林2万亩.
func mainVerb(before string) (start, end int) {
	for changed := true; changed; {
		changed = false
		rest := strings.TrimLeft(before[start:], " ")
		start = len(before) - len(rest)
		for _, w := range []string{"全年", "年内", "力争", "确保", "要", "新", "全面", "全部", "继续", "计划", "再", "积极", "全县", "全市", "全区", "累计", "基本", "高质量", "重点", "加快", "并"} {
			if strings.HasPrefix(rest, w) && verbAt(rest) == 0 {
				start, changed = start+len(w), true
				break
			}
		}
	}
	end = start
	if beginsWord(before[start:], things...) {
		return -1, -1
	}
	for end < len(before) {
		n := verbAt(before[end:])
		// The last of several verbs may be the object, or all but the end of it:
		// 完成造林, 举办招聘会.
		if n == 0 || end > start && (utf8.RuneCountInString(before[end+n:]) <= 1 || beginsWord(before[end:], things...)) {
			break
		}
		end += n
	}
	if end == start {
		return -1, -1
	}
	return start, end
}

// things are verbs that open a name rather than a statement: 就业困难人员.
var things = []string{"就业", "植树", "造林", "育林", "减贫", "招商", "融资", "示范", "脱贫", "扶贫", "服务", "生产", "规划", "回收", "检测"}

// onlyVerbs reports whether a name is nothing but verbs: 改造 of 改造提升.
func onlyVerbs(name string) bool {
	name = strings.Trim(trimFillers(name), " 、和及")
	for name != "" {
		n := verbAt(name)
		if n == 0 {
			return false
		}
		name = name[n:]
	}
	return true
}

func endsWord(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

func beginsWord(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

package verify

import "fangan/internal/diag"

// How says how a requirement is judged.
type How string

// Some need a person: what no file can show, or what only a reader of Chinese
// can decide.
const (
	Measured How = "测量"
	Partly   How = "测量，人工确认"
	ByHand   How = "人工核对"
)

// A Requirement is one row of the checklist.
type Requirement struct {
	ID       string
	Clause   string // of GB/T 9704-2012 unless another source is named
	Title    string
	Expected string // in the base profile
	// Severity of a failure: an Error for what the standard demands, a Warning
	// for what it calls usual (一般), a Note for what it recommends.
	Severity diag.Severity
	How      How
	Method   string // how it is measured, or what to look at
	Does     string // what fangan does about it when it builds a document
}

// Checklist returns all requirements in the order of the standard.
func Checklist() []Requirement { return checklist }

var checklist = []Requirement{
	{"5.1-page-size", "5.1", "幅面", "A4，210 mm×297 mm", diag.Error, Measured, "每页的纸张大小，允差0.5 mm", "按版式的纸张排版"},
	{"5.2.1-top", "5.2.1", "天头", "37 mm±1 mm", diag.Error, Measured, "各页首行字面的上边缘：由字形的墨迹求出字面的中线", "首行字顶落在版心上边缘"},
	{"5.2.1-binding", "5.2.1", "订口", "28 mm±1 mm", diag.Error, Measured, "顶格行的左边缘，每页取中位数", "顶格字落在版心左边缘；mirror = true 时双页换边"},
	{"5.2.1-block", "5.2.1", "版心", "除页码外都在28～184 mm×37～262 mm之内", diag.Error, Measured, "每个字的字面和每条线，允差0.5 mm；标点空着的半边不算", "除页码外都排在版心内"},
	{"5.2.2-body-face", "5.2.2", "正文字体字号", "3号仿宋，16磅", diag.Warning, Measured, "正文各字的字体类别（由字体名称认）和大小，允差0.25磅；整行加粗，描边和重印做的也算", "正文用版式的字体和字号"},
	{"5.2.3-lines", "5.2.3", "每面行数", "22行", diag.Warning, Measured, "排满正文的页的行数；有标题的页末行之下空的行数", "每面22行，撑满版心；标题与下文、表格与上文、署名与正文要同页时可少排"},
	{"5.2.3-chars", "5.2.3", "每行字数", "28字，右边缘184 mm", diag.Warning, Measured, "纯汉字满行的字数；各满行的右边缘，允差0.5 mm", "每行28格，满行两端对齐"},
	{"5.2.3-pitch", "5.2.3", "行距", "全文一致，10.45 mm", diag.Warning, Measured, "相邻正文行基线的距离，允差0.15 mm", "行格等距，放不下印章或版记时才调整"},
	{"5.2.4-colour", "5.2.4", "颜色", "除发文机关标志、红线和印章外都是黑色", diag.Error, Measured, "每个字和每条线的颜色；有没有被后画的白色图形盖住的字", "只有发文机关标志和红线是红色；水印是灰色"},
	{"6.1-skew", "6.1", "版面不斜", "误差不超过1 mm", diag.Error, ByHand, "看印好的纸", "不涉及"},
	{"6.2-duplex", "6.2", "双面印刷", "两面页码套正，误差不超过2 mm", diag.Error, ByHand, "看印好的纸", "奇偶页对称安排页码和版记"},
	{"6.2-red", "6.2", "红色", "Y80%、M80%", diag.Warning, Partly, "红色的数值；油墨看印好的纸", "PDF 里的红色由版式的输出方式决定"},
	{"6.3-binding", "6.3", "装订", "左侧装订，订位距上下70 mm±4 mm", diag.Error, ByHand, "看装订好的公文", "不涉及"},
	{"7.1-order", "7.1", "版头、主体、版记的次序", "依次排列", diag.Error, Measured, "发文字号和标题的上下；版记之后有没有正文", "按版头、主体、版记的次序排"},
	{"7.2.1-copyno", "7.2.1", "份号", "6位阿拉伯数字，版心左上角第一行顶格", diag.Warning, Measured, "文字、行位置和左边缘，允差1 mm", "[issue] copy_number"},
	{"7.2.1-copyno-required", "条例第九条", "涉密公文有份号", "有密级就有份号", diag.Error, Measured, "有密级时找份号", "缺份号时提示"},
	{"7.2.2-secrecy", "7.2.2", "密级和保密期限", "3号黑体，版心左上角第二行顶格，如“机密★1年”", diag.Warning, Measured, "文字、字体、行位置和左边缘，允差1 mm", "[issue] secrecy"},
	{"7.2.3-urgency", "7.2.3", "紧急程度", "3号黑体，版心左上角顶格，在密级之下", diag.Warning, Measured, "文字、字体、次序和左边缘，允差1 mm", "[issue] urgency"},
	{"7.2.4-mark-top", "7.2.4", "发文机关标志的位置", "上边缘至版心上边缘35 mm", diag.Error, Measured, "墨迹的上边缘，允差1 mm；量不到墨迹时按字面，允差3 mm", "按墨迹上边缘定位"},
	{"7.2.4-mark-centre", "7.2.4", "发文机关标志居中", "居中，红色，小标宋", diag.Error, Measured, "左右边缘的中点，允差1 mm；字体不同只提示", "居中，字号按宽度定，联合行文的名称撑齐"},
	{"7.2.4-mark-name", "条例第九条", "发文机关标志的名称", "全称或规范化简称，加“文件”或不加", diag.Warning, Partly, "读出的文字", "取 [issue] by 或 mark"},
	{"7.2.5-number-form", "7.2.5", "发文字号的写法", "代字〔2026〕8号", diag.Error, Measured, "文字", "[issue] number；序号未定的留空"},
	{"7.2.5-number-gap", "7.2.5", "发文字号上空二行", "25.7 mm", diag.Error, Measured, "发文机关标志下边缘至发文字号上边缘，19.8～26.7 mm", "空二行"},
	{"7.2.5-number-place", "7.2.5", "发文字号的位置", "居中；上行文左空一字", diag.Error, Measured, "中点或左边缘，允差1 mm", "居中；有签发人时左空一字"},
	{"7.2.6-signer", "7.2.6", "签发人", "与文号同一行，右空一字，姓名3号楷体", diag.Error, Measured, "行、右边缘、各行姓名的左边缘，允差1 mm；“签发人”三字和姓名的字体、字号；请示、报告有没有签发人", "[issue] signers"},
	{"7.2.7-rule", "7.2.7", "版头分隔线", "红色，与版心等宽，在发文字号之下4 mm", diag.Error, Measured, "线的两端和上边缘，允差0.5 mm", "红色分隔线"},
	{"7.3.1-title-face", "7.3.1", "标题字体字号", "2号小标宋，22磅", diag.Warning, Measured, "标题各字，允差0.25磅；加没加粗", "按版式"},
	{"7.3.1-title-gap", "7.3.1", "标题上空二行", "25.7 mm", diag.Error, Measured, "红色分隔线至标题上边缘，19.8～26.7 mm", "空二行，必要时微调使正文落在行格上"},
	{"7.3.1-title-shape", "7.3.1", "标题的排列", "居中，梯形或菱形", diag.Error, Measured, "各行的中点，允差0.5 mm；各行的宽度", "自动选梯形或菱形的回行"},
	{"7.3.1-title-words", "7.3.1", "标题回行", "词意完整", diag.Warning, Partly, "行首行末的虚词和成对的标点；词语由人确认", "不拆登记的单位名称和常用词；可以用换行指定"},
	{"7.3.1-title-parts", "条例第九条", "标题的组成", "发文机关＋事由＋文种", diag.Warning, Measured, "标题的最后一个词", "通知的标题由机关、事由、文种组成"},
	{"7.3.2-recipient", "7.3.2", "主送机关", "标题下空一行，顶格，回行顶格，以全角冒号结尾", diag.Error, Measured, "距离9.4～16.3 mm，左边缘允差1 mm，文字", "[issue] to"},
	{"7.3.2-recipient-moved", "7.3.2", "主送机关过多移至版记", "首页显示正文", diag.Error, Measured, "主送机关占满首页时", "主送机关使首页没有正文时移到版记，并提示"},
	{"7.3.3-first-page", "7.3.3", "首页显示正文", "至少1行", diag.Error, Measured, "首页的正文行数", "移走主送机关、缩小标志仍排不下正文时提示"},
	{"7.3.3-indent", "7.3.3", "段首左空二字", "段首39.14 mm，回行28 mm", diag.Error, Measured, "各行的左边缘，允差0.7 mm", "段首空二字"},
	{"7.3.3-level-labels", "7.3.3", "层次序数", "一、（一）1.（1），不跳级、不断号、不重号", diag.Warning, Measured, "段首的序数", "序数由程序编"},
	{"7.3.3-level-faces", "7.3.3", "各层的字体", "第一层黑体，第二层楷体，第三、四层仿宋，都是3号", diag.Warning, Measured, "层次标题各字；加没加粗", "各层字体按版式"},
	{"7.3.4-annex-note", "7.3.4", "附件说明", "正文下空一行，左空二字，名称后无标点，回行对齐名称", diag.Error, Measured, "距离9.4～16.3 mm；左边缘，允差1 mm；顺序号连续；名称后的标点", "由 [[attachments]] 生成"},
	{"7.3.5.1-date-right", "7.3.5.1", "成文日期右空四字", "右边缘161.71 mm", diag.Warning, Measured, "允差1 mm；署名顶到版心右边缘时日期可以左移", "[issue] date，右空四字"},
	{"7.3.5.1-name-centred", "7.3.5.1", "署名以成文日期为准居中", "两者中点相同", diag.Error, Measured, "允差0.5 mm；联合行文量末一个署名，各行对齐允差1 mm", "以日期为准居中"},
	{"7.3.5.1-seal", "7.3.5.1", "印章", "上不压正文，距正文一行之内，居中下压署名和日期", diag.Error, Partly, "文件里有印章图形时量其位置，各枚互不相交；实际用印看纸", "留出印章的位置，不印印章"},
	{"7.3.5.2-unsealed", "7.3.5.2", "不加盖印章的署名", "空一行，右空二字，日期首字右移二字", diag.Error, Measured, "允差1 mm；空一行9.4～16.3 mm", "[issue] signature = \"unsealed\""},
	{"7.3.5.3-stamp", "7.3.5.3", "签名章", "空二行，右空四字", diag.Error, ByHand, "看用印的公文", "不支持"},
	{"7.3.5.4-date-form", "7.3.5.4", "成文日期的写法", "阿拉伯数字，年月日全，不编虚位", diag.Error, Measured, "文字，并且确有这一天", "由日期生成"},
	{"7.3.5.5-with-text", "7.3.5.5", "署名与正文同处一页", "署名页上至少有1行正文", diag.Error, Measured, "署名页的正文、附件说明的行数，表格也算", "调整行距使署名与正文同页；排不下时提示"},
	{"7.3.6-note", "7.3.6", "附注", "成文日期下一行，左空二字，加圆括号", diag.Error, Measured, "文字；左边缘，允差1 mm；与成文日期相距不超过二行半", "[issue] note"},
	{"7.3.7-annex-page", "7.3.7", "附件另面编排", "在版记之前，另起一面", diag.Error, Measured, "附件标签是不是页的第一行，在不在版记之后", "[[attachments]] 另起一面"},
	{"7.3.7-annex-label", "7.3.7", "附件标签", "3号黑体，版心左上角第一行顶格，无冒号", diag.Error, Measured, "文字、字体、行和左边缘，允差1 mm", "由程序编号"},
	{"7.3.7-annex-title", "7.3.7", "附件标题", "居中，在第三行", diag.Error, Measured, "行和中点，允差1 mm", "第三行居中"},
	{"7.3.7-annex-same", "7.3.7", "附件与附件说明一致", "顺序号和名称相同", diag.Error, Measured, "文字", "两处取自同一个名称"},
	{"7.4.1-rules", "7.4.1", "版记分隔线", "首末线0.35 mm，中间线0.25 mm，与版心等宽", diag.Note, Measured, "线的粗细，允差0.05 mm，不合只提示；两端允差0.5 mm，不合是错误", "三条或两条分隔线"},
	{"7.4.1-last-rule", "7.4.1", "版记末条线", "与最后一面的版心下边缘重合，262 mm", diag.Error, Measured, "线的中线，允差0.5 mm", "末条线压在版心下边缘"},
	{"7.4.1-even", "GB/T 33476.2 7.3.1", "版记在偶数页", "双面印刷时在最后一个偶数页", diag.Warning, Measured, "版记所在的页", "排在最后一个偶数页，必要时加空白页"},
	{"7.4.2-copies", "7.4.2", "抄送机关", "4号仿宋，左右各空一字，回行对齐首字，句号结尾", diag.Error, Measured, "左右边缘允差1 mm，文字、字体", "[issue] copies_to"},
	{"7.4.2-moved-to", "7.4.2", "移入版记的主送机关", "在抄送之上，中间不加线", diag.Error, Measured, "位置", "主送机关移到版记时排在抄送之上，中间不加线"},
	{"7.4.3-issue", "7.4.3", "印发机关和印发日期", "4号仿宋，左空一字，右空一字，同一行", diag.Error, Measured, "左右边缘，允差1 mm", "[issue] printed_by、printed_on"},
	{"7.4.3-issue-date", "条例第九条", "印发日期不早于成文日期", "印发日期≥成文日期", diag.Error, Measured, "两个日期", "由日期生成"},
	{"7.5-number-face", "7.5", "页码字体字号", "4号半角宋体，— 1 —，14磅", diag.Warning, Measured, "页码各字，允差0.25磅", "按版式"},
	{"7.5-number-y", "7.5", "页码的高低", "一字线距版心下边缘7 mm，269.0 mm", diag.Error, Measured, "一字线墨迹的中线，允差1 mm；至271.6 mm只提示", "一字线的中线在版心下边缘之下7 mm"},
	{"7.5-number-x", "7.5", "页码的左右", "单页右空一字，双页左空一字", diag.Error, Measured, "一字线的外端，允差1 mm", "单页居右、双页居左"},
	{"7.5-number-run", "7.5", "页码连续", "从1起连续编，空白页和其后的版记页不编", diag.Error, Measured, "各页的页码；目录不编页码时从目录之后编起", "正文和附件连续编"},
	{"8-landscape", "8", "横排表格", "页码位置不变，表头单页在订口、双页在切口", diag.Error, Measured, "文字转的方向；页码转没转；竖排的页有没有横倒", "附件 landscape = true，表头在纸的左边"},
	{"9-punct", "9", "标点符号", "GB/T 15834", diag.Warning, Measured, "正文各段的文字", "字宽规范化；文字由作者负责"},
	{"9-numerals", "9", "数字用法", "GB/T 15835", diag.Warning, Measured, "正文各段的文字", "序数、日期由程序编；文字由作者负责"},
	{"9-units", "9", "计量单位", "GB 3100～3102", diag.Warning, Measured, "正文各段的文字", "文字由作者负责"},
	{"10.1-mark", "10.1", "信函格式的发文机关标志", "上边缘距上页边30 mm，居中", diag.Error, Measured, "墨迹的上边缘，允差1 mm", "[issue] head = \"letter\""},
	{"10.1-rules", "10.1", "信函格式的双线", "标志下4 mm上粗下细，距下页边20 mm上细下粗，长170 mm", diag.Error, Measured, "线的位置和长度，允差1 mm", "同上"},
	{"10.1-elements", "10.1", "信函格式的要素", "文号右顶格，距双线7/8字高；标题在其下二行", diag.Error, Measured, "允差1 mm", "同上"},
	{"10.1-page1", "10.1", "信函首页不显示页码", "首页无页码", diag.Error, Measured, "首页的页码", "同上"},
	{"10.1-colophon", "10.1", "信函的版记", "无分隔线，无印发机关和印发日期", diag.Error, Measured, "版记的文字和线", "同上"},
	{"10.2-mark", "10.2", "命令（令）", "标志上边缘至版心上边缘20 mm", diag.Error, Measured, "墨迹的上边缘，允差1 mm", "不支持"},
	{"10.3-attendance", "10.3", "纪要的出席人员", "出席、请假、列席：标签黑体，姓名仿宋", diag.Error, Measured, "文字和字体", "不支持"},
	{"B-kinsoku", "GB/T 15834 5.1", "避头尾", "句末标点不在行首，前引号、前括号不在行末", diag.Error, Measured, "各行的首字和末字，横排的页和表格里的也查；不足5字宽的格不查，网址可以在 / 之后回行", "避头尾取最严一级"},
	{"B-unsplit", "GB/T 15834 5.1", "不拆分", "数字、单词、破折号、省略号、文号不拆在两行", diag.Error, Measured, "回行处前后的字，横排的页和表格里的也查", "数字、单词、破折号、文号等不拆"},
	{"B-heading-foot", "CLREQ", "标题不落页末", "页的最后一行不是标题", diag.Warning, Measured, "各页的最后一行；有表格的页不查", "标题与下面两行同页"},
	{"B-runt", "CLREQ", "孤字不成行", "段末行至少2字", diag.Warning, Measured, "各段的最后一行", "整段一起断行，尽量不留孤字"},
	{"D-kind", "条例第八条", "文种", "15种之一；方案等由通知印发", diag.Warning, Partly, "标题的最后一个词；是否合用由人确认", "方案由通知印发"},
	{"D-routing", "条例第十四至十七条", "行文规则", "主送、抄送合乎隶属关系", diag.Warning, ByHand, "看主送和抄送机关", "由作者负责"},
	{"D-short-name", "惯例", "简称", "首次用全称", diag.Note, ByHand, "看正文", "由作者负责"},
	{"D-relative-date", "惯例", "日期写具体", "不用“今年”“近日”等", diag.Note, Partly, "正文的文字；是否合用由人确认", "由作者负责"},
	{"fonts-embedded", "5.2.2", "字体都已嵌入", "全部嵌入", diag.Error, Measured, "文件里的字体", "字体都嵌入"},
	{"fonts-missing", "5.2.2", "没有缺字", "没有缺字的框和“〓”", diag.Error, Measured, "没有字形的字和代替的字", "缺的字由别的字体补，补不了的报告"},
}

// agreement has the rows that are about two files, or a file and a plan.
var agreementRows = []Requirement{
	{"agree-plan", "两份文件一致", "同一份方案", "公文和工作簿出自同一份方案", diag.Error, Measured, "一半以上的任务两边都有", "两份文件一起生成、一起更新"},
	{"agree-heading", "两份文件一致", "工作措施", "逐字一致", diag.Error, Measured, "逐项比对", "两份文件取自同一个模型"},
	{"agree-text", "两份文件一致", "任务内容", "逐字一致", diag.Error, Measured, "逐项比对；表里的简写要有方案定义才能核对", "同上"},
	{"agree-names", "两份文件一致", "责任单位", "名称、次序、责任类型一致", diag.Error, Measured, "逐项比对；公文里没有写的，要有方案定义才能核对", "同上"},
	{"agree-deadline", "两份文件一致", "完成时限", "写法一致", diag.Error, Measured, "逐项比对；公文里没有写的，要有方案定义才能核对", "同上"},
	{"agree-rows", "两份文件一致", "任务的序号", "每项任务一行，依次排列", diag.Error, Measured, "逐项比对", "同上"},
	{"agree-units", "两份文件一致", "各单位的任务清单", "本单位的任务都在，没有别的；汇总的数目相符", diag.Error, Measured, "逐项比对", "同上"},
	{"agree-passages", "两份文件一致", "任务以外的文字", "标题、版头、主送、通知、前言、附件及其表格、署名、版记与方案一致", diag.Error, Measured, "逐段、逐格比对；要有方案定义", "同上"},
	{"agree-indicators", "两份文件一致", "指标表", "指标、目标值、章节、单位、时限一致", diag.Error, Measured, "逐行比对；没有方案定义时，数字要在公文里找得到", "同上"},
}

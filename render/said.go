package render

import (
	"strings"

	"fangan/internal/agreement"
	"fangan/internal/plan"
	"fangan/render/document"
)

// saidKinds are the elements whose text a document shows as the plan has it, with
// what they are called. 发文机关标志 is left out: joint ones are stacked, and it is
// missing on preprinted paper.
var saidKinds = map[document.Kind]string{
	document.Title: "标题", document.Stage: "稿次", document.Recipient: "主送机关", document.Heading: "层次标题", document.Paragraph: "段落", document.DutyLine: "责任行",
	document.CopyNumber: "份号", document.Secrecy: "密级和保密期限", document.Number: "发文字号", document.Signer: "签发人",
	document.AttachmentNote: "附件说明", document.Signature: "署名", document.Date: "成文日期", document.Note: "附注",
	document.Attachment: "附件标签", document.AttachmentTitle: "附件标题", document.Cell: "表格",
	document.CopiesTo: "抄送机关", document.PrintedBy: "印发机关", document.PrintedOn: "印发日期", document.PrintRun: "印数",
}

// Said returns what the document of a plan says, piece by piece, by the templates
// of its workspace; nil if they have faults. Headings and paragraphs between the
// first heading and the signature belong to the tasks. 印发机关 and what stands
// with it is left out of letters (GB/T 9704 10.1), and so is the ： behind the
// 主送机关, which may be moved to the 版记.
func Said(ws *plan.Workspace, p *plan.Plan) []agreement.Said {
	b, findings := newBuilder(ws, Options{PDF: true})
	if findings.HasErrors() {
		return nil
	}
	root, _ := document.Execute(b.document, p)
	if root == nil {
		return nil
	}
	var said []agreement.Said
	tasks, behind, letter := false, false, false
	var visit func(n *document.Node)
	visit = func(n *document.Node) {
		switch n.Kind {
		case document.Head:
			letter = n.Form == "letter"
		case document.PrintedBy, document.PrintedOn, document.PrintRun:
			if letter {
				return
			}
		case document.Title:
			tasks, behind = false, false
		case document.Heading:
			tasks = !behind
		case document.AttachmentNote, document.SignatureBlock, document.Attachment, document.Colophon:
			tasks, behind = false, true
		}
		if what, ok := saidKinds[n.Kind]; ok {
			s := agreement.Said{What: what, Text: n.Label + strings.TrimSuffix(n.Plain(), "："), Cell: n.Kind == document.Cell}
			s.Task = tasks && !s.Cell
			said = append(said, s)
		}
		for _, child := range n.Children {
			visit(child)
		}
	}
	for _, n := range root.Children {
		visit(n)
	}
	return said
}

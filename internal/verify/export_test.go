package verify

import (
	"fangan/internal/agreement"
	"fangan/internal/pdfpage"
	"fangan/render/profile"
)

// TextOf returns what verify takes for the text of a document.
func TextOf(d *pdfpage.Document, pr *profile.Profile) *agreement.Document {
	return judge(d, pr, nil).text()
}

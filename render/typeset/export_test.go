package typeset

// For the tests that write PDF, which this package may not import.
var (
	ParseForTest = parse
	BaseForTest  = base
)

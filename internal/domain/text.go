package domain

// Text is a text in the platform's two languages. ZH is always there; where
// EN is empty, ZH stands for both.
type Text struct {
	ZH string
	EN string
}

// In picks the language: "en" where there is one, else zh-CN.
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// IsZero tells that nothing was written.
func (t Text) IsZero() bool { return t.ZH == "" && t.EN == "" }

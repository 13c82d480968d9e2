package mail

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
)

type text struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// Words are what e-mails say of notices, in both languages.
type Words struct {
	topics map[domain.NoticeTopic]text
	kinds  map[string]text // by topic and kind, "need.started"
}

// pages are where the things of a topic are in the portal.
var pages = map[domain.NoticeTopic]string{
	domain.TopicNeed: "/needs", domain.TopicApplication: "/applications", domain.TopicBridge: "/bridges", domain.TopicAppeal: "/appeals",
}

// LoadWords reads mail.yaml.
func LoadWords(files fs.FS) (*Words, error) {
	data, err := fs.ReadFile(files, "mail.yaml")
	if err != nil {
		return nil, err
	}
	var form struct {
		Topics map[domain.NoticeTopic]text `yaml:"topics"`
		Kinds  map[string]text             `yaml:"kinds"`
	}
	if err := yaml.UnmarshalWithOptions(data, &form, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("mail.yaml: %w", err)
	}
	return &Words{form.Topics, form.Kinds}, nil
}

// Has tells whether there are words for such a notice.
func (w *Words) Has(topic domain.NoticeTopic, kind domain.Code) bool {
	t, k := w.topics[topic], w.kinds[string(topic)+"."+string(kind)]
	return t.ZH != "" && t.EN != "" && k.ZH != "" && k.EN != ""
}

// Of is the subject and the text of the e-mail that tells of a notice. link is
// the portal's address; without one there is no link in it.
func (w *Words) Of(n domain.Notice, link string, where *time.Location) (subject, body string) {
	topic, kind := w.topics[n.Topic], w.kinds[string(n.Topic)+"."+string(n.Kind)]
	if kind.ZH == "" {
		kind = text{string(n.Kind), string(n.Kind)}
	}
	about := n.Firm
	if n.About != "" {
		about += " · " + n.About
	}
	subject = oneLine(fmt.Sprintf("【融桥】%s：%s（%s）", topic.ZH, kind.ZH, about))
	var b strings.Builder
	line := func(zh, en, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s %s: %s\n", zh, en, oneLine(value))
		}
	}
	fmt.Fprintf(&b, "%s：%s\n%s: %s\n\n", topic.ZH, kind.ZH, topic.EN, kind.EN)
	line("企业", "Firm", n.Firm)
	line("事项", "About", n.About)
	line("经办", "By", n.Who)
	line("说明", "Remark", n.Text)
	if n.DueAt != nil {
		line("办理时限", "Due", n.DueAt.In(where).Format("2006-01-02 15:04"))
	}
	line("时间", "At", n.At.In(where).Format("2006-01-02 15:04"))
	if link != "" {
		fmt.Fprintf(&b, "\n登录查看 See it at: %s%s\n", strings.TrimSuffix(link, "/"), pages[n.Topic])
	}
	b.WriteString("\n本邮件由融桥平台自动发送；可在“消息”页面设置接收哪些邮件。\nSent by Rongqiao; choose on the page of notices which e-mails you get.\n")
	return subject, b.String()
}

// oneLine leaves no line break, which a header must not have and a reader of a
// list does not expect.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

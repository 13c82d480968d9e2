package httpapi

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
)

// Texts are what people read for the codes of errors, in both languages.
type Texts map[string]domain.Text

// The languages, as Accept-Language and Content-Language write them.
const (
	langZH = "zh-CN"
	langEN = "en"
)

// LoadTexts reads every YAML file of a folder: a code, and under it zh and en.
// A code without both, or in two places, is a fault; all faults come at once.
func LoadTexts(fsys fs.FS) (Texts, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	out, faults := Texts{}, []error{}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("texts: %w", err)
		}
		var file map[string]struct {
			ZH string `yaml:"zh"`
			EN string `yaml:"en"`
		}
		if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
			faults = append(faults, fmt.Errorf("texts: %s: %w", path.Base(name), err))
			continue
		}
		for code, t := range file {
			if t.ZH == "" || t.EN == "" {
				faults = append(faults, fmt.Errorf("texts: %s: %s: want zh and en", name, code))
			}
			if _, twice := out[code]; twice {
				faults = append(faults, fmt.Errorf("texts: %s: %s stands in another file already", name, code))
			}
			out[code] = domain.Text{ZH: t.ZH, EN: t.EN}
		}
	}
	return out, errors.Join(faults...)
}

// render fills {fact} into the text of a code. A code without a text, which a
// test keeps from happening, is shown as it is.
func (t Texts) render(code, lang string, facts domain.Facts) string {
	text, ok := t[code]
	if !ok {
		return code
	}
	pairs := make([]string, 0, 2*len(facts))
	for name, value := range facts {
		pairs = append(pairs, "{"+name+"}", plain(value, lang))
	}
	return unfilled.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text.In(lang)), "…")
}

// Text is the text of a code in both languages.
func (t Texts) Text(code string, facts domain.Facts) domain.Text {
	return domain.Text{ZH: t.render(code, langZH, facts), EN: t.render(code, langEN, facts)}
}

// unfilled is a place in a text for which the error brought no fact.
var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)

// plain writes a fact; texts in the language, amounts in yuan, lists with its
// separator.
func plain(value any, lang string) string {
	switch v := value.(type) {
	case domain.Text:
		return v.In(lang)
	case domain.Fen:
		return strings.TrimSuffix(fmt.Sprintf("%d.%02d", v/100, v%100), ".00")
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		sep := "、"
		if lang == langEN {
			sep = ", "
		}
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = plain(v.Index(i).Interface(), lang)
		}
		return strings.Join(parts, sep)
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return plain(v.Elem().Interface(), lang)
	default:
		return fmt.Sprint(value)
	}
}

// language picks zh-CN or en by Accept-Language (RFC 9110, 12.5.4); zh-CN
// where neither is asked for, or both as much.
func (Texts) language(accept string) string {
	best := map[string]float64{}
	for part := range strings.SplitSeq(accept, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		q := 1.0
		if value, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			if parsed, err := strconv.ParseFloat(value, 64); err == nil {
				q = parsed
			}
		}
		best[primary] = max(best[primary], q)
	}
	if best["en"] > best["zh"] {
		return langEN
	}
	return langZH
}

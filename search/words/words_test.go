package words_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	searchdata "rongqiao/config/search"
	"rongqiao/search/words"
)

func load(t *testing.T) *words.Words {
	t.Helper()
	w, err := words.Load(searchdata.Files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAQueryIsCutIntoWords(t *testing.T) {
	w := load(t)
	for name, c := range map[string]struct {
		query string
		want  []string
	}{
		"at spaces":                        {"长寿 过桥", []string{"长寿", "过桥"}},
		"at full-width spaces and marks":   {"税务贷　，线上！", []string{"税务贷", "线上"}},
		"between scripts":                  {"ICBC税务贷", []string{"icbc", "税务贷"}},
		"around a synonym":                 {"建行抵押贷款", []string{"建行", "抵押贷款"}},
		"at the longest synonym":           {"专精特新小巨人贷款", []string{"专精特新小巨人", "贷款"}},
		"not within brackets":              {"首台（套）", []string{"首台套"}},
		"not at a letter of a name":        {"科创e贷", []string{"科创e贷"}},
		"keeping an English phrase":        {"Bridge  Loans", []string{"bridgeloan"}},
		"from traditional characters":      {"專精特新 貸款", []string{"专精特新", "贷款"}},
		"from full-width letters":          {"ＩＣＢＣ", []string{"icbc"}},
		"into nothing where there is none": {" ，。", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var have []string
			for _, v := range w.Split(c.query) {
				have = append(have, v.Text())
			}
			if !slices.Equal(have, c.want) {
				t.Errorf("%q is cut into %q, want %q", c.query, have, c.want)
			}
		})
	}
}

func TestPhrasesStandInATextAlsoWithinLongerOnes(t *testing.T) {
	w := load(t)
	for text, want := range map[string][]string{
		"专精特新小巨人贷款":                    {"专精特新小巨人", "专精特新", "小巨人", "贷款"},
		"首台（套）":                        {"首台套"},
		"a Bridge Loan, a bridge loan": {"bridge loan"},
		"小 巨人":                         nil,
	} {
		var have []string
		for _, p := range w.Standing(w.Units(text)) {
			have = append(have, p.Key())
		}
		if !slices.Equal(have, want) {
			t.Errorf("in %q stand %q, want %q", text, have, want)
		}
	}
}

func TestUnitsKnowTheirBytes(t *testing.T) {
	w := load(t)
	for _, text := range []string{"首台（套）装备", "ＩＣＢＣ税務貸e贷 5G+", "a\xffb", "é́t"} {
		end := 0
		for _, u := range w.Units(text) {
			if u.Start < end || u.End <= u.Start || u.End > len(text) {
				t.Errorf("%q: unit %+v after byte %d", text, u, end)
			}
			end = u.End
		}
	}
}

func TestWordsAreReadAsTheTradeReadsThem(t *testing.T) {
	w := load(t)
	for text, want := range map[string]string{
		"重庆银行": "chongqingyinhang", "长寿区": "changshouqu", "重庆农村商业银行": "chongqingnongcunshangyeyinhang",
		"行业": "hangye", "还款": "huankuan", "转贷应急周转": "zhuandaiyingjizhouzhuan", "成长贷": "chengzhangdai",
		"兼并重组": "jianbingchongzu", "重点": "zhongdian", "利率": "lilv", "科创e贷": "kechuangedai",
		"参股": "cangu", "数字贷": "shuzidai", "小巨人": "xiaojuren", "重信贷": "chongxindai", "綦江": "qijiang",
		"大足": "dazu", "潼南": "tongnan", "沙坪坝": "shapingba", "会计": "kuaiji", "增长": "zengzhang", "长期": "changqi",
		"單筆": "danbi",
	} {
		if have := w.Pinyin(text); have != want {
			t.Errorf("%s is read %s, want %s", text, have, want)
		}
	}
}

func TestLettersAreCutIntoSyllables(t *testing.T) {
	for letters, want := range map[string][]string{
		"xiaojuren": {"xiao", "ju", "ren"}, "chongqingyinh": {"chong", "qing", "yin", "h"}, "fangan": {"fang", "an"},
		"lilv": {"li", "lv"}, "zjtx": nil, "software": nil, "": nil,
	} {
		if have := words.Syllables(letters); !slices.Equal(have, want) {
			t.Errorf("%q is cut into %q, want %q", letters, have, want)
		}
	}
}

func TestASlipIsOneLetterAway(t *testing.T) {
	for slip, want := range map[string]string{"xiaojurne": "xiaojuren", "xiojuren": "xiaojuren", "xiaojurren": "xiaojuren", "xiaoguren": "xiaojuren"} {
		if !slices.Contains(words.Misspelt(slip), want) {
			t.Errorf("%s is not among the slips of %s", want, slip)
		}
	}
}

func TestFaultyFilesAreRefusedWithFileAndLine(t *testing.T) {
	for name, c := range map[string]struct{ file, content, want string }{
		"a word in two groups":            {words.SynonymsFile, "groups:\n  - [技改, 技术改造]\n  - [改造, 技改]\n", `synonyms.yaml:3: "技改" is already on line 2`},
		"a word twice, written otherwise": {words.SynonymsFile, "groups:\n  - [首台套, 首台（套）]\n", `synonyms.yaml:2: "首台（套）" is already on line 2`},
		"a term that is in a group":       {words.SynonymsFile, "groups:\n  - [技改, 技术改造]\nterms: [技改]\n", `synonyms.yaml:3: "技改" is already on line 2`},
		"an empty word":                   {words.SynonymsFile, "groups:\n  - [技改, \"\"]\n", "synonyms.yaml:2: the word is empty"},
		"a word of marks":                 {words.SynonymsFile, "groups:\n  - [技改, \"（）\"]\n", "synonyms.yaml:2: the word is empty"},
		"a group of one":                  {words.SynonymsFile, "groups:\n  - [技改, 技术改造]\n  - [转贷]\n", "synonyms.yaml:3: group 2: want at least two"},
		"a number":                        {words.SynonymsFile, "groups:\n  - [技改, 12]\n", "synonyms.yaml:2: want a text"},
		"an unknown key":                  {words.SynonymsFile, "groups: []\nwords: []\n", "unknown field \"words\""},
		"no YAML":                         {words.SynonymsFile, "groups: [", "synonyms.yaml:"},
		"a syllable too few":              {words.ReadingsFile, "readings:\n  重庆: chong qing\n  长寿: chang\n", `readings.yaml:3: "长寿": want one syllable for each of its 2`},
		"no syllable":                     {words.ReadingsFile, "readings:\n  长寿: chang shouu\n", `readings.yaml:2: "长寿": "shouu" is no syllable`},
		"only the beginning of one":       {words.ReadingsFile, "readings:\n  长寿: ch shou\n", `readings.yaml:2: "长寿": "ch" is no syllable`},
		"a reading twice":                 {words.ReadingsFile, "readings:\n  长寿: chang shou\n  长寿: zhang shou\n", "readings.yaml:"},
		"a missing traditional form":      {words.TraditionalFile, "traditional:\n  贷税: 貸\n", "traditional.yaml:2: want as many"},
		"no Chinese character":            {words.TraditionalFile, "traditional:\n  a: 貸\n", "traditional.yaml:2:"},
		"one form for two":                {words.TraditionalFile, "traditional:\n  贷: 貸\n  代: 貸\n", "traditional.yaml:3: 貸 already stands for 贷"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				words.SynonymsFile:    {Data: []byte("groups:\n  - [甲, 乙]\n")},
				words.ReadingsFile:    {Data: []byte("readings:\n  重庆: chong qing\n")},
				words.TraditionalFile: {Data: []byte("traditional:\n  贷: 貸\n")},
			}
			if _, err := words.Load(files); err != nil {
				t.Fatalf("sound files: %v", err)
			}
			files[c.file] = &fstest.MapFile{Data: []byte(c.content)}
			_, err := words.Load(files)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want %q", err, c.want)
			}
		})
	}
	if _, err := words.Load(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), words.TraditionalFile) {
		t.Errorf("without files: %v", err)
	}
}

func TestTheVersionFollowsTheContent(t *testing.T) {
	files := fstest.MapFS{
		words.SynonymsFile:    {Data: []byte("groups:\n  - [甲, 乙]\n")},
		words.ReadingsFile:    {Data: []byte("readings:\n  重庆: chong qing\n")},
		words.TraditionalFile: {Data: []byte("traditional:\n  贷: 貸\n")},
	}
	version := func() string {
		w, err := words.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return w.Version()
	}
	first := version()
	if again := version(); again != first {
		t.Errorf("the same files have versions %s and %s", first, again)
	}
	files[words.SynonymsFile] = &fstest.MapFile{Data: []byte("groups:\n  - [甲, 丙]\n")}
	if changed := version(); changed == first {
		t.Error("other files have the same version")
	}
}

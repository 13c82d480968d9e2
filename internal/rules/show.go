package rules

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
)

// ShowMoney writes an amount as people of the trade say it: 万元 in Chinese,
// yuan with thousands separated in English. Nothing is rounded.
func ShowMoney(f domain.Fen) domain.Text {
	yuan := trimZeros(f.String())
	wan := new(big.Rat).SetFrac64(int64(f), int64(domain.Wan)).FloatString(6)
	zh := thousands(trimZeros(wan)) + "万元"
	if f > -domain.Wan && f < domain.Wan {
		zh = yuan + "元"
	}
	return domain.Text{ZH: zh, EN: thousands(yuan) + " yuan"}
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// ShowNumber writes a number of a field's type in base units.
func ShowNumber(t FieldType, n int64) domain.Text {
	switch t {
	case TypeMoney:
		return ShowMoney(domain.Fen(n))
	case TypeRate:
		s := domain.BasisPoints(n).String()
		return domain.Text{ZH: s, EN: s}
	case TypeMonths:
		return ShowMonths(domain.Months(n))
	case TypeDay:
		s := domain.Date(n).String()
		return domain.Text{ZH: s, EN: s}
	case TypeFlag:
		if n != 0 {
			return domain.Text{ZH: "是", EN: "yes"}
		}
		return domain.Text{ZH: "否", EN: "no"}
	case TypeCount, TypeCode, TypeCodes, TypePlace:
	}
	s := strconv.FormatInt(n, 10)
	return domain.Text{ZH: s, EN: s}
}

// ShowMonths writes whole years as years where that is how one says it.
func ShowMonths(m domain.Months) domain.Text {
	if m >= 24 && m%12 == 0 {
		return domain.Text{ZH: fmt.Sprintf("%d年", m/12), EN: fmt.Sprintf("%d years", m/12)}
	}
	if m == 1 {
		return domain.Text{ZH: "1个月", EN: "1 month"}
	}
	return domain.Text{ZH: fmt.Sprintf("%d个月", m), EN: fmt.Sprintf("%d months", m)}
}

// showSpan writes whole months and the days past them.
func showSpan(f Fact) domain.Text {
	t := ShowMonths(domain.Months(f.Number))
	unit := " days"
	if f.Days == 1 {
		unit = " day"
	}
	return domain.Text{ZH: fmt.Sprintf("%s零%d天", t.ZH, f.Days), EN: fmt.Sprintf("%s and %d%s", t.EN, f.Days, unit)}
}

// ShowCodes writes codes by their names.
func (rs *RuleSet) ShowCodes(vocabulary string, codes []domain.Code) domain.Text {
	if len(codes) == 0 {
		return domain.Text{ZH: "无", EN: "none"}
	}
	v := rs.Vocabularies[vocabulary]
	var zh, en []string
	for _, c := range codes {
		t := v.NameOf(c)
		zh, en = append(zh, t.In("zh")), append(en, t.In("en"))
	}
	return domain.Text{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")}
}

// ShowFact writes what is known of a field; nothing where nothing is.
func (rs *RuleSet) ShowFact(field Field, f Fact) domain.Text {
	switch {
	case f.AtMost:
		f.Known, f.AtMost = true, false
		t := rs.ShowFact(field, f)
		return domain.Text{ZH: "不超过" + t.ZH, EN: "at most " + t.In("en")}
	case !f.Known && len(f.Among) > 0:
		t := rs.ShowCodes(field.Vocabulary, f.Among)
		return domain.Text{ZH: "为其一：" + t.ZH, EN: "one of: " + t.In("en")}
	case !f.Known:
		return domain.Text{}
	case field.Type == TypePlace:
		return rs.ShowCodes(field.Vocabulary, f.Codes)
	case field.Vocabulary != "":
		return rs.ShowCodes(field.Vocabulary, f.Codes[:f.Own])
	case f.Days > 0:
		return showSpan(f)
	case f.Den != 0 || (f.Exact != nil && field.Type == TypeRate):
		s := showRatio(f)
		return domain.Text{ZH: s, EN: s}
	case f.Exact != nil:
		n := new(big.Int)
		if n.DivMod(f.Exact.Num(), f.Exact.Denom(), new(big.Int)); !f.Exact.IsInt() {
			t := ShowNumber(field.Type, n.Int64())
			return domain.Text{ZH: t.ZH + "…", EN: t.EN + "…"}
		}
		return ShowNumber(field.Type, n.Int64())
	}
	return ShowNumber(field.Type, f.Number)
}

// showRatio writes a ratio in per cent with two decimals, cut off and never
// rounded over a border; a remainder is marked with "…".
func showRatio(f Fact) string {
	bp, rest := f.basisPoints()
	s := trimZeros(new(big.Rat).SetFrac(new(big.Int).Abs(bp), big.NewInt(100)).FloatString(2))
	if bp.Sign() < 0 || (bp.Sign() == 0 && f.Root == 0 && f.number().Sign() < 0) {
		s = "-" + s
	}
	if rest {
		s += "…"
	}
	return s + "%"
}

// basisPoints is a rate cut off towards zero, and whether that left a rest.
func (f Fact) basisPoints() (bp *big.Int, rest bool) {
	if f.Root > 1 {
		return f.rootPoints()
	}
	n := f.number()
	bp, left := new(big.Int).QuoRem(new(big.Int).Mul(n.Num(), big.NewInt(10_000)), n.Denom(), new(big.Int))
	return bp, left.Sign() != 0
}

// rootPoints of a rate kept as its square: 10,000·√(Number/Den) - 10,000.
func (f Fact) rootPoints() (bp *big.Int, rest bool) {
	square, left := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(f.Number), big.NewInt(10_000*10_000)), big.NewInt(f.Den), new(big.Int))
	root := new(big.Int).Sqrt(square)
	rest = left.Sign() != 0 || new(big.Int).Mul(root, root).Cmp(square) != 0
	bp = root.Sub(root, big.NewInt(10_000))
	if rest && bp.Sign() < 0 { // cut towards zero, as others are
		bp.Add(bp, big.NewInt(1))
	}
	return bp, rest
}

var opWords = map[domain.Op]domain.Text{
	domain.OpEqual:       {ZH: "等于", EN: "exactly"},
	domain.OpLess:        {ZH: "低于", EN: "less than"},
	domain.OpAtMost:      {ZH: "不超过", EN: "at most"},
	domain.OpMore:        {ZH: "高于", EN: "more than"},
	domain.OpAtLeast:     {ZH: "不低于", EN: "at least"},
	domain.OpIn:          {ZH: "为", EN: "one of"},
	domain.OpWithin:      {ZH: "属于", EN: "within"},
	domain.OpContainsAny: {ZH: "具备之一：", EN: "any of"},
	domain.OpContainsAll: {ZH: "同时具备：", EN: "all of"},
}

// ShowWanted writes what a criterion asks for on the day.
func (rs *RuleSet) ShowWanted(c domain.Criterion, day domain.Date) domain.Text {
	if len(c.Routes) > 0 {
		return rs.showRoutes(c.Routes)
	}
	field, _ := rs.Field(c.Field)
	w, ok := Wanted(c, day)
	switch {
	case !ok:
		return domain.Text{ZH: "当日尚未施行", EN: "not in force on the day"}
	case c.Op == domain.OpIsKnown:
		return domain.Text{ZH: "需填写", EN: "to be given"}
	case field.Type == TypeFlag:
		return ShowNumber(TypeFlag, w.Number)
	case c.ID == "terms.collateral":
		return domain.Text{ZH: "需提供抵质押物", EN: "collateral is required"}
	}
	word := opWords[c.Op]
	if field.Vocabulary != "" {
		if rest := rs.allBut(field, c.Op, w.Codes); rest != nil {
			codes := rs.ShowCodes(field.Vocabulary, rest)
			return domain.Text{ZH: "除" + codes.ZH + "以外", EN: "anything but " + codes.In("en")}
		}
		codes := rs.ShowCodes(field.Vocabulary, w.Codes)
		return domain.Text{ZH: word.ZH + codes.ZH, EN: word.EN + " " + codes.In("en")}
	}
	n := ShowNumber(field.Type, w.Number)
	return domain.Text{ZH: word.ZH + n.ZH, EN: word.EN + " " + n.EN}
}

// longList is how many codes are tiresome to read.
const longList = 6

// allBut answers what a long list of single codes leaves out, where that is
// the shorter way to say it; nil otherwise.
func (rs *RuleSet) allBut(field Field, op domain.Op, codes []domain.Code) []domain.Code {
	v := rs.Vocabularies[field.Vocabulary]
	if op != domain.OpIn || len(codes) < longList || len(codes) <= len(v.Entries)/2 {
		return nil
	}
	var rest []domain.Code
	for _, e := range v.Entries {
		if !slices.Contains(codes, e.Code) {
			rest = append(rest, e.Code)
		}
	}
	if len(rest) >= len(codes) {
		return nil
	}
	return rest
}

func (rs *RuleSet) showRoutes(routes []domain.Route) domain.Text {
	var zh, en []string
	for _, r := range routes {
		zh, en = append(zh, r.Label.In("zh")), append(en, r.Label.In("en"))
	}
	return domain.Text{ZH: "满足其一：" + strings.Join(zh, "；"), EN: "any of: " + strings.Join(en, "; ")}
}

// LabelOf is a criterion's own label, or its field's.
func (rs *RuleSet) LabelOf(c domain.Criterion) domain.Text {
	if !c.Label.IsZero() {
		return c.Label
	}
	if f, ok := rs.Field(c.Field); ok {
		return f.Label
	}
	return domain.Text{ZH: c.ID}
}

package demo

import (
	"fmt"

	"rongqiao/internal/domain"
)

// Two rare characters make a firm's own name; 40 × 40 pairs, then a third.
var (
	firstSyllables  = []rune("砚栎岑沅苒霁笙珏澍岚筠峤沚蓁骁翊昶禾澜屿璟垚淼翀焱燊琮玥珺旻晟昱暄曜栩樟棠楷槿榆")
	secondSyllables = []rune("朔枢澈甫弦湛珩沨阙樾翎恪衍煦钊泓霖岳巍峻岱嵩崧峦崎岫岑屹岭嵘浔淇涟渌湜溱潇澄濯瀚")
)

// trades is what a firm of the division calls its business.
var trades = map[domain.Code]string{
	"13": "粮油食品", "14": "食品", "15": "饮品", "16": "烟用材料", "17": "纺织", "18": "服饰", "19": "鞋业", "20": "竹木制品",
	"21": "家具", "22": "纸业", "23": "印务", "24": "文体用品", "25": "燃料", "26": "化工材料", "27": "医药", "28": "纤维",
	"29": "橡塑", "30": "建材", "31": "特钢", "32": "铝业", "33": "金属制品", "34": "通用机械", "35": "智能装备", "36": "汽车零部件",
	"37": "摩托车配件", "38": "电气", "39": "电子", "40": "仪器仪表", "41": "日用制品", "42": "再生资源", "43": "设备维修",
}

// demoMark ends every name, so that nobody takes the firm for a real one.
const demoMark = "（演示）"

// pairStep is prime to the number of pairs: neighbours in number get names
// that look unlike.
const pairStep = 617

func firmName(region string, i int, division domain.Code) string {
	a, b := len(firstSyllables), len(secondSyllables)
	p := (i%(a*b)*pairStep + 29) % (a * b)
	own := string(firstSyllables[p/b]) + string(secondSyllables[p%b])
	if again := i / (a * b); again > 0 {
		own += string(firstSyllables[(again-1)%a])
	}
	trade := trades[division]
	if trade == "" {
		trade = "制造"
	}
	return region + own + trade + "有限公司" + demoMark
}

// demoUSCC makes a code with a right check character: 91 for a company, 5099
// and two digits where the place would stand (no place has them), DEM0, and
// the firm's number.
func demoUSCC(i int) domain.USCC {
	code, _ := domain.CompleteUSCC(fmt.Sprintf("915099%02dDEM0%05d", i/100_000%100, i%100_000))
	return code
}

// heavyDivisions are the trades that the region has most of.
var heavyDivisions = map[domain.Code]int{"26": 3, "27": 3, "29": 3, "30": 3, "33": 4, "34": 5, "35": 5, "36": 9, "37": 4, "38": 5, "39": 7, "40": 2, "13": 3}

// divisionOf gives the first firms one division each, so that none is left
// out, and the others by weight.
func divisionOf(d dice, i int, divisions []domain.Code) domain.Code {
	if i < len(divisions) {
		return divisions[i]
	}
	choices := make([]share, 0, len(divisions))
	for _, c := range divisions {
		choices = append(choices, share{c, max(heavyDivisions[c], 1)})
	}
	return d.pick(choices)
}

// residencesOf gives the first firms one district each, abolished ones too.
// Firms of an abolished district confirm their new one in two of five cases.
func residencesOf(d dice, i int, r Region, founded, today domain.Date) []domain.Residence {
	n := i
	if all := len(r.Districts) + len(r.Abolished); i >= all {
		n = d.IntN(all)
	}
	if n < len(r.Districts) {
		return []domain.Residence{{District: r.Districts[n], From: founded}}
	}
	old := r.Abolished[n-len(r.Districts)]
	if founded > old.LastDay {
		return []domain.Residence{{District: old.Successors[0], From: founded}}
	}
	out := []domain.Residence{{District: old.Code, From: founded}}
	if d.chance(40) {
		to := old.Successors[0]
		if len(old.Successors) > 1 && d.chance(20) {
			to = old.Successors[1]
		}
		confirmed := old.LastDay + 1 + domain.Date(d.IntN(int(today-old.LastDay)))
		out = append(out, domain.Residence{District: to, From: min(confirmed, today)})
	}
	return out
}

// zoneOf answers the development zone: none is certain only where no zone
// touches the district, or where the firm says so.
func zoneOf(d dice, r Region, home domain.Code) *domain.Code {
	var near []domain.Code
	for _, z := range r.Zones {
		for _, in := range z.LiesIn {
			if in == home {
				near = append(near, z.Code)
			}
		}
	}
	none := domain.ZoneNone
	switch {
	case len(near) == 0:
		return known(d, 30, none)
	case d.chance(35):
		return ptr(near[d.IntN(len(near))])
	}
	return known(d, 40, none)
}

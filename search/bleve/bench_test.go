package bleve

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// benchQueries are of the kinds that people type, and the lists they open.
var benchQueries = []struct {
	name  string
	query search.Query
}{
	{"one word", search.Query{Text: "技改"}},
	{"words run together", search.Query{Text: "专精特新小巨人信用贷款"}},
	{"a bank and a product", search.Query{Text: "ICBC 税务贷"}},
	{"a word in most offers", search.Query{Text: "贷款"}},
	{"a wrong character", search.Query{Text: "知识产全质押"}},
	{"pinyin", search.Query{Text: "xiaojuren"}},
	{"initials", search.Query{Text: "zjtx"}},
	{"misspelt English", search.Query{Text: "litle giant"}},
	{"misspelt pinyin", search.Query{Text: "xiaojurne"}},
	{"a word with filters", search.Query{Text: "转贷", Kinds: []domain.OfferKind{domain.OfferLoan}, Districts: []domain.Code{"500115"}}},
	{"filters alone", search.Query{Districts: []domain.Code{"500115"}, Amount: ptr(domain.Fen(300_000_000)), Sort: search.SortRate}},
	{"everything", search.Query{}},
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		x := benchIndex(b, n)
		for _, q := range benchQueries {
			b.Run(fmt.Sprintf("%d offers/%s", n, q.name), func(b *testing.B) {
				q.query.Limit = 20
				for b.Loop() {
					if _, err := x.Search(context.Background(), q.query); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkApply writes one offer, durably, to an index of many.
func BenchmarkApply(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		x := benchIndex(b, n)
		b.Run(fmt.Sprintf("%d offers", n), func(b *testing.B) {
			seq := int64(n)
			for b.Loop() {
				seq++
				doc := benchDocument(rand.New(rand.NewPCG(1, uint64(seq))), int(seq)%n)
				if err := x.Apply(context.Background(), search.Batch{Upserts: []search.Document{doc}, Seq: seq}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen opens an index that is there, as a second start does.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		dir := b.TempDir()
		fill(b, dir, n)
		b.Run(fmt.Sprintf("%d offers", n), func(b *testing.B) {
			w := loadWords(b)
			for b.Loop() {
				x, err := Open(dir, w, slog.New(slog.DiscardHandler))
				if err != nil {
					b.Fatal(err)
				}
				if err := x.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchIndex(b *testing.B, n int) *Index {
	b.Helper()
	dir := b.TempDir()
	fill(b, dir, n)
	x, err := Open(dir, loadWords(b), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := x.Close(); err != nil {
			b.Error(err)
		}
	})
	return x
}

func fill(b *testing.B, dir string, n int) {
	b.Helper()
	x, err := Open(dir, loadWords(b), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for done := 0; done < n; {
		var batch search.Batch
		for len(batch.Upserts) < 2_000 && done < n {
			batch.Upserts = append(batch.Upserts, benchDocument(random, done))
			done++
		}
		batch.Seq = int64(done)
		if err := x.Apply(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
}

// benchDocument makes an offer of common and of rare words.
func benchDocument(r *rand.Rand, n int) search.Document {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	place := pick("重庆", "长寿", "铜梁", "綦江", "两江新区", "高新区", "渝中", "南岸", "江津", "合川")
	what := pick("技改", "转贷应急", "税务", "知识产权质押", "专精特新小巨人", "科创e", "发票", "订单", "绿色", "抵押", "商业价值信用", "应收账款")
	bank := pick("中国工商银行", "中国农业银行", "中国建设银行", "重庆农村商业银行", "重庆银行", "招商银行", "平安银行", "微众银行", "三峡银行", "富民银行")
	rare := func() string {
		const from, to = 0x4e00, 0x8e00
		return string([]rune{rune(from + r.IntN(to-from)), rune(from + r.IntN(to-from))})
	}
	d := search.Document{
		ID: domain.OfferID(fmt.Sprintf("offer-%06d", n)), Kind: domain.OfferLoan,
		NameZH: place + rare() + what + pick("贷", "贷款", "专项贷", "快贷"), NameEN: pick("Little giant loan", "Bridge loan", "Tax loan", "Green loan"),
		Provider: domain.ProviderID(bank), ProviderZH: bank + pick("", "重庆市分行", place+"支行"), ProviderEN: pick("ICBC", "ABC", "CCB"),
		Products: []domain.Code{domain.Code(what)},
		Text: []string{
			pick("信用贷", "科技贷", "技改贷", "转贷"), pick("线上申请", "随借随还", "先息后本"),
			"面向" + pick("制造业", "科技型", "专精特新", "出口") + "企业的贷款，额度最高" + fmt.Sprint(r.IntN(3000)) + "万元，" + rare() + rare() + "，按" + pick("纳税", "订单", "流水", "发票") + "数据核定。",
		},
		RateMin:  ptr(domain.BasisPoints(300 + r.IntN(300))),
		Verified: r.IntN(2) == 0,
	}
	if r.IntN(3) == 0 {
		d.Districts = []domain.Code{domain.Code(fmt.Sprint(500101 + r.IntN(20))), "500000"}
	}
	if r.IntN(2) == 0 {
		d.AmountMax = ptr(domain.Wan * domain.Fen(1+r.IntN(3000)))
	}
	if r.IntN(4) == 0 {
		d.Tiers = []domain.Code{domain.Code(pick("srdi_sme", "national_little_giant", "high_tech_enterprise"))}
	}
	return d
}

func ptr[T any](v T) *T { return &v }

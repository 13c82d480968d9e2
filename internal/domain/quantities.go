// Package domain holds the nouns of the platform: enterprises, offers, needs
// and what is said about them. It knows nothing of HTTP, databases, search
// servers or files, and never asks what time it is: times are handed in.
package domain

import (
	"fmt"
	"strconv"
)

// Fen is an amount of money in whole fen; 100 fen are one yuan. It is never a
// fraction, and never a float.
type Fen int64

// BasisPoints is a rate or a share; 100 basis points are one per cent.
type BasisPoints int32

// Months is a length of time in whole calendar months.
type Months int32

// Money bounds. MaxFen keeps every amount exactly representable in a JSON
// number (below 2^53) and every sum of a thousand of them within int64.
const (
	Yuan   Fen = 100
	Wan    Fen = 10_000 * Yuan // 万元
	MaxFen Fen = 9_000_000_000_000_000
)

// String writes the amount in yuan with two decimals, "1234.50".
func (f Fen) String() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	return fmt.Sprintf("%s%d.%02d", sign, f/Yuan, f%Yuan)
}

// String writes the rate in per cent without trailing zeros, "3.65%".
func (b BasisPoints) String() string {
	return strconv.FormatFloat(float64(b)/100, 'f', -1, 64) + "%"
}

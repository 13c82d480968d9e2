// Package searchdata holds what search knows of the trade's language as files:
// synonyms, readings in pinyin, traditional characters. Package search/words
// reads and checks them.
package searchdata

import "embed"

// Files are synonyms.yaml, readings.yaml and traditional.yaml.
//
//go:embed *.yaml
var Files embed.FS

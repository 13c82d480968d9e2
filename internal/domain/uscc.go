package domain

import "strings"

// USCC is a unified social credit code, 18 characters (GB 32100-2015).
type USCC string

// usccAlphabet gives each character its value: digits and capitals without
// I, O, S, V, Z (GB 32100-2015, table 1).
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccWeights are the weights 3^(i-1) mod 31 of the first 17 characters.
var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// Check verifies length, alphabet and check character, and names the one that
// fails: uscc_length, uscc_character or uscc_check_character.
func (u USCC) Check() *Error {
	if n := len([]rune(string(u))); n != 18 {
		return Invalid("uscc_length", "uscc", Facts{"want": 18, "have": n})
	}
	for _, r := range string(u) {
		if !strings.ContainsRune(usccAlphabet, r) {
			return Invalid("uscc_character", "uscc", Facts{"want": usccAlphabet, "have": string(r)})
		}
	}
	if want := usccCheckCharacter(string(u[:17])); u[17] != want {
		return Invalid("uscc_check_character", "uscc", Facts{"want": string(want), "have": string(u[17])})
	}
	return nil
}

// usccCheckCharacter computes C18 = (31 - Σ Ci·Wi mod 31) mod 31.
func usccCheckCharacter(body string) byte {
	sum := 0
	for i, w := range usccWeights {
		sum += strings.IndexByte(usccAlphabet, body[i]) * w
	}
	return usccAlphabet[(31-sum%31)%31]
}

// CompleteUSCC adds the check character to a 17-character body, or answers
// ok=false where the body is not one. The demo firms are made with it.
func CompleteUSCC(body string) (code USCC, ok bool) {
	if len(body) != 17 {
		return "", false
	}
	for _, r := range body {
		if !strings.ContainsRune(usccAlphabet, r) {
			return "", false
		}
	}
	return USCC(body + string(usccCheckCharacter(body))), true
}

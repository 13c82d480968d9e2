// The unified social credit code, checked as the server does (GB 32100-2015):
// 18 characters, the last one computed from the others.

/** Each character's value is its place here: no I, O, S, V, Z (table 1). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** 3^(i-1) mod 31 for the first 17 characters. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

export type UsccFault = 'uscc_length' | 'uscc_character' | 'uscc_check_character'

/** What a person types, as the register writes it. */
export function normaliseUscc(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** The fault of a normalised code, or null when it is right. */
export function usccFault(code: string): UsccFault | null {
  if ([...code].some((character) => !ALPHABET.includes(character))) return 'uscc_character'
  if (code.length !== 18) return 'uscc_length'
  return code.charAt(17) === checkCharacter(code) ? null : 'uscc_check_character'
}

/** C18 = (31 − Σ Ci·Wi mod 31) mod 31. */
function checkCharacter(code: string): string {
  const sum = WEIGHTS.reduce(
    (total, weight, place) => total + ALPHABET.indexOf(code.charAt(place)) * weight,
    0,
  )
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

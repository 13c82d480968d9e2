/** Mortgage value-added loans: terms of the authority, and what collateral can secure under them. */
export default {
  nav: 'Mortgage terms',
  lead: 'For each kind of collateral the mortgage ratio, the ratio with the added value, and the cap: from which day, by which document. No public document states figures, so the authority enters them; they count at once for what a firm’s collateral can secure.',
  enter: 'Enter terms',
  enterText:
    'What was entered is not changed; from the new first day on the new terms count. Leave empty what is not known; it does not count as zero.',
  empty: 'No terms were entered yet',
  emptyText:
    'Public documents order a pilot and state no ratio and no cap. Until terms are entered, firms are told that there are none yet.',
  collateral: 'Kind of collateral',
  from: 'First day',
  ratio: 'Mortgage ratio',
  ratioHint: 'Ordinary mortgage loan, of the appraised value',
  valueAdded: 'Ratio with added value',
  valueAddedHint: 'With the added part, of the appraised value; may exceed 100%',
  cap: 'Cap',
  capHint:
    'The most for one piece of collateral with the added part; leave empty where there is none',
  source: 'Source',
  sourceHint: 'Title and number of the document',
  save: 'Enter',
  enteredAt: 'Entered at',
  termsOf: 'Terms for {kind}',
  unknown: 'Not known',
  noCap: 'No cap',
  states: { inForce: 'in force', notYet: 'not yet', past: 'replaced' },
  open: 'What collateral can secure',
  ceilings: 'What collateral can secure',
  ceilingsText:
    'By the authority’s terms for mortgage value-added loans: what the collateral of this need can secure today.',
  appraised: 'Appraised value',
  liens: 'Debts it secures already',
  ordinary: 'Ordinary mortgage',
  withAdded: 'With added value',
  more: 'Added part alone',
  byRatio: ' ({ratio} of the appraised value, less debts it secures)',
  atMost: ' (at most {cap})',
  termsLine: 'Terms from {from} on, by: {source}',
  lacks: {
    terms:
      'The authority has entered no terms for this kind of collateral yet, so nothing can be worked out.',
    value: 'The need does not say the appraised value, so nothing can be worked out.',
    liens:
      'The need does not say which debts the collateral secures already; where there are none, enter 0.',
    ratio: 'The terms that the authority entered state no ratio, so nothing can be worked out.',
  },
  ceilingsFoot: 'The most by the terms, for guidance; the bank decides.',
}

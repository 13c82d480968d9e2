export default {
  lead: 'Every award of the 26 measures, checked against your profile and the project below. “Up to” is a cap and no promise; the authority decides.',
  project: 'Which project is it about?',
  projectText:
    'Most awards are paid per project. What you leave empty counts as not known, and never against you.',
  notSaid: 'Not stated',
  ask: 'Check for this project',
  clear: 'Clear',
  noProject:
    'No project is stated yet: awards that depend on one are shown as open for the time being.',
  groups: {
    claim: 'Can be applied for ({count})',
    open: 'Possible once more is known ({count})',
    out: 'Not met at present ({count})',
  },
  groupTexts: {
    claim:
      'All that can be checked is met. Where an authority still has to recognise it, the card says so.',
    open: 'Nothing is against it, but some facts are missing. Fill them in to have it checked.',
    out: 'At least one condition does not fit what you have stated. The reason is given.',
  },
  none: 'There is none at present.',
  judgedOnly: 'the authority has to recognise it',
  formula: 'How it is computed: {formula}.',
  noBase: 'Not computed, as it is not known: {base}.',
  clause: 'Based on: ',
  fails: 'Not met: {what}',
  wantHave: 'Wanted: {want}; yours: {have}',
  otherwise: 'something else',
  expired: 'The policy is out of its dates.',
  lacks: 'Still missing',
  shownBy: ' (shown by: {paper})',
  judged: 'For a person to judge',
  papers: 'Papers to hand in',
  details: 'Show every condition',
  foot: 'Checked as of {day}; engine {engine}, rules {rules}.',
  back: 'Back to my awards',
}

export default {
  lead: 'Up to four offers side by side.',
  empty: 'No offer chosen',
  emptyText: 'Tick up to four among the offers or your matches.',
  toOffers: 'Go to the offers',
  remove: 'Remove',
  removeNamed: 'Remove “{name}”',
  product: 'Offer',
  none: 'none',
  nothing: '—',
  caption: 'Comparison of offers',
  missing: '{count} offers were not found; they may have been withdrawn.',
  backToMatches: 'Back to the matches',
}

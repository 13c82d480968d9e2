export default {
  offers: 'Offers',
  offer: 'Offer',
  login: 'Sign in',
  register: 'Register an enterprise',
  profile: 'Enterprise profile',
  needs: 'Financing needs',
  newNeed: 'Post a financing need',
  editNeed: 'Change a financing need',
  matches: 'Matches',
  compare: 'Compare offers',
  notFound: 'No such page',
}

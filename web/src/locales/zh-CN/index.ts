import account from './account'
import app from './app'
import checks from './checks'
import compare from './compare'
import cultivation from './cultivation'
import matches from './matches'
import needs from './needs'
import offers from './offers'
import profile from './profile'
import titles from './titles'

export default {
  account,
  app,
  checks,
  compare,
  cultivation,
  matches,
  needs,
  offers,
  profile,
  titles,
}

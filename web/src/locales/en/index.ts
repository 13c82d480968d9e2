import account from './account'
import app from './app'
import awards from './awards'
import checks from './checks'
import compare from './compare'
import cultivation from './cultivation'
import matches from './matches'
import measures from './measures'
import needs from './needs'
import offers from './offers'
import profile from './profile'
import titles from './titles'

export default {
  account,
  app,
  awards,
  checks,
  compare,
  cultivation,
  matches,
  measures,
  needs,
  offers,
  profile,
  titles,
}

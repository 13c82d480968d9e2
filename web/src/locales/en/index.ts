import account from './account'
import apiKeys from './apiKeys'
import app from './app'
import appeals from './appeals'
import assessment from './assessment'
import awards from './awards'
import checks from './checks'
import compare from './compare'
import cultivation from './cultivation'
import documents from './documents'
import imports from './imports'
import matches from './matches'
import measures from './measures'
import monitoring from './monitoring'
import mortgage from './mortgage'
import needs from './needs'
import offers from './offers'
import overview from './overview'
import profile from './profile'
import queue from './queue'
import bridges from './bridges'
import notices from './notices'
import turns from './turns'
import applications from './applications'
import receivables from './receivables'
import reports from './reports'
import rosters from './rosters'
import titles from './titles'
import webhooks from './webhooks'

export default {
  account,
  apiKeys,
  app,
  appeals,
  assessment,
  awards,
  checks,
  compare,
  cultivation,
  documents,
  imports,
  matches,
  measures,
  monitoring,
  mortgage,
  needs,
  offers,
  overview,
  profile,
  queue,
  turns,
  notices,
  bridges,
  applications,
  receivables,
  reports,
  rosters,
  titles,
  webhooks,
}

// The portal's two languages. Chinese comes with the first page; English is
// fetched when someone switches to it.
import { createI18n } from 'vue-i18n'

import zh from './zh-CN'

export type Language = 'zh-CN' | 'en'
export type Messages = typeof zh

declare module 'vue-i18n' {
  // The keys of the Chinese texts are the keys there are.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  export interface DefineLocaleMessage extends Messages {}
}

const KEY = 'rongqiao.language'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh } as Record<Language, Messages>,
})

/** The language in use, for Accept-Language too. */
export function language(): Language {
  return i18n.global.locale.value
}

/** Switches the texts, the document's language and the remembered choice. */
export async function setLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', (await import('./en')).default)
  }
  i18n.global.locale.value = wanted
  document.documentElement.lang = wanted
  localStorage.setItem(KEY, wanted)
}

/** The language chosen on an earlier visit; Chinese on the first. */
export function rememberedLanguage(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN'
}

// The documents of a need or an application: what a file has to be, and the
// checklist beside the files. No server here.
import type { ChecklistItem, DocumentFile } from '@/api/types'

import type { Faults } from './useFields'

/** Whose documents: a need's or an application's. */
export type Place = { part: 'needs' | 'applications'; id: string }

/** As much as a file may be. */
export const MOST_BYTES = 20 * 1024 * 1024

/** What a file dialog offers; the server looks at the content. */
export const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.xlsx'

export interface UploadForm {
  kind: string
  file: File | null
}

export const uploadFaults = ({ kind, file }: UploadForm): Faults => ({
  kind: kind ? null : { code: 'required' },
  file: !file
    ? { code: 'required' }
    : file.size === 0
      ? { code: 'file_empty' }
      : file.size > MOST_BYTES
        ? { code: 'file_too_large', facts: { have: sizeOf(file.size) } }
        : null,
})

/** A size as people say it: 512 B, 20 KiB, 1.4 MiB. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [unit, size] = bytes < 1024 * 1024 ? ['KiB', bytes / 1024] : ['MiB', bytes / 1024 / 1024]
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${unit}`
}

/** What is asked for as a rule and not there. */
export const missing = (list: readonly ChecklistItem[]): ChecklistItem[] =>
  list.filter((one) => one.required && one.have === 0)

/** The kinds of a checklist, what is missing first, then what is there, then the rest. */
export function inOrder(list: readonly ChecklistItem[]): ChecklistItem[] {
  const rank = (one: ChecklistItem) => (one.have > 0 ? 1 : one.required ? 0 : 2)
  return [...list].sort((one, other) => rank(one) - rank(other))
}

/** Files by where they belong: those of the need serve all its applications. */
export const ofNeed = (files: readonly DocumentFile[]): DocumentFile[] =>
  files.filter((one) => one.application_id === null)
export const ofApplication = (files: readonly DocumentFile[]): DocumentFile[] =>
  files.filter((one) => one.application_id !== null)

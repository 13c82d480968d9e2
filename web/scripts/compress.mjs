// Replaces every text file of a build by its .br and .gz forms. The server
// sends one of the two as it lies, so neither costs time per request; a client
// that takes neither gets the .gz unpacked, so the raw file need not be kept.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const TEXT = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.map', '.webmanifest'])

const root = process.argv[2]
if (!root) {
  console.error('usage: node scripts/compress.mjs DIR')
  process.exit(2)
}

const entries = await readdir(root, { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name))

const sum = { raw: 0, br: 0, gz: 0 }
for (const file of files) {
  const raw = await readFile(file)
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(raw, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      },
    }),
    promisify(gzip)(raw, { level: 9 }),
  ])
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
  await rm(file)
  sum.raw += raw.length
  sum.br += br.length
  sum.gz += gz.length
}

const kB = (bytes) => `${Math.round(bytes / 1000)} kB`
console.log(`${files.length} files: ${kB(sum.raw)}, as br ${kB(sum.br)}, as gz ${kB(sum.gz)}`)

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** The golden files, by name; `name` as it stands in errors. */
export function goldenFiles(): readonly {
  readonly name: string
  readonly path: string
  readonly text: string
}[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const path = join(folder, file)
      return { name: `tests/golden/${file}`, path, text: readFileSync(path, 'utf8') }
    })
}

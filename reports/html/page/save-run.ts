import type { Report } from '../schema.ts'
import { byId } from './by-id.ts'
import { dataText } from './unpack.ts'

/** Lets the reader save the run that the page holds, as the file that lay beside it. */
export function startSaving({ replay: { carried } }: Report): void {
  if (carried === null) return
  byId('save-run').addEventListener('click', () => {
    void carriedText(carried).then((text) => saveAs(carried, text))
  })
}

async function carriedText(file: 'minimized.json' | 'run.json'): Promise<string> {
  const json = await dataText(file === 'run.json' ? 'ww-run' : 'ww-minimized')
  return `${JSON.stringify(JSON.parse(json), null, file === 'run.json' ? 2 : 1)}\n`
}

/** A link that is clicked: the policy of the page lets nothing load, and a download is no load. */
function saveAs(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

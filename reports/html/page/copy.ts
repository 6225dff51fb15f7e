import { writeAddress } from './hash.ts'
import { issueText } from './issue-text.ts'
import type { Report } from '../schema.ts'

/** What a copy button copies. */
function textFor(kind: string, report: Report): string {
  if (kind === 'replay') return report.replay.cmd
  if (kind === 'link') {
    writeAddress()
    return location.href
  }
  return issueText(report)
}

export function startCopying(report: Report): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const name = button.textContent
    button.addEventListener('click', () => {
      void copy(textFor(button.dataset['copy'] ?? '', report)).then((done) => {
        button.textContent = done ? 'Copied' : 'Not allowed'
        setTimeout(() => (button.textContent = name), 1500)
      })
    })
  }
}

/** Where the clipboard is refused (some browsers on file://) the old way through a selection still works. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

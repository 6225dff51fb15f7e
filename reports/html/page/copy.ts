import type { Report } from '../schema.ts'

/** What a copy button copies. */
function textFor(kind: string, report: Report): string {
  if (kind === 'replay') return report.replay.cmd
  if (kind === 'link') return location.href
  return issueText(report)
}

/** A body for an issue tracker: the argument in words, and how to see it again. */
export function issueText(report: Report): string {
  const { verdict, replay, sut, scenario, seed, env } = report
  const fence = '`'.repeat(Math.max(3, ...(replay.cmd.match(/`+/g) ?? []).map((run) => run.length + 1)))
  return [
    `**${verdict.invariant}**: ${verdict.headline}`,
    '',
    ...verdict.proof.map(
      (clause) =>
        `- *${clause.kind}* ${clause.text}${clause.step === undefined ? '' : ` (step ${clause.step})`}`,
    ),
    '',
    `Target ${sut.name}, scenario ${scenario}, seed ${seed}${env.whitewater === null ? '' : `, Whitewater ${env.whitewater}`}.`,
    '',
    fence,
    replay.cmd,
    fence,
    '',
  ].join('\n')
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

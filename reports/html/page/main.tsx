import { render } from 'preact'
import { startCopying } from './copy.ts'
import { moveTo, startCursor } from './cursor.ts'
import { FullList, openFullRun } from './full-run.tsx'
import { Help } from './help.tsx'
import { helpOpen, startKeys } from './keys.ts'
import { Panel } from './panel.tsx'
import { byId, loadedOf, readReport } from './report-element.ts'
import { startSaving } from './save-run.ts'
import { startTheme } from './theme.ts'

const report = readReport()
const loaded = loadedOf(report)

startTheme(byId('theme'))
startCopying(report)
startSaving(report)
byId('help').addEventListener('click', () => (helpOpen.value = true))
const dialogs = document.body.appendChild(document.createElement('div'))
render(<Help />, dialogs)

if (loaded !== undefined) {
  startCursor(loaded)
  startKeys(loaded)
  const panel = byId('panel')
  panel.replaceChildren()
  render(<Panel loaded={loaded} />, panel)
  // a link to a step moves the cursor, also when the address already names that step
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a.step-link') : null
    const row = loaded.events.findIndex((one) => `#${one.id}` === link?.getAttribute('href'))
    if (row < 0) return
    event.preventDefault()
    moveTo(loaded, row)
  })
}

document.getElementById('open-full')?.addEventListener('click', (event) => {
  const button = event.currentTarget
  void openFullRun().then((run) => {
    render(<FullList run={run} />, byId('full-list'))
    if (button instanceof HTMLElement) button.remove()
  })
})

// last: what needs the script appears only once the script has started
document.documentElement.classList.add('scripted')

import { render } from 'preact'
import { byId } from './by-id.ts'
import { startCopying } from './copy.ts'
import { moveTo, startCursor } from './cursor.ts'
import { entryOf, follow, startFollowing } from './followed.ts'
import { Help } from './help.tsx'
import { asksForHistory, startHistory } from './history.tsx'
import { helpOpen, startKeys } from './keys.ts'
import { startMoreOperations } from './more-operations.ts'
import { Panel } from './panel.tsx'
import { loadedOf, readReport } from './report-element.ts'
import type { Loaded } from './report-element.ts'
import { startSaving } from './save-run.ts'
import { startRun } from './run/start-run.tsx'
import { SheetButton } from './sheet.tsx'
import { startTheme } from './theme.ts'
import { TraceTools } from './trace-tools.tsx'
import { startView } from './view.ts'

// the page may be lit before its data is read
startTheme(byId('theme'))
start().catch((error: unknown) => {
  // then it is read as without a script
  document.documentElement.classList.remove('scripted')
  throw error
})

async function start(): Promise<void> {
  const report = await readReport()
  const loaded = loadedOf(report)
  startCopying(report)
  startSaving(report)
  byId('help').addEventListener('click', () => (helpOpen.value = true))
  const dialogs = document.body.appendChild(document.createElement('div'))
  render(<Help />, dialogs)
  if (loaded !== undefined) startTrace(loaded)
  startRun(loaded)
  startMoreOperations(report)
  if (asksForHistory()) startHistory(report, loaded)
  // what needs the script appears only once the script has started
  document.documentElement.classList.add('scripted')
  // it lies below the trace, which does not wait for it
  if (!asksForHistory()) setTimeout(() => startHistory(report, loaded))
}

function startTrace(loaded: Loaded): void {
  startFollowing(loaded)
  startView(loaded)
  startCursor(loaded)
  startKeys(loaded)
  render(<TraceTools loaded={loaded} />, byId('trace-tools'))
  const panel = byId('panel')
  render(<SheetButton loaded={loaded} />, document.body.appendChild(document.createElement('div')))
  panel.replaceChildren()
  render(<Panel loaded={loaded} />, panel)
  // a link to a step moves the cursor, also when the address already names that step
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null
    const entry = entryOf(target?.closest('a.entry-link'))
    if (entry !== undefined) {
      event.preventDefault()
      follow(loaded, entry)
    }
    const link = target?.closest('a.step-link')
    const row = loaded.events.findIndex((one) => `#${one.id}` === link?.getAttribute('href'))
    if (row < 0) return
    event.preventDefault()
    moveTo(loaded, row)
  })
}

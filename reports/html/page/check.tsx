import { byId } from './by-id.ts'
import { startWhole } from './whole/start-whole.tsx'

for (const box of document.querySelectorAll<HTMLDetailsElement>('details.whole')) {
  const { payload = '', page = '' } = box.dataset
  startWhole(box, byId(payload).textContent, page)
}

// last: what needs the script appears only once the script has started
document.documentElement.classList.add('scripted')

import type { Divergence } from '../../src/record/divergence.ts'
import { counted, millisText } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { styleOf, type TextOptions } from './style.ts'
import { hanging } from './wrap.ts'

/** Where a run that is not deterministic first came out otherwise, and why that may be; ends with a line break. */
export function divergenceBlock(divergence: Divergence, options: TextOptions = {}): string {
  const style = styleOf(options)
  const { scenario, target, seed, digests, difference, causes, broke } = divergence
  const title = `NOT DETERMINISTIC  ${visibleText(scenario, 80)}  target ${visibleText(target, 60)}  seed ${visibleText(seed, 40)}: made ${counted(digests.length, 'time')}, with ${counted(new Set(digests).size, 'digest')}`
  const lines = hanging('', title, style.width).map((line) => style.paint('fail', line))
  if (difference === undefined) {
    const text = `the runs that were traced agree; before, it came out otherwise (${digests[0] ?? ''}, now ${digests.at(-1) ?? ''})`
    lines.push(...hanging('  ', text, style.width))
  } else {
    const { step, times, node, what, path, values } = difference
    const at = [
      `step ${step}`,
      ...(node === undefined ? [] : [visibleText(node, 40)]),
      `t=${millisText(times[0])} ms`,
    ]
    const where = path === '' ? '' : `, at ${visibleText(path, 200)}`
    lines.push(
      ...hanging('  ', `first difference: ${at.join(', ')}: ${visibleText(what, 200)}${where}`, style.width),
      ...hanging('    one run      ', visibleText(values[0]), style.width),
      ...hanging('    another run  ', visibleText(values[1]), style.width),
    )
  }
  lines.push('  what it may come from, likely first:')
  causes.forEach((cause, index) => lines.push(...hanging(`    ${index + 1}. `, cause, style.width)))
  const also = broke.length === 0 ? '' : ` (${broke.map((one) => visibleText(one, 120)).join(', ')})`
  lines.push(
    ...hanging(
      '  ',
      `What such a run breaks${also} is not reported: it cannot be made again, and the cause may be the same.`,
      style.width,
    ),
  )
  return `${lines.map((line) => style.finish(line).trimEnd()).join('\n')}\n`
}

import type { Transaction } from './transaction.ts'

const longest = 300

/** A transaction in words: its micro-operations with what they returned, and whose it was. */
export function wording(transaction: Transaction): string {
  const micros = transaction.micros.map((micro) =>
    micro.f === 'append'
      ? `append ${micro.key} ${micro.element}`
      : `r ${micro.key} ${micro.list === undefined ? '?' : listText(micro.list)}`,
  )
  const text = `[${micros.join(', ')}]`
  const cut = text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
  const { process, id } = transaction.operation
  const doubt = transaction.status === 'committed' ? '' : `, ${transaction.status}`
  return `${cut} (operation ${id}, process ${process}${doubt})`
}

export function listText(list: readonly string[]): string {
  return `[${list.join(' ')}]`
}

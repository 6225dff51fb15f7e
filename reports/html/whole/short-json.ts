import { visibleText } from '../../visible-text.ts'

/** The JSON of a value as one visible line of at most about `limit` characters, of which no more is written than is shown. */
export function shortJson(value: unknown, limit: number): string {
  const writing = new Writing(limit)
  writing.add(value)
  const { text } = writing
  return text.length <= limit ? visibleText(text, limit) : `${visibleText(text.slice(0, limit), limit)}…`
}

/** Stops once it has more than is wanted: a value may be megabytes long. */
class Writing {
  text = ''
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  add(value: unknown): void {
    if (this.text.length > this.#limit) return
    if (typeof value === 'string') this.text += JSON.stringify(value.slice(0, this.#limit + 1))
    else if (Array.isArray(value)) this.#list('[', value, (member) => this.add(member), ']')
    else if (typeof value === 'object' && value !== null)
      this.#list('{', Object.keys(value).sort(), (name) => this.#member(name, value), '}')
    else this.text += JSON.stringify(value) ?? 'null'
  }

  #member(name: string, value: object): void {
    this.add(name)
    this.text += ':'
    this.add((value as { readonly [name: string]: unknown })[name])
  }

  #list<T>(open: string, members: readonly T[], add: (member: T) => void, close: string): void {
    this.text += open
    for (const [index, member] of members.entries()) {
      if (this.text.length > this.#limit) return
      if (index > 0) this.text += ','
      add(member)
    }
    this.text += close
  }
}

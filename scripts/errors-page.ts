/** Writes the tables of docs/reference/errors.md from the registries. A test holds the file against them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import { errorCodes, type ErrorCode } from '../src/base/error-codes.ts'
import { beginnings, knownTexts } from '../src/base/error-of-text.ts'

export const errorsPath = join(import.meta.dirname, '../docs/reference/errors.md')

const BEGIN = '<!-- codes -->'
const END = '<!-- end of codes -->'

/** The page as it must stand in the repository: around the table it is written by hand. */
export async function errorsPage(): Promise<string> {
  const page = readFileSync(errorsPath, 'utf8')
  const [before = '', rest = ''] = page.split(BEGIN)
  const [, after = ''] = rest.split(END)
  const whole = `${before}${BEGIN}\n\n${table()}\n\n${END}${after}`
  return prettier.format(whole, { parser: 'markdown', ...(await prettier.resolveConfig(errorsPath)) })
}

const table = (): string => `| code | number | definite | meaning | texts that stand for it |
| --- | --- | --- | --- | --- |
${Object.entries(errorCodes)
  .map(
    ([code, { number, definite, meaning }]) =>
      `| \`${code}\` | ${number} | ${definite ? 'yes' : 'no'} | ${meaning} | ${textsOf(code as ErrorCode).join(', ')} |`,
  )
  .join('\n')}`

function textsOf(code: ErrorCode): string[] {
  const begun = beginnings.filter((one) => one.code === code).map(({ text }) => text)
  const whole = knownTexts.filter((one) => one.code === code).map(({ text }) => text)
  return [
    ...begun.map((text) => `\`${text}\`...`),
    ...whole
      .filter((text) => !begun.some((beginning) => text.startsWith(beginning)))
      .map((text) => `\`${text}\``),
  ]
}

if (import.meta.main) writeFileSync(errorsPath, await errorsPage())

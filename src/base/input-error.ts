/** Where the bad input is, as far as that is known. */
export interface InputPlace {
  /** A path as the user wrote it, or what stands for one: `standard input`, `the token`. */
  readonly file?: string
  /** Counts from 1. */
  readonly line?: number
  /** Counts from 1. */
  readonly column?: number
  /** A field of the input or of an argument, such as `value` or `faults[2].kind`. */
  readonly field?: string
  /** Of a history: the operation's id. Whoever knows the file makes its line of it. */
  readonly operation?: number
  /**
   * An option of a function, by its name: `rate`. The message has it before the reason, `rate must be ...`; the command
   * line has its flag there, `--rate must be ...`.
   */
  readonly option?: string
  /** With `operation`: whether it is about the completion, and not the invocation. Default false. */
  readonly completion?: boolean
}

/**
 * Bad usage or bad input by the user (exit code 254).
 * The message says what is wrong, where and what to do; the place is there apart as well.
 *
 * @example
 * new InputError('field "value": must be a list; correct the line', { file: 'h.jsonl', line: 3, field: 'value' })
 * // message: h.jsonl:3: field "value": must be a list; correct the line
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** The message without the place and the option. */
  readonly reason: string
  readonly place: InputPlace

  constructor(reason: string, place: InputPlace = {}) {
    super(inputErrorText(reason, place))
    this.reason = reason
    this.place = place
  }
}

/** The message of an {@link InputError}; `optionText` says how its option is called where the message is read. */
export function inputErrorText(
  reason: string,
  { option, ...place }: InputPlace,
  optionText: (option: string) => string = (name) => name,
): string {
  const where = placeText(place)
  const what = option === undefined ? reason : `${optionText(option)} ${reason}`
  return where === undefined ? what : `${where}: ${what}`
}

/**
 * `file:line:column`; where no file is known the operation, else the field. The reason names the field itself where
 * it takes more than that to find it.
 */
function placeText({ file, line, column, field, operation, completion }: InputPlace): string | undefined {
  if (file !== undefined) return [file, line, column].filter((part) => part !== undefined).join(':')
  if (operation === undefined) return field
  const part = completion === true ? 'completion' : field
  return `operation ${operation}${part === undefined ? '' : `, ${part}`}`
}

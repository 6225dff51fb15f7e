import { inputErrorText, type InputError } from '../../base/input-error.ts'

/** Options of the library whose flags have other names. */
const flags: { readonly [option: string]: string } = {
  scenarios: 'the list of scenarios',
  clients: '--concurrency',
  duration: '--for',
}

/** The flag of an option of the library: `--time-limit` of `timeLimit`. */
const flagOf = (option: string): string =>
  Object.hasOwn(flags, option)
    ? (flags[option] as string)
    : `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The message of an error as it is read on the command line: options are called by their flags. */
export const commandLineText = ({ reason, place }: InputError): string =>
  inputErrorText(reason, place, flagOf)

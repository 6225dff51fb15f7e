/** What a subject gets that tries to end the process: its code must not go on as if it had. */
export class ProcessEndRefused extends Error {
  override readonly name = 'ProcessEndRefused'
}

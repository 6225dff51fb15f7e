/**
 * The entry file of a process or thread beside this module. The sources run as they are, the built package
 * runs what was compiled: a URL in a string is not rewritten by the compiler.
 */
export function entryBeside(name: string): URL {
  return new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
}

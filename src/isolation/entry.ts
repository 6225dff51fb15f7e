/**
 * The entry file of a process or thread, beside the module whose `import.meta.url` is given. The sources run
 * as they are, the built package runs what was compiled: a URL in a string is not rewritten by the compiler.
 */
export function entryBeside(module: string, name: string): URL {
  return new URL(`./${name}.${module.endsWith('.ts') ? 'ts' : 'js'}`, module)
}

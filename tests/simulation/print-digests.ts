import { digests } from './runs.ts'

// A program of its own: the digests of a process that has run nothing else.
process.stdout.write(JSON.stringify(digests()))

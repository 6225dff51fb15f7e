import { availableParallelism, tmpdir, totalmem } from 'node:os'

/** What is looked at, and for how long. A test gives a machine that lacks what it says. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** Without the `v`. */
  readonly nodeVersion: string
  /** The Node that runs. */
  readonly nodePath: string
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly temporaryFolder: string
  readonly outputFolder: string
  /** Milliseconds that one probe may take. */
  readonly patience: number
}

/** Milliseconds for one probe. `mvn -v` and `chromium --version` take one or two on a busy machine. */
const PATIENCE = 5000

/** The machine this runs on. `outputFolder` may be missing; what is above it is then looked at. */
export const thisMachine = (outputFolder: string): Machine => ({
  env: process.env,
  platform: process.platform,
  nodeVersion: process.versions.node,
  nodePath: process.execPath,
  cores: availableParallelism(),
  memory: process.constrainedMemory() > 0 ? Math.min(process.constrainedMemory(), totalmem()) : totalmem(),
  temporaryFolder: tmpdir(),
  outputFolder,
  patience: PATIENCE,
})

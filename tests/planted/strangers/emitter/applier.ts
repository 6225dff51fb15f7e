import { sleep, type Core } from './core.ts'
import type { Machine } from './machine.ts'
import type { Config, Image } from './vocabulary.ts'

/** Applies what is committed, in a chain of promises; takes snapshots, and puts those of others in place. */
export class Applier {
  readonly machine: Machine
  protected readonly core: Core
  #chain: Promise<void> = Promise.resolve()
  #digest = { applied: -1, text: '' }

  constructor(core: Core, machine: Machine) {
    this.core = core
    this.machine = machine
    if (core.image !== undefined) this.restore(core.image)
    core.on('committed', () => {
      this.#chain = this.#chain.then(() => this.drain())
    })
  }

  get digest(): string {
    const { applied } = this.core
    if (this.#digest.applied !== applied) this.#digest = { applied, text: this.machine.digest() }
    return this.#digest.text
  }

  /** Who comes later finds nothing left to do. */
  protected async drain(): Promise<void> {
    const { core } = this
    while (core.applied < core.commit && !core.stopped) {
      if (core.settings.applyLag > 0) await sleep(core.settings.applyLag)
      for (let left = core.settings.batch; left > 0 && core.applied < core.commit; left--) this.one()
      if (this.isTime()) this.take()
    }
  }

  protected one(): void {
    const { core } = this
    const index = core.applied + 1
    const entry = core.log.at(index)
    if (entry === undefined) throw new Error(`entry ${index} is committed and missing`)
    core.applied = index
    const { body } = entry
    if (body.is !== 'call') return void core.emit('applied', index, entry.term, { type: 'ok', value: null })
    const outcome = this.machine.apply(body.call, (client, sequence) =>
      core.env.note('executed', { index, client, sequence }),
    )
    core.emit('applied', index, entry.term, outcome)
  }

  protected isTime(): boolean {
    const { core } = this
    return core.applied - (core.image?.index ?? 0) >= core.settings.snapshotEvery
  }

  /** The snapshot first, and only then the log is cut, a little behind it. */
  protected take(): void {
    const { core } = this
    const index = core.applied
    const term = core.log.termAt(index)
    if (term === undefined) return
    this.save({ index, term, config: this.configAt(index), data: this.machine.export() })
    this.cut(Math.max(core.log.base.index, index - core.settings.trailing))
  }

  protected configAt(index: number): Config {
    return this.core.configs.asOf(index)
  }

  protected save(image: Image): void {
    this.core.image = image
    this.core.disk.image(image)
  }

  protected cut(index: number): void {
    const { core } = this
    const first = core.log.base.index + 1
    core.log.cutTo(index)
    core.disk.cut(core.log, first)
    core.configs.restored(index, core.configs.asOf(index))
  }

  protected restore(image: Image): void {
    this.machine.import(image.data)
    this.core.applied = image.index
  }

  /** The log goes on behind the snapshot: what follows may have been promised to a leader (§7). */
  protected fits({ index, term }: Image): boolean {
    return this.core.log.termAt(index) === term
  }

  /** A leader's snapshot, which is ahead of what is committed here. */
  install(image: Image): void {
    const { core } = this
    const fits = this.fits(image)
    if (!fits && core.log.last >= image.index) core.truncate(image.index)
    this.save(image)
    const first = core.log.base.index + 1
    if (fits) core.log.cutTo(image.index)
    else core.log.reset(image.index, image.term)
    core.disk.cut(core.log, first)
    core.configs.restored(image.index, image.config)
    this.restore(image)
    core.emit('config')
    core.advance(image.index)
    core.emit('installed')
  }
}

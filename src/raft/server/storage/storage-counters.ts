import { Histogram } from '../histogram.ts'

/** What a storage has done since it was opened, for metrics. */
export class StorageCounters {
  /** Times that something was made durable: batches of the log, and values. */
  fsyncs = 0
  /** How long each took, its write included. */
  readonly fsyncSeconds = new Histogram([
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
  ])
  /** Bytes made durable, headers included. */
  bytesWritten = 0
  /** Records of the write-ahead log. */
  records = 0
  /** Files the write-ahead log has now. */
  walSegments = 0

  /** @param started when it began, in ms of `performance.now()`. */
  durable(bytes: number, started: number): void {
    this.fsyncs++
    this.bytesWritten += bytes
    this.fsyncSeconds.observe((performance.now() - started) / 1000)
  }
}

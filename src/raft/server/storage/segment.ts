import type { HeaderFields } from './file-header.ts'

/** The folder of the write-ahead log within the server's directory. */
export const LOG_FOLDER = 'wal'

/** A segment made ahead of time, or not made to the end. */
export const SPARE_NAME = 'spare.tmp'

export type SegmentHeader = HeaderFields['segment']

/** `0000000000000042.wal` is the segment whose first frame has position 42: names sort as the log goes. */
export const segmentName = (firstPosition: number): string => `${String(firstPosition).padStart(16, '0')}.wal`

export const isSegmentName = (name: string): boolean => /^\d{16}\.wal$/.test(name)

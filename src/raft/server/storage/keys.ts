/** Beginning of the keys that are records of the write-ahead log; their number follows. */
export const RECORD = 'wal/'

/** The value that says below which number no record is needed any more. */
export const LOG_BEGIN = 'wal-start'

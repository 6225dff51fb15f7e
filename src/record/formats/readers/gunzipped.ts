import { InputError } from '../../../base/input-error.ts'

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/**
 * What gzip packed, as a stream: whatever a file swells to, no more than a chunk of it is held. `name` names the file.
 * @throws InputError where the file is cut off, damaged, or goes on behind its end.
 */
export async function* gunzipped(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let given = 0
  // an error of the source itself stays as it is
  let fault: unknown
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        given += chunk.length
        yield chunk
      }
    } catch (error) {
      fault = error
      throw error
    }
  }
  // not imported: few histories are packed
  const { createGunzip } = process.getBuiltinModule('node:zlib')
  const { pipeline, Readable } = process.getBuiltinModule('node:stream')
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip, () => {})
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array
  } catch (error) {
    if (fault instanceof Error) throw fault
    const { code } = error as NodeJS.ErrnoException
    if (code?.startsWith('Z_') !== true) throw error
    const what = code === 'Z_BUF_ERROR' ? 'the gzip data is cut off' : 'the gzip data is damaged'
    throw new InputError(`${what} (${(error as Error).message}); copy the file again`, { file: name })
  } finally {
    gunzip.destroy()
  }
  if (gunzip.bytesWritten < given) {
    throw new InputError(
      `${given - gunzip.bytesWritten} bytes behind the end of the gzip data; remove them, or unpack the file first`,
      { file: name },
    )
  }
}

import { wantsColor, type TextOptions } from '../../reports/index.ts'

/** Columns of a text that nobody's terminal narrows. */
const WIDTH = 100

/** How texts are written to a stream: colours where somebody looks, and no line wider than the terminal. */
export function textOptions(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv = process.env,
): TextOptions & { readonly width: number } {
  const columns = stream.columns ?? Number(env['COLUMNS'] ?? WIDTH)
  const width = Number.isFinite(columns) && columns > 0 ? Math.min(WIDTH, columns) : WIDTH
  return { color: wantsColor({ isTTY: stream.isTTY, env }), width }
}

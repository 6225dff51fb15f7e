import { effect } from '@preact/signals'
import { themeColors } from './colors.ts'
import type { Colors } from './colors.ts'

/** How one picture is made. */
export interface Painting<State> {
  /** What there is to draw; whatever signal this reads makes the next picture. */
  read(): State
  /** Of the picture, in pixels. */
  height(state: State): number
  draw(context: CanvasRenderingContext2D, state: State, width: number, colors: Colors): void
}

/** Draws at most once a frame, whatever changed: what is shown, the size, the theme. */
export function startPainting<State>(canvas: HTMLCanvasElement, painting: Painting<State>): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  let colors = themeColors()
  let state = painting.read()
  let isWaiting = false
  const paint = (): void => {
    isWaiting = false
    const [width, tall, density] = [canvas.clientWidth, painting.height(state), devicePixelRatio]
    const [across, down] = [Math.round(width * density), Math.round(tall * density)]
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across
      canvas.height = down
    }
    context.setTransform(density, 0, 0, density, 0, 0)
    context.clearRect(0, 0, width, tall)
    context.font = '11px system-ui, sans-serif'
    context.textBaseline = 'middle'
    painting.draw(context, state, width, colors)
  }
  const request = (): void => {
    if (isWaiting) return
    isWaiting = true
    requestAnimationFrame(paint)
  }
  effect(() => {
    state = painting.read()
    canvas.style.height = `${painting.height(state)}px`
    request()
  })
  const recolor = (): void => {
    colors = themeColors()
    request()
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor)
  new MutationObserver(recolor).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  new ResizeObserver(request).observe(canvas)
}

import { NEVER } from '../../whole/client-lanes.ts'
import { xOfEvent } from '../canvas/picture.ts'
import { isFitting } from './scene.ts'
import type { HistoryScene, VisibleLane } from './scene.ts'

/** Lanes lower than this show no order. */
const LEAST = 8
/** Pixels between operations that take effect at one event. */
const APART = 7

interface Effect {
  readonly place: number
  readonly x: number
  readonly top: number
  readonly height: number
}

/** The order that works: a tick in each bar where it takes effect, joined from one to the next. */
export function drawOrder(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  lanes: readonly VisibleLane[],
): void {
  const effects = effectsInView(scene, lanes)
  context.save()
  context.strokeStyle = scene.colors.text
  context.lineWidth = 1
  context.globalAlpha = 0.45
  context.beginPath()
  for (const [index, { place, x, top, height }] of effects.entries()) {
    const before = effects[index - 1]
    if (before?.place !== place - 1) continue
    context.moveTo(before.x, before.top + before.height / 2)
    context.lineTo(x, top + height / 2)
  }
  context.stroke()
  context.globalAlpha = 1
  context.fillStyle = scene.colors.text
  for (const { x, top, height } of effects) context.fillRect(x - 1, top + 1, 2, height - 2)
  context.restore()
}

/** By place; of those at one event each stands a little after the one before, but within its bar. */
function effectsInView(scene: HistoryScene, lanes: readonly VisibleLane[]): readonly Effect[] {
  const { history } = scene
  const found: (Effect & { readonly operation: number; readonly event: number })[] = []
  for (const { list, begin, end, top, height } of lanes) {
    if (height < LEAST) continue
    for (let index = begin; index < end; index++) {
      const operation = list[index] ?? 0
      const place = history.places[operation] ?? 0
      if (place === 0 || (scene.isHiding && !isFitting(scene, operation))) continue
      const event = history.effects[operation] ?? 0
      found.push({ place, operation, event, x: xOfEvent(scene, event), top, height })
    }
  }
  found.sort((a, b) => a.place - b.place)
  let before: { readonly event: number; readonly x: number } | undefined
  return found.map((one) => {
    const told = history.to[one.operation] ?? NEVER
    const right = told === NEVER ? Infinity : xOfEvent(scene, told)
    const wanted = before === undefined ? one.x + 2 : Math.max(one.x + 2, before.x + APART)
    const x = Math.max(one.x, Math.min(wanted, right - 2))
    before = { event: one.event, x }
    return { ...one, x }
  })
}

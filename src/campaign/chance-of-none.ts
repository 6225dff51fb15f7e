/**
 * The chance that `now` runs show nothing of what `failed` of `then` runs showed, though nothing has changed. If nothing has,
 * every order of all `then + now` runs is as likely as any other; what came is one in which all that failed lie among
 * the first `then`. The first of them lies there with then / (then + now), the second one, where one place less is left,
 * with (then - 1) / (then + now - 1), and so on. Where 3 of 100 runs failed and 200 new ones held:
 *
 *     100/300 * 99/299 * 98/298 = 0.036
 *
 * (1 - 3/100)^200 = 0.002 would take the 3 in 100 for the true rate; it may as well be 1 in 100, of which 200 runs show nothing in
 * 13 of 100 cases.
 */
export function chanceOfNone(failed: number, then: number, now: number): number {
  let chance = 1
  for (let at = 0; at < Math.min(failed, then); at++) chance *= (then - at) / (then + now - at)
  return chance
}

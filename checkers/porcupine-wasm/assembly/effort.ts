// What a sweep has spent: steps of the model, and comparisons of configurations, which can cost more.

export let effort: u64 = 0

export function forgetEffort(): void {
  effort = 0
}

export function spend(): void {
  effort++
}

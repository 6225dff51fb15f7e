/** The finalizer of splitmix64: every input bit reaches every output bit. */
export function mix(value: u64): u64 {
  let z = value + 0x9e3779b97f4a7c15
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb
  return z ^ (z >> 31)
}

import type { CampaignRecord, LeftOutOfRecord, RecordedNight } from './campaign-record.ts'
import { fairShares } from './fair-shares.ts'

/** Most members of each list of `campaign.json`: with all their texts it stays a file that programs read whole. */
const most = { groups: 1000, failures: 20_000, undecidedRuns: 20_000, gone: 1000, nights: 400 }

/** The record with what a file has room for, the first of each list, and how much is left out of it. */
export function boundedRecord(record: CampaignRecord): CampaignRecord {
  const { undecidedRuns, gone, nights } = record
  const groups = record.groups.slice(0, most.groups)
  const shares = fairShares(
    groups.map(({ failures }) => failures.length),
    most.failures,
  )
  const cut = {
    groups: groups.map((group, at) => ({ ...group, failures: group.failures.slice(0, shares[at]) })),
    undecidedRuns: undecidedRuns.slice(0, most.undecidedRuns),
    gone: gone.slice(0, most.gone),
    nights: nights.slice(-most.nights).map(boundedNight),
  }
  const failuresIn = (all: CampaignRecord['groups']): number =>
    all.reduce((sum, { failures }) => sum + failures.length, 0)
  const leftOut: LeftOutOfRecord = {
    groups: record.groups.length - groups.length,
    failures: failuresIn(record.groups) - failuresIn(cut.groups),
    undecidedRuns: undecidedRuns.length - cut.undecidedRuns.length,
    gone: gone.length - cut.gone.length,
    nights: nights.length - cut.nights.length,
  }
  const isWhole = Object.values(leftOut).every((count) => count === 0)
  return { ...record, ...cut, ...(!isWhole && { leftOut }) }
}

/** Of a night with very many signatures those that most runs broke. */
function boundedNight(night: RecordedNight): RecordedNight {
  const all = Object.entries(night.signatures)
  if (all.length <= most.groups) return night
  const kept = all.sort(([, a], [, b]) => b - a).slice(0, most.groups)
  return { ...night, signatures: Object.fromEntries(kept), leftOut: all.length - kept.length }
}

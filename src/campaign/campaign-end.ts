import { dirname } from 'node:path'
import type { CampaignRecord } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { storeOutcome } from './store.ts'
import { readStoredCampaign } from './stored-campaign.ts'
import { recordOfStore, writeRecord } from './write-campaign.ts'

/** What is left of a campaign beside its verdict. */
export interface CampaignEnd {
  /** Absent: its store could not be read again. */
  readonly record?: CampaignRecord
  /** Path of `campaign.html`; absent: it could not be written. */
  readonly page?: string
  /** What could not be kept, read or written, a line each; then what was said of its end. */
  readonly remarks: readonly string[]
}

/**
 * Keeps how a campaign ended, and writes its page. Never throws: the runs are made and judged, and what is wrong with a
 * file must not take their verdict away.
 */
export async function endCampaign(
  store: string,
  result: string,
  said: readonly string[],
): Promise<CampaignEnd> {
  const wrong: string[] = []
  try {
    storeOutcome(store, result, said)
  } catch (error) {
    wrong.push(`how it ended is not stored: ${whyNot(error)}`)
  }
  let record: CampaignRecord
  try {
    // as it ended, also where the store could not take that in
    record = await recordOfStore({ ...readStoredCampaign(store), result, remarks: said })
  } catch (error) {
    return { remarks: [...wrong, `its page is not written: ${whyNot(error)}`, ...said] }
  }
  // the record says what could not be read of the campaigns before
  const told = record.remarks
  try {
    const { html } = writeRecord(record, store, dirname(store))
    return { record, page: html, remarks: [...wrong, ...told] }
  } catch (error) {
    return { record, remarks: [...wrong, `its page is not written: ${whyNot(error)}`, ...told] }
  }
}

function whyNot(error: unknown): string {
  const known = error instanceof InputError ? error : environmentError(error)
  if (known !== undefined) return known.message
  return `Whitewater itself failed at it; please report this: ${error instanceof Error ? error.message : String(error)}`
}

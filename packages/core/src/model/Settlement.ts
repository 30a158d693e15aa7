import { Schema } from "effect"
import { Instant } from "./Instant.ts"

/**
 * What an outcome means for a record: our judgement of AWS's word.
 *
 * - `Settled`: AWS holds the record under this id. Final.
 * - `SettledEarlier`: AWS says it holds the key already, and an earlier attempt of ours went unheard. Final, flagged.
 * - `Retry`: sent again unchanged from `availableAt`; `mayBeAccepted` says that this attempt may have arrived.
 * - `Dead`: no retry can help; `reason` says why.
 * - `InDoubt`: refused now, but an earlier attempt may have been accepted; a person or an audit decides.
 *
 * **Example** (What a person must look at)
 *
 *     const concern = Settlement.match({
 *       Settled: () => "none",
 *       SettledEarlier: () => "none",
 *       Retry: ({ availableAt }) => `none before ${DateTime.formatIso(availableAt)}`,
 *       Dead: ({ reason }) => reason,
 *       InDoubt: ({ reason }) => reason
 *     })
 *     const availableAt = DateTime.makeUnsafe("2026-03-10T12:16:00Z")
 *     const reason = "UnprocessedRecords: AWS did not get to it"
 *
 *     concern(Settlement.make({ _tag: "Retry", availableAt, reason, mayBeAccepted: false }))
 *     // => "none before 2026-03-10T12:16:00.000Z"
 */
export const Settlement = Schema.TaggedUnion({
  Settled: { meteringRecordId: Schema.NonEmptyString },
  SettledEarlier: {},
  Retry: { availableAt: Instant.Schema, reason: Schema.NonEmptyString, mayBeAccepted: Schema.Boolean },
  Dead: { reason: Schema.NonEmptyString },
  InDoubt: { reason: Schema.NonEmptyString }
})
export type Settlement = typeof Settlement.Type

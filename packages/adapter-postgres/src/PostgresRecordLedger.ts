import {
  type DedupKey,
  type DueUsage,
  type Included,
  Instant,
  HourUsage,
  MeteringHour,
  type RecordLedger,
  type SealReport,
  type Sealing,
  StoreError,
  StoreRefused,
  type Subscription,
  type Tags
} from "@tallyhour/core"
import { Effect, Option } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import { quantityOf } from "./quantityOf.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { timeReader } from "./statement/asText.ts"
import { countEvents, findForeignCount, lockCounted } from "./statement/countEvents.ts"
import { type DueRow, dueUsage, earliestOpenHour } from "./statement/dueUsage.ts"
import { expireRecords } from "./statement/expireRecords.ts"
import { hastenRecords } from "./statement/hastenRecords.ts"
import { leaseDue, unknownMark } from "./statement/leaseDue.ts"
import { nextDue } from "./statement/nextDue.ts"
import { openIdleHours } from "./statement/openIdleHours.ts"
import { recordOf } from "./statement/recordColumns.ts"
import { settleLeased } from "./statement/settleLeased.ts"
import { subscriptionsOf } from "./statement/subscriptions.ts"
import { writeSealings } from "./statement/writeSealings.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

/** The ledger in Postgres. */
export const postgresRecordLedger = ({
  names,
  patiently,
  run
}: PostgresDatabase): RecordLedger["Service"] => {
  let mark = unknownMark
  return {
    seal: (decide, options) => patiently.transact((within) => seal(within, names, decide, options)),

    hasten: (ended) =>
      Effect.map(
        run((within) => within(hastenRecords(names, ended))),
        ([row]) => Number(row?.moved ?? 0)
      ),

    lease: (options) =>
      Effect.map(
        run((within) => within(leaseDue(names, { ...options, mark }))),
        (rows) => {
          const [first] = rows
          const time = timeReader()
          if (first !== undefined) mark = { low: first.order_low, version: first.order_version }
          return {
            id: options.id,
            until: options.until,
            records: rows.map((row) => ({
              record: recordOf(row, time),
              attempts: Number(row.attempts),
              mayBeAccepted: row.may_be_accepted === "true",
              sendBefore: time(row.send_before)
            }))
          }
        }
      ),

    settle: (lease, settlements, now) =>
      settlements.length === 0
        ? Effect.succeed([])
        : Effect.map(
            run((within) => within(settleLeased(names, lease.id, settlements, now))),
            // The keys come back as they went in, from rows that were checked when they were written.
            (rows) => rows.map((row) => row.dedup_key as DedupKey)
          ),

    expire: (options) =>
      Effect.map(
        patiently.run((within) => within(expireRecords(names, options))),
        (rows) => rows.map((row) => ({ record: recordOf(row), state: row.state, reason: row.reason }))
      ),

    nextDueAt: Effect.map(
      run((within) => within(nextDue(names))),
      ([row]) => Option.map(Option.fromNullishOr(row?.due), (due) => Instant.ofMillis(Number(due)))
    )
  }
}

const seal = async (
  run: SqlRunner,
  names: Names,
  decide: (usage: DueUsage) => Sealing,
  options: Parameters<RecordLedger["Service"]["seal"]>[1]
): Promise<SealReport> => {
  const [counted] = await run(lockCounted(names))
  const [count] = await run(findForeignCount(names, counted!.snapshot))
  if (count!.is_foreign === "true")
    throw new StoreError({ reason: new StoreRefused({ detail: foreignCount }) })
  // The lock came first: only a statement that begins after it sees all that its last holder has counted.
  await run(countEvents(names, counted!.snapshot))
  if (options.idle !== undefined) await run(openIdleHours(names, options.idle, options.now))
  const rows = await run(dueUsage(names, options))
  if (rows.length === 0)
    return { openHours: 0, records: 0, nextOpenHour: await nextOpenHour(run, names, options) }
  const accounts = [...new Set(rows.map((row) => row.account))]
  const subscriptions = Map.groupBy(
    (await run(subscriptionsOf(names, accounts))).map(subscriptionOf),
    ({ account }) => account
  )
  const sealings = groupUsage(rows, subscriptions).map((usage) => ({
    ...decide(usage),
    hadCarry: usage.carry !== undefined
  }))
  for (const statement of writeSealings(names, sealings, options.now)) await run(statement)
  return {
    openHours: rows.length,
    records: sealings.reduce((n, sealing) => n + sealing.records.length, 0),
    nextOpenHour: await nextOpenHour(run, names, options)
  }
}

const nextOpenHour = async (
  run: SqlRunner,
  names: Names,
  options: Parameters<RecordLedger["Service"]["seal"]>[1]
): Promise<MeteringHour | undefined> => {
  const [row] = await run(earliestOpenHour(names, options))
  return row === undefined ? undefined : hourOf(row.hour)
}

const foreignCount =
  'the tables come from a dump of a server that had seen more transactions than this one, so their numbers do not tell which events are counted; run "tallyhour adopt" once the restore is complete'

const groupUsage = (
  rows: ReadonlyArray<DueRow>,
  subscriptions: ReadonlyMap<string, ReadonlyArray<Subscription>>
): ReadonlyArray<DueUsage> =>
  [...Map.groupBy(rows, ({ account, meter }) => JSON.stringify([account, meter])).values()].map((group) => {
    const { account, baseline, carry_hour, carry_quantity, included, meter, sealed_elsewhere } = group[0]!
    return {
      account,
      meter,
      carry:
        carry_hour === null || carry_quantity === null
          ? undefined
          : { hour: hourOf(carry_hour), quantity: quantityOf(carry_quantity) },
      openHours: group.map((row) => ({ hour: hourOf(row.hour), ...usageOf(row.usage) })),
      sealedHours: [...new Set(group.flatMap((row) => row.sealed_hours?.split(",") ?? []))]
        .map(hourOf)
        .sort((a, b) => a - b),
      subscriptions: subscriptions.get(account) ?? [],
      included: includedOf(included),
      baseline: baseline?.split(",").map(Number) ?? [],
      // Keys of rows that were checked when they were written.
      sealedElsewhere: JSON.parse(sealed_elsewhere ?? "[]") as ReadonlyArray<DedupKey>
    }
  })

const usageOf = (json: string): HourUsage =>
  HourUsage.of(
    (JSON.parse(json) as ReadonlyArray<readonly [Tags, string]>).map(([tags, quantity]) => ({
      tags,
      quantity: quantityOf(quantity)
    }))
  )

const includedOf = (json: string | null): ReadonlyArray<Included> =>
  (JSON.parse(json ?? "[]") as ReadonlyArray<readonly [string, string]>).map(([period, quantity]) => ({
    period,
    quantity: quantityOf(quantity)
  }))

const hourOf = (millis: string): MeteringHour => MeteringHour.of(Instant.ofMillis(Number(millis)))

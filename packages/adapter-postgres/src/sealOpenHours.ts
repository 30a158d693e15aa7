import {
  type DueUsage,
  type RecordLedger,
  type SealReport,
  type Sealing,
  StoreError,
  StoreRefused
} from "@tallyhour/core"
import { dueUsageOf, hourOf } from "./dueUsageOf.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { countEvents, findForeignCount, lockCounted } from "./statement/countEvents.ts"
import { type DueRow, dueUsage, earliestOpenHour } from "./statement/dueUsage.ts"
import { openIdleHours } from "./statement/openIdleHours.ts"
import { subscriptionsOf } from "./statement/subscriptions.ts"
import { type WrittenSealing, writeSealings } from "./statement/writeSealings.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

type SealOptions = Parameters<RecordLedger["Service"]["seal"]>[1]

/**
 * How many accounts and meters are written at once.
 *
 * The server writes some while the next are decided. Planning its statements costs as much as some tens of rows, so there are more.
 */
const writtenAtOnce = 1_000

/** How many accounts and meters are decided before others have their turn: some of a millisecond. */
const decidedAtOnce = 50

/** Counts what is new and seals what is due, all in the transaction that it is given. */
export const sealOpenHours = async (
  run: SqlRunner,
  names: Names,
  decide: (usage: DueUsage) => Sealing,
  options: SealOptions
): Promise<SealReport> => {
  await countNew(run, names, options)
  const rows = await run(dueUsage(names, options))
  const records = rows.length === 0 ? 0 : await sealDue(run, names, rows, { decide, now: options.now })
  const [earliest] = await run(earliestOpenHour(names, options))
  return {
    openHours: rows.length,
    records,
    nextOpenHour: earliest === undefined ? undefined : hourOf(earliest.hour)
  }
}

const countNew = async (run: SqlRunner, names: Names, { idle, now }: SealOptions): Promise<void> => {
  const [counted] = await run(lockCounted(names))
  const [count] = await run(findForeignCount(names, counted!.snapshot))
  if (count!.is_foreign === "true")
    throw new StoreError({ reason: new StoreRefused({ detail: foreignCount }) })
  // The lock came first: only a statement that begins after it sees all that its last holder has counted.
  await run(countEvents(names, counted!.snapshot))
  if (idle !== undefined) await run(openIdleHours(names, idle, now))
}

const foreignCount =
  'the tables come from a dump of a server that had seen more transactions than this one, so their numbers do not tell which events are counted; run "tallyhour adopt" once the restore is complete'

/** Seals what was read as due, and returns how many records came of it. */
const sealDue = async (
  run: SqlRunner,
  names: Names,
  rows: ReadonlyArray<DueRow>,
  { decide, now }: { readonly decide: (usage: DueUsage) => Sealing; readonly now: SealOptions["now"] }
): Promise<number> => {
  const accounts = [...new Set(rows.map(({ account }) => account))]
  const linked = (await run(subscriptionsOf(names, accounts))).map(subscriptionOf)
  const subscriptions = Map.groupBy(linked, ({ account }) => account)
  const sealingOf = (hours: HoursOfOne): WrittenSealing => {
    const usage = dueUsageOf(hours, subscriptions.get(hours[0].account) ?? [])
    return { ...decide(usage), hadCarry: usage.carry !== undefined }
  }
  let records = 0
  let written: Promise<unknown> = Promise.resolve()
  try {
    for (const some of inPartsOf(writtenAtOnce, byAccountAndMeter(rows))) {
      const sealings = await inTurnWithOthers(some, sealingOf)
      records += sealings.reduce((sum, sealing) => sum + sealing.records.length, 0)
      await written
      written = inTurn(run, writeSealings(names, sealings, now))
      // Whoever waits for it hears of a failure; until then it has no one to hear it, which would end the process.
      written.catch(() => undefined)
    }
    await written
  } finally {
    // Whatever went wrong: the transaction ends after its last statement, or the rest would be written outside of it.
    await written.catch(() => undefined)
  }
  return records
}

type HoursOfOne = [DueRow, ...Array<DueRow>]

const byAccountAndMeter = (rows: ReadonlyArray<DueRow>): ReadonlyArray<HoursOfOne> => {
  const all = new Map<string, HoursOfOne>()
  for (const row of rows) {
    const key = JSON.stringify([row.account, row.meter])
    const hours = all.get(key)
    if (hours === undefined) all.set(key, [row])
    else hours.push(row)
  }
  return [...all.values()]
}

const inPartsOf = <A>(size: number, all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

const inTurn = async (run: SqlRunner, statements: ReturnType<typeof writeSealings>): Promise<void> => {
  for (const statement of statements) await run(statement)
}

/** Lets the next statement out to the server after each few, and whoever else waits for this process. */
const inTurnWithOthers = async <A, B>(all: ReadonlyArray<A>, one: (a: A) => B): Promise<ReadonlyArray<B>> => {
  const done: Array<B> = []
  for (const few of inPartsOf(decidedAtOnce, all)) {
    done.push(...few.map(one))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return done
}

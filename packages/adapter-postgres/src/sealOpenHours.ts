import {
  type DueUsage,
  type RecordLedger,
  type SealReport,
  type Sealing,
  StoreBusy,
  StoreError,
  StoreRefused
} from "@tallyhour/core"
import { dueUsageOf, hourOf } from "./dueUsageOf.ts"
import { type HoursOfOne, readDueUsage } from "./readDueUsage.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { closeHours } from "./statement/closeHours.ts"
import { countEvents, findForeignCount, lockCounted } from "./statement/countEvents.ts"
import { type DueRow, earliestOpenHour, lookUpRows, openDueUsage } from "./statement/openDueUsage.ts"
import { openIdleHours } from "./statement/openIdleHours.ts"
import { type WrittenSealing, writeSealings } from "./statement/writeSealings.ts"

type SealOptions = Parameters<RecordLedger["Service"]["seal"]>[1]

/**
 * How many open hours are read, decided and written at once.
 *
 * The server reads some and writes others while some are decided. Planning its statements costs as much as some tens of
 * rows, so there are more.
 */
const hoursAtOnce = 2_500

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
  await run(lookUpRows())
  await run(openDueUsage(names, options))
  const sealed = await sealDue(run, names, { decide, now: options.now })
  const [earliest] = await run(earliestOpenHour(names, options))
  return {
    ...sealed,
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

/** Seals all that is being read as due, and returns how many open hours that were and how many records came of it. */
const sealDue = async (
  run: SqlRunner,
  names: Names,
  { decide, now }: { readonly decide: (usage: DueUsage) => Sealing; readonly now: SealOptions["now"] }
): Promise<{ readonly openHours: number; readonly records: number }> => {
  const parts = readDueUsage(run, names, hoursAtOnce)
  const sealingOf = ({ hours, subscriptions }: HoursOfOne): Closing => {
    const usage = dueUsageOf(hours, subscriptions)
    const sealing = decide(usage)
    const closed = new Set(sealing.sealed)
    return {
      hours: hours.filter(({ hour }) => closed.has(hourOf(hour))),
      sealing: { ...sealing, hadCarry: usage.carry !== undefined }
    }
  }
  const sealed = { openHours: 0, records: 0 }
  let next = parts.next()
  let written: Promise<unknown> = next
  try {
    for (let part = await next; part.done !== true; part = await next) {
      // The server reads the next part and writes the last one meanwhile: one after the other, as a connection does.
      next = unheard(written.then(() => parts.next()))
      const closings = await inTurnWithOthers(part.value, sealingOf)
      sealed.openHours += part.value.reduce((sum, { hours }) => sum + hours.length, 0)
      sealed.records += closings.reduce((sum, { sealing }) => sum + sealing.records.length, 0)
      const write = writing(run, names, closings, now)
      written = unheard(next.then(write))
    }
    await written
  } finally {
    // Whatever went wrong: the transaction ends after its last statement, or the rest would run outside of it.
    await Promise.allSettled([next, written])
  }
  return sealed
}

/** A promise that whoever waits for it hears fail; until then it has no one to hear it, which would end the process. */
const unheard = <A>(promise: Promise<A>): Promise<A> => {
  promise.catch(() => undefined)
  return promise
}

const inPartsOf = <A>(size: number, all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/** What is to be written of one account and meter: the hours that it closes, and what becomes of them. */
interface Closing {
  readonly hours: ReadonlyArray<DueRow>
  readonly sealing: WrittenSealing
}

/** Makes the statements ready, and returns what runs them. */
const writing = (run: SqlRunner, names: Names, closings: ReadonlyArray<Closing>, now: SealOptions["now"]) => {
  const hours = closings.flatMap((closing) => closing.hours)
  const places = hours.filter(({ place }) => place !== null).length
  const close = closeHours(names, hours)
  const statements = writeSealings(
    names,
    closings.map(({ sealing }) => sealing),
    now
  )
  return async (): Promise<void> => {
    const [row] = await run(close)
    // An hour that stays open and is sealed would be billed twice.
    if (Number(row!.closed) !== places) throw new StoreError({ reason: notThere })
    for (const statement of statements) await run(statement)
  }
}

const notThere = new StoreBusy({ detail: "somebody else has changed open hours while they were sealed" })

/** Lets the next statement out to the server after each few, and whoever else waits for this process. */
const inTurnWithOthers = async <A, B>(all: ReadonlyArray<A>, one: (a: A) => B): Promise<ReadonlyArray<B>> => {
  const done: Array<B> = []
  for (const few of inPartsOf(decidedAtOnce, all)) {
    done.push(...few.map(one))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return done
}

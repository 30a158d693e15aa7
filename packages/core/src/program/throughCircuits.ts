import { DateTime, Effect, Random, Result } from "effect"
import type { Circuit, Circuits } from "../model/Circuit.ts"
import { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { CircuitOpen, TransportError } from "../model/TransportError.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import type { Verdict } from "../model/Verdict.ts"
import { circuitsAfter } from "../policy/circuitsAfter.ts"
import { suspectsOf } from "../policy/suspectsOf.ts"
import { tracedFn } from "../policy/tracedFn.ts"
import { UsageTransport } from "../port/UsageTransport.ts"

/**
 * Sends one batch, without those records that share a product, a dimension or an agreement of which AWS refuses everything
 * for now.
 *
 * Of those a single one is sent from time to time, drawn by chance because some may be good; the others wait. So what is in
 * trouble costs the rest one request every few minutes.
 *
 * - **Shape**: exactly one verdict for each record, in no certain order; those that wait have the reason `CircuitOpen`.
 */
export const throughCircuits = tracedFn("throughCircuits", <R>(batch: UsageBatch, submit: Submit<R>) =>
  Effect.flatMap(UsageTransport, (transport) => {
    const memory = memoryOf(transport)
    return memory.circuits.size === 0
      ? sendAndLearn(batch, submit, memory)
      : throughOpen(batch, submit, memory)
  })
)

type Submit<R> = (batch: UsageBatch) => Effect.Effect<ReadonlyArray<Verdict>, never, R>

interface Memory {
  circuits: Circuits
}

const sendAndLearn = <R>(batch: UsageBatch, submit: Submit<R>, memory: Memory) =>
  Effect.flatMap(submit(batch), (verdicts) =>
    Effect.clockWith((clock) => {
      const before = memory.circuits
      const now = Instant.ofMillis(clock.currentTimeMillisUnsafe())
      memory.circuits = circuitsAfter(verdicts, { circuits: before, now })
      return memory.circuits === before
        ? Effect.succeed(verdicts)
        : Effect.as(say(before, memory.circuits), verdicts)
    })
  )

const throughOpen = Effect.fnUntraced(function* <R>(batch: UsageBatch, submit: Submit<R>, memory: Memory) {
  const now = yield* DateTime.now
  const probes = yield* drawProbes(batch.records, memory.circuits, now)
  // Until a probe is answered it stands for all, or every batch that is in flight would send one.
  const circuits = held(memory.circuits, [...probes.keys()], now)
  memory.circuits = circuits
  const free = batch.records.filter((leased) => circuitOf(leased, circuits) === undefined)
  const verdicts: Array<Verdict> = []
  for (const records of [free, ...[...probes.values()].map((probe) => [probe])]) {
    if (records.length > 0) verdicts.push(...(yield* sendAndLearn({ ...batch, records }, submit, memory)))
  }
  const probed = new Set(probes.values())
  const waiting = batch.records.flatMap((leased) => {
    const circuit = circuitOf(leased, circuits)
    return circuit === undefined || probed.has(leased) ? [] : [keptBack(leased, circuit)]
  })
  return [...verdicts, ...waiting]
})

/** Draws one record for each circuit that has been open for long enough. */
const drawProbes = Effect.fnUntraced(function* (
  records: ReadonlyArray<LeasedRecord>,
  circuits: Circuits,
  now: Instant
) {
  const due = Map.groupBy(records, ({ record }) =>
    suspectsOf(record).find((suspect) => isDue(circuits.get(suspect), now))
  )
  const probes = new Map<string, LeasedRecord>()
  for (const [suspect, all] of due) {
    if (suspect === undefined) continue
    const sendable = all.filter(
      ({ record }) => !suspectsOf(record).some((one) => isOpen(circuits.get(one), now))
    )
    if (sendable.length === 0) continue
    probes.set(suspect, sendable[yield* Random.nextIntBetween(0, sendable.length - 1)]!)
  }
  return probes
})

const isOpen = (circuit: Circuit | undefined, now: Instant): boolean =>
  circuit !== undefined && Instant.isBefore(now, circuit.openUntil)

const isDue = (circuit: Circuit | undefined, now: Instant): boolean =>
  circuit !== undefined && !isOpen(circuit, now)

const held = (circuits: Circuits, suspects: ReadonlyArray<string>, now: Instant): Circuits =>
  new Map(
    [...circuits].map(([suspect, circuit]) => [
      suspect,
      suspects.includes(suspect) ? { ...circuit, openUntil: DateTime.add(now, { minutes: 1 }) } : circuit
    ])
  )

const circuitOf = ({ record }: LeasedRecord, circuits: Circuits): Circuit | undefined =>
  suspectsOf(record)
    .map((suspect) => circuits.get(suspect))
    .find((circuit) => circuit !== undefined)

const say = Effect.fnUntraced(function* (before: Circuits, after: Circuits) {
  for (const [suspect, { code, openUntil, refusals }] of after) {
    if (before.has(suspect) || refusals > 1) continue
    yield* Effect.logError(
      `AWS refuses all records of ${suspect} by ${code}; they wait, and one is tried at ${DateTime.formatIso(openUntil)}.`
    )
  }
  for (const suspect of before.keys())
    if (!after.has(suspect)) yield* Effect.logInfo(`AWS takes records of ${suspect} again.`)
})

// What is known of a product belongs to the way it was learnt by, and lives no longer: a new process asks anew.
const known = new WeakMap<UsageTransport["Service"], Memory>()

const memoryOf = (transport: UsageTransport["Service"]): Memory => {
  const memory = known.get(transport) ?? { circuits: new Map() }
  known.set(transport, memory)
  return memory
}

const keptBack = (leased: LeasedRecord, { code, openUntil }: Circuit): Verdict => ({
  leased,
  verdict: Result.fail(
    new TransportError({
      reason: new CircuitOpen({
        operation: "BatchMeterUsage",
        code,
        detail: `one is tried at ${DateTime.formatIso(openUntil)}`
      })
    })
  )
})

import { DateTime, Duration, Effect, Result } from "effect"
import { Instant } from "../model/Instant.ts"
import type { AccessRefused } from "../model/TransportError.ts"
import type { Verdict } from "../model/Verdict.ts"
import { tracedFn } from "../policy/tracedFn.ts"
import { UsageTransport } from "../port/UsageTransport.ts"

/** For so long the same refusal is said once, however many records it concerns. */
const silence = Duration.hours(1)

/**
 * Says aloud that AWS gives no access to a region, when that begins and once an hour while it lasts, and when it is over.
 *
 * The records wait and none is lost for a day, so nobody would hear of broken credentials before the deadlines come near.
 */
export const sayAccess = tracedFn(
  "sayAccess",
  Effect.fnUntraced(function* (region: string, verdicts: ReadonlyArray<Verdict>) {
    const refusedRegions = memoryOf(yield* UsageTransport)
    const now = yield* DateTime.now
    const before = refusedRegions.get(region)
    const refusal = accessRefusedIn(verdicts)
    if (refusal !== undefined) {
      if (before?.code === refusal.code && Instant.isBefore(now, before.quietUntil)) return
      refusedRegions.set(region, { code: refusal.code, quietUntil: DateTime.addDuration(now, silence) })
      yield* Effect.logError(`Nothing can be sent to ${region}. ${refusal.message}`)
      return
    }
    if (before === undefined || !verdicts.some(({ verdict }) => Result.isSuccess(verdict))) return
    refusedRegions.delete(region)
    yield* Effect.logInfo(`AWS gives access to ${region} again.`)
  })
)

const accessRefusedIn = (verdicts: ReadonlyArray<Verdict>): AccessRefused | undefined => {
  for (const { verdict } of verdicts)
    if (Result.isFailure(verdict) && verdict.failure.reason._tag === "AccessRefused")
      return verdict.failure.reason
  return undefined
}

type RefusedRegions = Map<string, { readonly code: string; readonly quietUntil: Instant }>

// Like what is known of a product, it belongs to the way it was learnt by, and lives no longer.
const known = new WeakMap<UsageTransport["Service"], RefusedRegions>()

const memoryOf = (transport: UsageTransport["Service"]): RefusedRegions => {
  const memory = known.get(transport) ?? new Map()
  known.set(transport, memory)
  return memory
}

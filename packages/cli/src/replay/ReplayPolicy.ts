import { readFile } from "node:fs/promises"
import { type FractionPolicy, LatePolicy, MeteringPolicy } from "@tallyhour/core"
import { Duration, Effect, Schema } from "effect"
import { ReplayProblem } from "./ReplayProblem.ts"

const PolicyFile = Schema.Struct({
  allowedLatenessSeconds: Schema.optionalKey(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 31 * 86_400 }))
  ),
  late: Schema.optionalKey(LatePolicy),
  // Lines with a fraction would be refused one by one; a replay asks what becomes of them.
  fraction: Schema.optionalKey(Schema.Literals(["carry", "up", "down", "nearest"]))
})

/** How a log is replayed: the times of the library's own policy, and one fraction policy for every meter. */
export interface ReplayPolicy {
  readonly policy: MeteringPolicy
  readonly fraction: FractionPolicy
}

/**
 * Reads a policy file; without one, or for what it does not say, the library's own policy holds.
 *
 * - **Errors**: `ReplayProblem` naming what is wrong in the file.
 */
export const readPolicy = (file: string | undefined): Effect.Effect<ReplayPolicy, ReplayProblem> =>
  Effect.gen(function* () {
    if (file === undefined) return { policy: MeteringPolicy, fraction: "carry" }
    const text = yield* Effect.tryPromise({
      try: () => readFile(file, "utf8"),
      catch: () => new ReplayProblem({ problem: `The policy file ${file} cannot be read.` })
    })
    const { allowedLatenessSeconds, fraction, late } = yield* Effect.mapError(
      decode(text),
      (error) => new ReplayProblem({ problem: `The policy file ${file} is wrong: ${error.message}` })
    )
    return {
      policy: {
        ...MeteringPolicy,
        late: late ?? MeteringPolicy.late,
        allowedLateness:
          allowedLatenessSeconds === undefined
            ? MeteringPolicy.allowedLateness
            : Duration.seconds(allowedLatenessSeconds)
      },
      fraction: fraction ?? "carry"
    }
  })

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(PolicyFile), {
  errors: "all",
  onExcessProperty: "error"
})
